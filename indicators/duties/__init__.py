"""What waits for somebody: the duties of people, and when they are reminded of them (docs/adr/0020-reminders.md)."""
