"""A criteria set as a document: read, written, edited, compared, tried."""
