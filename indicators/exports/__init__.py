"""Workbooks that leave the portal."""
