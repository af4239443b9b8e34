"""The forms of the pages, by what they act on."""
