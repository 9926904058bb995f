"""Finds what in a rulebook contradicts itself, cannot happen, lacks somebody, or is looser than the law."""
