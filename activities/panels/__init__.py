"""Panels on many cases at once (集中合议)."""
