"""The legal working-day clock: due dates, what moved them, and the calendar they stand on."""
