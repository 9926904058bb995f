"""A court whose people sign: a register at work, keys for everybody, seals, and the tables it exports."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Engine, text

from activities.act_log import submit
from activities.signing.desk import SigningDesk
from activities.signing.key_files import KeyFolder, SigningKey, signed
from activities.signing.sealing import Sealer
from activities.signing.verifying import faults
from models.acts.envelope import Act, ActKind
from models.seals import Seal
from models.signed_table import SignedTable
from models.values import court_local
from tests.activities.clerk import Clerk

COURT = "ruyang"
SINCE = date(2026, 1, 1)
GUARDED = ("journal", "journal_facts", "court_journal", "seal", "sealed_head")
"""Tables that only their owner can change, and only with their guards put aside."""


@dataclass
class Notary(Clerk):
    """A clerk whose every act is signed where the actor's key lies in the folder."""

    folder: Path = field(default_factory=Path)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.keys = KeyFolder(self.folder)
        self.desk = SigningDesk(self.database, self.books, self.keys, self.clock, skip_time=True)
        self.sealer = Sealer(self.database, self.keys)

    async def clock(self, _: str) -> datetime:
        """The time of the case: the clerk's own."""
        return self.now

    def give_keys(self) -> SigningKey:
        """A key for the court and for everybody of it; the court's."""
        made = self.keys.make(COURT, SINCE)
        self.desk.make_keys(COURT, SINCE)
        return made

    @property
    def court_key(self) -> SigningKey:
        """The court's key, which is never on a file that is handed out."""
        key = self.keys.key_of(COURT)
        assert key is not None
        return key

    def submit(
        self,
        key: str,
        kind: ActKind | str,
        staff: str,
        role: str,
        data: dict[str, Any] | None = None,
        *,
        occurred_at: datetime | None = None,
        act_id: UUID | None = None,
        on_behalf_of: str = "",
    ) -> UUID:
        """Keep an act as submitted now, signed by whoever's key lies here; its id."""
        act = Act(
            act_id=act_id or uuid4(),
            kind=ActKind(kind),
            occurred_at=occurred_at or self.now,
            actor=staff,
            role=role,
            on_behalf_of=on_behalf_of,
            data=data or {},
        )
        own = self.keys.key_of(staff)
        submit(self.database, key, signed(act, own, key) if own else act, self.now)
        return act.act_id

    async def table(self, key: str) -> SignedTable:
        """The case's signed node table."""
        return await self.desk.table(key)

    def seal(self, day: date) -> Seal:
        """Seal a day."""
        return self.sealer.seal(COURT, day)

    def said(self, table: SignedTable, kept: Sequence[Seal] = ()) -> list[str]:
        """What a reader is told who keeps the court's public key, and perhaps its seals."""
        return list(faults(table, self.court_key.public, kept))


def tamper(owner: Engine, *statements: str) -> None:
    """Change the record past its guards, as somebody with all rights might."""
    with owner.begin() as connection:
        for table in GUARDED:
            connection.execute(text(f"alter table {table} disable trigger user"))
        for statement in statements:
            assert connection.execute(text(statement)).rowcount > 0, statement
        for table in GUARDED:
            connection.execute(text(f"alter table {table} enable trigger user"))


def today() -> date:
    """The court's day by the wall."""
    return court_local(datetime.now(UTC)).date()
