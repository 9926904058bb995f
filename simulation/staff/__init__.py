"""Simulated staff: they look at a case as the desk shows it and decide who does what next, and when."""
