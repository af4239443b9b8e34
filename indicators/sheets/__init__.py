"""A sheet as people see it: its rows, its progress, its past, and its way through a workbook."""
