"""Plans and tasks: what became of them, said by their dates."""
