"""Filings (立案): read from sheets and files, checked, registered."""
