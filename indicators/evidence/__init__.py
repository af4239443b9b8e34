"""Evidence files: what they truly are, where they lie, how they stand beside a row."""
