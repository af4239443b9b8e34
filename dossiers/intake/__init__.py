"""A dossier file on its way in: read in a limited child, checked, compared, and written as one."""
