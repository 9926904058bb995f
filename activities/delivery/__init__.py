"""Bringing what the record holds to where it must go (投递): starts, acts, answers, notices."""
