"""Months of form II.06 that units without dossier-level data type as totals."""
