"""The documents that people print, sign and present, each drawn from the same figures (source.Source)."""
