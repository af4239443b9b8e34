"""The sheets of the conference workbook, one file each; every `draw` adds one sheet of one block (pure)."""
