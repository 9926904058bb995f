"""The court's outside systems: one small protocol each, with its HTTP adapter beside it."""
