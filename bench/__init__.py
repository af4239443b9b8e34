"""Measurements: python -m bench <name>; each prints its figures and writes its section of docs/performance.md."""
