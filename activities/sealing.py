"""The daily seal (日封): the heads of all chains of a court under one root, signed with the court's key.

Chains alone do not stop somebody who has the whole database: what was sealed and exported does.
"""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import structlog
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.orm import Session

from activities.court_journal import record
from activities.database import Database
from activities.signing import KeyFolder, SigningKey, holds
from models.court_events import CourtEventKind
from models.errors import Code, Refusal
from models.events import GENESIS
from models.seals import Proof, Seal, leaf, path_of, root_of
from models.tables import Case, Court, CourtJournal, Journal, SealedHead, SealRow
from models.values import court_local

log = structlog.get_logger("seal")

Head = tuple[str, int, str]
"""A case's key, how far its chain was, and its head there."""


class Sealer:
    """Seals courts with their own keys; a court without a key here is passed over."""

    def __init__(self, database: Database, keys: KeyFolder) -> None:
        self._database = database
        self._keys = keys

    def seal(self, court: str, day: date) -> Seal:
        """The court's seal of that day, made now if there is none yet.

        Raises Refusal(SIGNATURE_MISSING) where the court's key does not lie here, Refusal(BAD_TIME) for a
        day that is not over or lies before a sealed one, Refusal(CHAIN_BROKEN) where what was sealed before
        is no longer on its chain: the court's key never covers that up.
        """
        key = self._keys.key_of(court)
        with self._database.transaction() as session:
            session.execute(
                text("select pg_advisory_xact_lock(hashtextextended(:court, 3))"), {"court": f"seal:{court}"}
            )
            made = session.get(SealRow, (court, day))
            if made is not None:
                return value_of(made)
            if key is None:
                raise Refusal(Code.SIGNATURE_MISSING, f"没有法院 {court} 的签名密钥，不能日封")
            return _seal(session, court, day, key)

    def seal_all(self, day: date) -> list[Seal]:
        """Seal every court whose key lies here and that has no seal of that day; answers what was made.

        A court that must not be sealed is logged; the auditor names it until somebody has looked.
        """
        with self._database.transaction() as session:
            sealed = set(session.execute(select(SealRow.court).where(SealRow.day >= day)).scalars())
            courts = [court for court in session.execute(select(Court.key)).scalars() if court not in sealed]
        made = []
        for court in courts:
            try:
                if self._keys.key_of(court) is not None:
                    made.append(self.seal(court, day))
            except Refusal as refusal:
                log.error("not sealed", court=court, code=refusal.code)
        return made

    def keep_up(self, day: date, folder: Path | None) -> int:
        """Seal a day that is over and write out what is not kept elsewhere yet; answers how many were sealed.

        Where the folder is away, or holds another seal of a day, that is logged and the rest still written.
        """
        made = self.seal_all(day)
        if folder is not None:
            with self._database.transaction() as session:
                seals = [value_of(row) for row in session.execute(select(SealRow)).scalars()]
            for seal in seals:
                self._export(seal, folder)
        return len(made)

    def _export(self, seal: Seal, folder: Path) -> None:
        try:
            export_seal(seal, folder)
            key = self._keys.key_of(seal.court)
            if key is not None:
                export_court_key(key, folder)
        except (OSError, Refusal) as error:
            code = error.code if isinstance(error, Refusal) else type(error).__name__
            log.error("seal not exported", court=seal.court, code=code)


def _seal(session: Session, court: str, day: date, key: SigningKey) -> Seal:
    now = datetime.now(UTC)
    last = last_seal(session, court)
    if day > court_local(now).date() or (last is not None and day < last.day):
        raise Refusal(Code.BAD_TIME, f"{day} 不能日封：日期未到，或者其后已有日封")
    if last is not None:
        if not holds(key.public.public_key, last.signed_bytes, last.signature):
            raise Refusal(Code.CHAIN_BROKEN, f"{last.day} 的日封不是用本院现有密钥签署的")
        check_sealed(session, last)
    heads = _heads(session, court)
    journal_seq, journal_head = _journal_end(session, court)
    stated = Seal(
        court=court,
        day=day,
        cases=len(heads),
        root=root_of([leaf(*head) for head in heads]),
        journal_seq=journal_seq,
        journal_head=journal_head,
        previous=last.link if last else GENESIS,
        made_at=court_local(now),
        key_id=key.public.key_id,
    )
    seal = stated.model_copy(update={"signature": key.sign(stated.signed_bytes)})
    session.execute(insert(SealRow).values(**seal.model_dump()))
    rows = [
        {"court": court, "day": day, "place": place, "case_key": case, "seq": seq, "head": head}
        for place, (case, seq, head) in enumerate(heads)
    ]
    if rows:
        session.execute(insert(SealedHead), rows)
    facts = {"day": day.isoformat(), "cases": len(heads), "root": seal.root, "key_id": seal.key_id}
    record(session, court, CourtEventKind.SEALED, "system:seal", facts, now)
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


