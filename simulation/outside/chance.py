"""Chance that can be drawn again: every draw comes from a seed and the names of what is drawn."""

import random
import uuid

NAMES = uuid.UUID("6f1d2c0e-53a4-4b51-9a53-6a1f0a3c9e10")


def chance(seed: str, *labels: str) -> random.Random:
    """A source of draws that depends on the seed and the labels alone, never on earlier draws."""
    return random.Random("|".join((seed, *labels)))  # noqa: S311  no secret hangs on it


def name_of(*labels: str) -> str:
    """A stable id of 32 hex digits for something named by these labels."""
    return uuid.uuid5(NAMES, "|".join(labels)).hex
