"""Meaning: what a case is, what happened, what the rules say. No I/O, no Temporal, no database."""
