"""Appraisal as people see it: whose row it is, what waits, what was taken away, whether judgement is even-handed."""
