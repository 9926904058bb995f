"""The daily seal of a court's chains (日封): a root over every head, linked to the seal before, and proofs.

Pure values and digests; signing and verifying signatures is `activities.signing.key_files`.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from models.events import GENESIS, digest
from models.keys import Succession
from models.values import Instant, Value, court_local

ADDED = frozenset({"ordinal", "succession"})
"""Fields that came later: a seal in which they say nothing is what it was before there were any."""


class Seal(Value):
    """A court's seal: every case's head under one root, and the head of the court's own journal.

    `previous` is the link of the seal before, so that none can be taken out or replaced alone; the first
    one hangs on the genesis. `made_at` is the server's own time. `ordinal` counts the seals of one day from
    0. `succession` stands in the first seal of a new key of the court, and shows whose place it took.
    """

    court: str
    day: date
    ordinal: int = Field(default=0, ge=0)
    cases: int
    root: str
    journal_seq: int
    journal_head: str
    previous: str
    made_at: Instant
    key_id: str
    succession: Succession | None = None
    signature: str = ""

    @model_serializer(mode="wrap")
    def _as_it_was_written(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in handler(self).items() if value or name not in ADDED}

    @property
    def name(self) -> str:
        """What it is called: its day, and which of that day it is where there are several."""
        return f"{self.day}.{self.ordinal + 1}" if self.ordinal else f"{self.day}"

    @property
    def order(self) -> tuple[date, int]:
        """Its place among the seals of its court."""
        return self.day, self.ordinal

    @property
    def closes_its_day(self) -> bool:
        """Whether it was made after its day was over, so that nothing of that day comes after it."""
        return court_local(self.made_at).date() > self.day

    @property
    def signed_bytes(self) -> bytes:
        """What the court's signature covers: everything but itself."""
        return digest(self.model_dump(mode="json", exclude={"signature"})).encode()

    @property
    def link(self) -> str:
        """What the next seal hangs on."""
        return digest([self.signed_bytes.decode(), self.signature])


class Proof(Value):
    """That a case's head is under a seal: where the chain stood, and the path from there to the root."""

    seq: int
    head: str
    path: tuple[tuple[str, str], ...]
    """Sibling hashes from the leaf upwards, each with its side: "left" or "right"."""

    def root(self, case_key: str) -> str:
        """The root this proof leads to."""
        here = leaf(case_key, self.seq, self.head)
        for side, sibling in self.path:
            here = digest([sibling, here] if side == "left" else [here, sibling])
        return here


def leaf(case_key: str, seq: int, head: str) -> str:
    """What a case puts under the seal."""
    return digest([case_key, seq, head])


def levels(leaves: Sequence[str]) -> list[list[str]]:
    """The hash tree over the leaves, lowest level first; a last one without partner moves up as it is."""
    tree = [list(leaves)]
    while len(tree[-1]) > 1:
        below = tree[-1]
        pairs = [below[at : at + 2] for at in range(0, len(below), 2)]
        tree.append([digest(pair) if len(pair) == 2 else pair[0] for pair in pairs])
    return tree


def root_of(leaves: Sequence[str]) -> str:
    """The root over the leaves; that of nothing is the genesis."""
    return levels(leaves)[-1][0] if leaves else GENESIS


def path_of(leaves: Sequence[str], place: int) -> tuple[tuple[str, str], ...]:
    """The path from one leaf to the root."""
    path: list[tuple[str, str]] = []
    for level in levels(leaves)[:-1]:
        sibling = place ^ 1
        if sibling < len(level):
            path.append(("left" if sibling < place else "right", level[sibling]))
        place //= 2
    return tuple(path)