def check_sealed(session: Session, seal: Seal) -> None:
    """Raises Refusal(CHAIN_BROKEN) naming the first case whose chain no longer has the head a seal covers."""
    kept = list(
        session.execute(
            select(SealedHead.case_key, SealedHead.seq, SealedHead.head, Journal.head)
            .outerjoin(Journal, (Journal.case_key == SealedHead.case_key) & (Journal.seq == SealedHead.seq))
            .where(SealedHead.court == seal.court, SealedHead.day == seal.day)
            .order_by(SealedHead.place)
        )
    )
    if root_of([leaf(case, seq, head) for case, seq, head, _ in kept]) != seal.root:
        raise Refusal(Code.CHAIN_BROKEN, f"{seal.day} 日封所列的链头与其根不符")
    for case, seq, head, now in kept:
        if head != now:
            raise Refusal(Code.CHAIN_BROKEN, f"案件 {case} 的日志第 {seq} 条与 {seal.day} 的日封不符")
    own = session.get(CourtJournal, (seal.court, seal.journal_seq)) if seal.journal_seq else None
    if seal.journal_head != (own.head if own else GENESIS):
        raise Refusal(Code.CHAIN_BROKEN, f"法院日志第 {seal.journal_seq} 条与 {seal.day} 的日封不符")


def value_of(row: SealRow) -> Seal:
    """A seal as the database has it."""
    return Seal(**{column.name: getattr(row, column.name) for column in SealRow.__table__.columns})


def last_seal(session: Session, court: str) -> Seal | None:
    """The court's newest seal."""
    row = session.execute(
        select(SealRow).where(SealRow.court == court).order_by(SealRow.day.desc()).limit(1)
    ).scalar_one_or_none()
    return value_of(row) if row else None


def seals_of(session: Session, court: str) -> list[Seal]:
    """All seals of a court, the oldest first."""
    rows = session.execute(select(SealRow).where(SealRow.court == court).order_by(SealRow.day)).scalars()
    return [value_of(row) for row in rows]


def latest_proof(session: Session, court: str, case_key: str) -> tuple[Seal, Proof] | None:
    """The court's last seal, and the path from a case to its root; none if the case came after it.

    A case that was under one seal is under all that follow: no other one need be looked at.
    """
    seal = last_seal(session, court)
    if seal is None:
        return None
    everyone = [
        (case, seq, head)
        for case, seq, head in session.execute(
            select(SealedHead.case_key, SealedHead.seq, SealedHead.head)
            .where(SealedHead.court == court, SealedHead.day == seal.day)
            .order_by(SealedHead.place)
        )
    ]
    place = next((n for n, head in enumerate(everyone) if head[0] == case_key), None)
    if place is None:
        return None
    path = path_of([leaf(*head) for head in everyone], place)
    return seal, Proof(seq=everyone[place][1], head=everyone[place][2], path=path)


def export_seal(seal: Seal, folder: Path) -> Path:
    """The seal as a file to be kept outside the court's own machine.

    What was exported before is never overwritten: Raises Refusal(CHAIN_BROKEN) where another seal of that
    day lies there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{seal.court}-{seal.day.isoformat()}.json"
    content = json.dumps(seal.model_dump(mode="json"), ensure_ascii=False, indent=2)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(content)
    except FileExistsError:
        if path.read_text(encoding="utf-8") != content:
            raise Refusal(Code.CHAIN_BROKEN, f"{path} 已有当日的另一日封，两者须查明") from None
    return path


def export_court_key(key: SigningKey, folder: Path) -> Path:
    """The court's public key as a file: what whoever verifies far from the court trusts (信任锚)."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{key.owner}.key.json"
    content = json.dumps(key.public.model_dump(mode="json"), ensure_ascii=False, indent=2)
    if path.exists() and path.read_text(encoding="utf-8") != content:
        raise Refusal(Code.SIGNATURE_INVALID, f"{path} 是本院的另一公钥，不予覆盖")
    path.write_text(content, encoding="utf-8")
    return path
