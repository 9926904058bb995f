"""The daily seal (日封): the heads of all chains of a court under one root, signed with the court's key.

Chains alone do not stop somebody who has the whole database: what was sealed and exported does.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import structlog
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import Session

from activities.court_journal import record
from activities.database import Database
from activities.signing.court_keys import check_present, lock_keys, successions_of
from activities.signing.key_chain import KeyChain, followed
from activities.signing.key_files import KeyFolder, SigningKey
from activities.signing.seal_export import export_court_keys, export_seal
from activities.signing.sealed import check_sealed, last_seal, unsealed, value_of
from models.court_events import CourtEventKind
from models.errors import Code, Refusal
from models.events import GENESIS
from models.keys import Succession
from models.seals import Seal, leaf, root_of
from models.tables import Case, Court, CourtJournal, Journal, SealedHead, SealRow
from models.values import court_local

log = structlog.get_logger("seal")

Head = tuple[str, int, str]
"""A case's key, how far its chain was, and its head there."""

ENOUGH = 1000
"""After how many entries a court is sealed before its day is over."""


class Sealer:
    """Seals courts with their own keys; a court without a key here is passed over.

    `enough` is after how many entries a court is sealed before its day is over.
    """

    def __init__(self, database: Database, keys: KeyFolder, enough: int = ENOUGH) -> None:
        self._database = database
        self._keys = keys
        self._enough = enough

    def seal(self, court: str, day: date) -> Seal:
        """The court's seal of that day; what has happened since a seal of the same day is sealed anew.

        A day that was sealed after it was over stays as it is, and so does one on which nothing is new.
        Raises Refusal(SIGNATURE_MISSING) where the court's key does not lie here, Refusal(SIGNATURE_INVALID)
        where it has been replaced, Refusal(BAD_TIME) for a day that has not come or lies before a sealed one,
        Refusal(CHAIN_BROKEN) where what was sealed before is no longer on its chain: the court's key never
        covers that up.
        """
        key = self._keys.key_of(court)
        with self._database.transaction() as session:
            lock_keys(session, court)
            last = last_seal(session, court, day)
            if last is not None and (last.closes_its_day or last != last_seal(session, court)):
                return last
            if key is None:
                raise Refusal(Code.SIGNATURE_MISSING, f"没有法院 {court} 的签名密钥，不能日封")
            return seal_now(session, key, day)

    def seal_all(self, day: date) -> list[Seal]:
        """Seal every court whose key lies here and that has no seal of that day; answers what was made.

        A court that must not be sealed is logged; the auditor names it until somebody has looked.
        """
        with self._database.transaction() as session:
            latest = {
                court: last_seal(session, court) for court in session.execute(select(Court.key)).scalars()
            }
        made = []
        for court, last in latest.items():
            if last is None or last.day < day or (last.day == day and not last.closes_its_day):
                made += self._try(court, day)
        return made

    def seal_many(self) -> list[Seal]:
        """Seal the courts in which enough has happened since the last seal; answers what was made.

        That is as much as the court has cases, at the least: a seal names each of them.
        """
        today = court_local(datetime.now(UTC)).date()
        with self._database.transaction() as session:
            courts = [
                court
                for court in session.execute(select(Court.key)).scalars()
                if unsealed(session, court) >= max(self._enough, _cases(session, court))
            ]
        return [seal for court in courts for seal in self._try(court, today)]

    def keep_up(self, day: date, folder: Path | None) -> int:
        """Seal a day that is over, and what has become much; write out what is not kept elsewhere yet.

        Answers how many seals were made. Where the folder is away, or holds another seal of that name, that
        is logged and the rest still written.
        """
        made = [*self.seal_all(day), *self.seal_many()]
        if folder is not None:
            with self._database.transaction() as session:
                seals = [value_of(row) for row in session.execute(select(SealRow)).scalars()]
            for seal in seals:
                self._export(seal, folder)
        return len(made)

    def _try(self, court: str, day: date) -> list[Seal]:
        try:
            return [self.seal(court, day)] if self._keys.key_of(court) is not None else []
        except Refusal as refusal:
            log.error("not sealed", court=court, code=refusal.code)
            return []

    def _export(self, seal: Seal, folder: Path) -> None:
        try:
            export_seal(seal, folder)
            key = self._keys.key_of(seal.court)
            if key is not None:
                export_court_keys(self.court_keys(key), folder)
        except (OSError, Refusal) as error:
            code = error.code if isinstance(error, Refusal) else type(error).__name__
            log.error("seal not exported", court=seal.court, code=code)

    def court_keys(self, key: SigningKey) -> KeyChain:
        """All keys the court has had, as far as its present one vouches for them."""
        with self._database.transaction() as session:
            return followed(key.public, successions_of(session, key.owner))


