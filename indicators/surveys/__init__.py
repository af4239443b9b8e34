"""Surveys: what is asked, how answers add up, how far a small sample can be trusted (docs/adr/0022)."""
