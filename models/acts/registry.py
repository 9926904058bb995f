"""All kinds of act in one place: importing this makes every shape known."""

from models.acts import (
    closing,
    deciding,
    disposing,
    implementing,
    intake,
    query,
    reassigning,
    requesting,
    timing,
)
from models.acts.envelope import Act, ActData, read_data

MODULES = (intake, query, deciding, requesting, timing, implementing, disposing, closing, reassigning)
"""The modules acts are defined in."""


def read_act_data(act: Act) -> ActData:
    """The act's data in its own shape. Raises Refusal(BAD_DATA) naming the field that does not fit."""
    return read_data(act)
