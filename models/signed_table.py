"""The signed node table (签名的执行流程节点表, GS-31): rows in a chain, each with the act that signed it.

Pure values and digests; signing and verifying signatures is `activities.signing.key_files`.
"""

from collections.abc import Iterable
from typing import Any

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from models.events import GENESIS, Entry, digest, link
from models.keys import PublicKey, Succession
from models.nodes import Row
from models.seals import Proof, Seal
from models.values import Facts, Instant, Value


class JournalLine(Value):
    """An entry of the journal as its chain covers it: the digest of its facts, never the facts.

    `head` is the chain hash the register keeps; `altered` says that the facts beside the chain no longer
    have that digest: they were redacted, or changed.
    """

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
    head: str
    altered: bool = False

    def linked(self, previous: str, case_key: str) -> str:
        """The chain hash after this entry, computed anew."""
        stated = self.model_dump(exclude={"digest", "head", "altered"})
        # Whatever a forger wrote as its kind is hashed as it stands.
        return link(previous, case_key, Entry.model_construct(**stated), self.digest)


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


class SignedTable(Value):
    """The node table of one case with everything needed to check it far from the court (可离线核验).

    `made_at` is the case's time, `exported_at` the server's own. `count` is how many rows there were,
    `form` the SHA-256 of the printed form (.docx) that was written with it. `successions` are the court's
    own keys one after the other, where it has had more than one; tables of before have no such field.
    """

    court: str
    court_name: str
    case_key: str
    case_no: str
    rulebook: str
    made_at: Instant
    exported_at: Instant
    rows: tuple[SignedRow, ...]
    count: int
    journal: tuple[JournalLine, ...]
    keys: tuple[PublicKey, ...]
    court_key: PublicKey
    successions: tuple[Succession, ...] = ()
    form: str = ""
    signature: str = ""
    seal: Seal | None = None
    proof: Proof | None = None
    names: dict[str, str] = Field(default_factory=dict)

    @model_serializer(mode="wrap")
    def _as_it_was_written(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in handler(self).items() if value or name != "successions"}

    @property
    def unsealed(self) -> int:
        """How many of the newest entries no seal in this table covers (尚未封存)."""
        return max(len(self.journal) - (self.proof.seq if self.proof else 0), 0)

    @property
    def head(self) -> str:
        """The head of the chain of rows."""
        return self.rows[-1].head if self.rows else GENESIS

    @property
    def signed_bytes(self) -> bytes:
        """What the court's signature covers: the whole table but itself."""
        return digest(self.model_dump(mode="json", exclude={"signature"})).encode()


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
