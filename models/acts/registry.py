"""All kinds of act in one place: importing this makes every shape known."""

from models.acts import (
    closing,
    controlling,
    deciding,
    disposing,
    distributing,
    implementing,
    intake,
    objecting,
    panel,
    papers,
    paying,
    query,
    reassigning,
    requesting,
    resuming,
    stamping,
    third_parties,
    timing,
)
from models.acts.envelope import Act, ActData, names_of, read_data

MODULES = (
    *(intake, query, deciding, requesting, timing, implementing, paying, controlling),
    *(disposing, closing, reassigning, papers, third_parties, resuming, panel, stamping),
    *(distributing, objecting),
)
"""The modules acts are defined in."""


def read_act_data(act: Act) -> ActData:
    """The act's data in its own shape. Raises Refusal(BAD_DATA) naming the field that does not fit."""
    return read_data(act)


def data_names(kind: str) -> frozenset[str]:
    """The names of the data an act of this kind holds; none for a kind that does not exist."""
    return names_of(kind)
