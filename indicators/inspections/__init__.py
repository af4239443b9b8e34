"""Inspections: what became of what they found, counted."""
