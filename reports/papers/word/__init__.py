"""Word documents: the templates we ship, the check of a province's own, and the filling in."""
