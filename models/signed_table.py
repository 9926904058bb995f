"""The signed node table (签名的执行流程节点表, GS-31): rows in a chain, each with the act that signed it.

Pure values and digests; signing and verifying signatures is `activities.signing`.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from pydantic import Field

from models.events import GENESIS, Entry, digest, link
from models.nodes import Row
from models.values import Facts, Instant, Value


class PublicKey(Value):
    """A person's or a court's key with its dates (签名公钥): Ed25519, base64 of 32 bytes.

    `owner` is a staff number or a court's key; nothing here names a person.
    """

    key_id: str
    owner: str
    public_key: str
    since: date
    until: date | None = None

    def on(self, day: date) -> bool:
        """Whether it is valid on that day."""
        return self.since <= day and (self.until is None or day <= self.until)


class JournalLine(Value):
    """An entry of the journal as its chain covers it: the digest of its facts, never the facts."""

    seq: int
    kind: str
    subject: str
    occurred_at: Instant
    recorded_at: Instant
    actor: str
    role: str
    on_behalf_of: str
    corrects: int | None
    digest: str

    def linked(self, previous: str, case_key: str) -> str:
        """The chain hash after this entry."""
        entry = Entry.model_validate({**self.model_dump(exclude={"digest"}), "facts": {}})
        return link(previous, case_key, entry, self.digest)


class SignedRow(Value):
    """A row of the table with what proves it: the entry that fulfilled it and the act that signed it.

    `act` is the envelope as signed, in which a digest stands for the data. Rows the system itself
    fulfilled have none, and no `signer`.
    """

    row: Row
    done_seq: int = 0
    signer: str = ""
    act: Facts | None = None
    key_id: str = ""
    signature: str = ""
    previous: str
    head: str

    def digest_after(self, previous: str) -> str:
        """What the head of this row must be."""
        return digest({"previous": previous, **self.model_dump(mode="json", exclude={"previous", "head"})})


class Seal(Value):
    """The daily seal of a court's chains (日封): the root over every case's head, signed by the court."""

    court: str
    day: date
    cases: int
    root: str
    key_id: str
    signature: str

    @property
    def signed_bytes(self) -> bytes:
        """What the court's signature covers."""
        return seal_bytes(self.court, self.day, self.cases, self.root)


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


class SignedTable(Value):
    """The node table of one case with everything needed to check it far from the court (可离线核验)."""

    court: str
    court_name: str
    case_key: str
    case_no: str
    rulebook: str
    made_at: Instant
    rows: tuple[SignedRow, ...]
    journal: tuple[JournalLine, ...]
    keys: tuple[PublicKey, ...]
    court_key: PublicKey
    signature: str = ""
    seal: Seal | None = None
    proof: Proof | None = None
    names: dict[str, str] = Field(default_factory=dict)

    @property
    def head(self) -> str:
        """The head of the chain of rows."""
        return self.rows[-1].head if self.rows else GENESIS

    @property
    def signed_bytes(self) -> bytes:
        """What the court's signature on the whole table covers: the case, the rows, the journal's head."""
        last = self.journal[-1].seq if self.journal else 0
        stated = [self.case_key, self.rulebook, self.made_at.isoformat(), self.head, last]
        return digest([*stated, [key.model_dump(mode="json") for key in self.keys]]).encode()


def chained(rows: Iterable[Facts]) -> tuple[SignedRow, ...]:
    """Rows with their links, in order; each is given without `previous` and `head`."""
    linked: list[SignedRow] = []
    previous = GENESIS
    for fields in rows:
        row = SignedRow(**fields, previous=previous, head="")
        head = row.digest_after(previous)
        linked.append(row.model_copy(update={"head": head}))
        previous = head
    return tuple(linked)


def heads(journal: Sequence[JournalLine], case_key: str) -> tuple[str, ...]:
    """The chain hash after each entry, computed anew from the beginning."""
    found: list[str] = []
    previous = GENESIS
    for line in journal:
        previous = line.linked(previous, case_key)
        found.append(previous)
    return tuple(found)


def leaf(case_key: str, seq: int, head: str) -> str:
    """What a case puts under the seal."""
    return digest([case_key, seq, head])


def seal_bytes(court: str, day: date, cases: int, root: str) -> bytes:
    """The bytes a court signs on a day."""
    return digest([court, day.isoformat(), cases, root]).encode()


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
