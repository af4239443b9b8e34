"""The frozen record: what it holds, how it is packed, and the program with which anybody recomputes it."""