def seal_now(session: Session, key: SigningKey, day: date, succession: Succession | None = None) -> Seal:
    """Seal a court as it stands, under its lock; the last seal again where nothing has happened since.

    A new key's first seal shows its `succession`. Raises Refusal as `Sealer.seal` does.
    """
    court, now = key.owner, datetime.now(UTC)
    check_present(session, key)
    last = last_seal(session, court)
    if day > court_local(now).date() or (last is not None and day < last.day):
        raise Refusal(Code.BAD_TIME, f"{day} 不能日封：日期未到，或者其后已有日封")
    if last is not None:
        keys = followed(key.public, successions_of(session, court))
        if keys.faults or keys.fault(last.key_id, last.made_at, last.signed_bytes, last.signature):
            raise Refusal(Code.CHAIN_BROKEN, f"{last.name} 的日封不是用本院密钥签署的")
        check_sealed(session, last)
        if last.day == day == court_local(now).date() and not unsealed(session, court):
            return last
    made = _made(session, key, day, last, succession, now)
    facts = {"day": day.isoformat(), "cases": made.cases, "root": made.root, "key_id": made.key_id}
    record(session, court, CourtEventKind.SEALED, "system:seal", facts, now)
    return made


def _made(
    session: Session,
    key: SigningKey,
    day: date,
    last: Seal | None,
    succession: Succession | None,
    now: datetime,
) -> Seal:
    """A seal over all chains of a court where they end now, signed and kept."""
    court, heads = key.owner, _heads(session, key.owner)
    journal_seq, journal_head = _journal_end(session, court)
    stated = Seal(
        court=court,
        day=day,
        ordinal=last.ordinal + 1 if last is not None and last.day == day else 0,
        cases=len(heads),
        root=root_of([leaf(*head) for head in heads]),
        journal_seq=journal_seq,
        journal_head=journal_head,
        previous=last.link if last else GENESIS,
        made_at=court_local(now),
        key_id=key.public.key_id,
        succession=succession,
    )
    seal = stated.model_copy(update={"signature": key.sign(stated.signed_bytes)})
    columns = {column.name: getattr(seal, column.name) for column in SealRow.__table__.columns}
    if succession is not None:
        columns["succession"] = succession.model_dump(mode="json")
    session.add(SealRow(**columns))
    session.flush()
    place_of = {"court": court, "day": day, "ordinal": seal.ordinal}
    rows = [
        {**place_of, "place": place, "case_key": case, "seq": seq, "head": head}
        for place, (case, seq, head) in enumerate(heads)
    ]
    if rows:
        session.execute(insert(SealedHead), rows)
    return seal


def _heads(session: Session, court: str) -> Sequence[Head]:
    """Where every chain of a court ends, by its journal and not by what its case says of itself."""
    last = (
        select(Journal.case_key, Journal.seq, Journal.head)
        .join(Case, Case.key == Journal.case_key)
        .where(Case.court == court)
        .ext(distinct_on(Journal.case_key))
        .order_by(Journal.case_key, Journal.seq.desc())
    )
    return [(case, seq, head) for case, seq, head in session.execute(last)]


def _journal_end(session: Session, court: str) -> tuple[int, str]:
    """Where the court's own journal ends."""
    last = session.execute(
        select(CourtJournal.seq, CourtJournal.head)
        .where(CourtJournal.court == court)
        .order_by(CourtJournal.seq.desc())
        .limit(1)
    ).one_or_none()
    return (last.seq, last.head) if last else (0, GENESIS)


def _cases(session: Session, court: str) -> int:
    return session.execute(select(func.count()).where(Case.court == court)).scalar_one()
