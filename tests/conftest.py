"""People by role, a frozen day, and the guards that make carelessness fail."""
