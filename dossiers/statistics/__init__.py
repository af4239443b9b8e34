"""What is counted: the roll-ups, form II.06a, the boards, months of totals, and the lists behind each number."""
