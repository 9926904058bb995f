"""Whether a case's journal still holds together (哈希链): checked entry by entry while it is recounted."""

from collections.abc import Iterator
from typing import NamedTuple

from activities.auditing.findings import Finding, FindingKind
from models.events import GENESIS, Entry, digest, link


class Sealed(NamedTuple):
    """Where a case's chain stood when its court was last sealed."""

    seq: int
    head: str


class Chain:
    """The chain of one case, computed anew; the first entry that breaks it is named, the rest is not."""

    def __init__(self, case_key: str, end: int, sealed: Sealed | None) -> None:
        self._case_key = case_key
        self._end = end
        self._sealed = sealed
        self._head = GENESIS
        self._seq = 0
        self._broken = 0
        self._unsealed = False
        self._altered: list[int] = []

    def take(self, entry: Entry, facts_digest: str, previous: str, head: str) -> Entry:
        """One more entry as the register has it; it is handed on."""
        self._seq += 1
        computed = link(self._head, self._case_key, entry, facts_digest)
        if not self._broken and (entry.seq, previous, head) != (self._seq, self._head, computed):
            self._broken = self._seq
        if digest(entry.facts) != facts_digest:
            self._altered.append(entry.seq)
        self._head = computed
        if self._sealed is not None and self._sealed.seq == self._seq:
            self._unsealed = self._sealed.head != computed
        return entry

    def findings(self) -> Iterator[Finding]:
        """What is wrong with it, now that every entry was taken."""
        if self._broken or self._seq != self._end:
            yield self._finding(FindingKind.CHAIN_BROKEN, self._broken or min(self._seq, self._end) + 1)
        elif self._sealed is not None and (self._unsealed or self._seq < self._sealed.seq):
            yield self._finding(FindingKind.SEAL_BROKEN, self._sealed.seq)
        for seq in self._altered:
            yield self._finding(FindingKind.FACTS_ALTERED, seq)

    def _finding(self, kind: FindingKind, seq: int) -> Finding:
        court = self._case_key.split(":", 1)[0]
        return Finding(kind=kind, court=court, case_key=self._case_key, subject=f"journal/{seq}")
