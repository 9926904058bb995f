"""The daily seal (日封): the heads of all chains of a court under one root, signed with the court's key.

Chains alone do not stop somebody who has the whole database: what was sealed and exported does.
"""

import json
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.court_journal import record
from activities.database import Database
from activities.signing import KeyFolder, SigningKey
from models.court_events import CourtEventKind
from models.errors import Code, Refusal
from models.signed_table import Proof, Seal, leaf, path_of, root_of, seal_bytes
from models.tables import Case, Court, SealedHead, SealRow


class Sealer:
    """Seals courts with their own keys; a court without a key here is passed over."""

    def __init__(self, database: Database, keys: KeyFolder) -> None:
        self._database = database
        self._keys = keys

    def seal(self, court: str, day: date) -> Seal:
        """The court's seal of that day, made now if there is none yet.

        Raises Refusal(SIGNATURE_MISSING) where the court's key does not lie here.
        """
        with self._database.transaction() as session:
            made = session.get(SealRow, (court, day))
            if made is not None:
                return _value(made)
            key = self._keys.key_of(court)
            if key is None:
                raise Refusal(Code.SIGNATURE_MISSING, f"没有法院 {court} 的签名密钥，不能日封")
            return _seal(session, court, day, key)

    def seal_all(self, day: date) -> int:
        """Seal every court whose key lies here and that has no seal of that day; answers how many."""
        with self._database.transaction() as session:
            sealed = set(session.execute(select(SealRow.court).where(SealRow.day == day)).scalars())
            courts = [court for court in session.execute(select(Court.key)).scalars() if court not in sealed]
        due = [court for court in courts if self._keys.key_of(court) is not None]
        for court in due:
            self.seal(court, day)
        return len(due)


def _seal(session: Session, court: str, day: date, key: SigningKey) -> Seal:
    heads = session.execute(
        select(Case.key, Case.seq, Case.head).where(Case.court == court).order_by(Case.key)
    ).all()
    root = root_of([leaf(*row) for row in heads])
    seal = Seal(
        court=court,
        day=day,
        cases=len(heads),
        root=root,
        key_id=key.public.key_id,
        signature=key.sign(seal_bytes(court, day, len(heads), root)),
    )
    now = datetime.now(UTC)
    session.execute(insert(SealRow).values(**seal.model_dump(), made_at=now))
    rows = [
        {"court": court, "day": day, "place": place, "case_key": case, "seq": seq, "head": head}
        for place, (case, seq, head) in enumerate(heads)
    ]
    if rows:
        session.execute(insert(SealedHead), rows)
    facts = {"day": day.isoformat(), "cases": len(heads), "root": root, "key_id": seal.key_id}
    record(session, court, CourtEventKind.SEALED, "system:seal", facts, now)
    return seal


def _value(row: SealRow) -> Seal:
    return Seal(
        court=row.court,
        day=row.day,
        cases=row.cases,
        root=row.root,
        key_id=row.key_id,
        signature=row.signature,
    )


def latest_proof(session: Session, court: str, case_key: str) -> tuple[Seal, Proof] | None:
    """The last seal that holds a case, and the path from it to the root; none if it was never sealed."""
    mine = session.execute(
        select(SealedHead)
        .where(SealedHead.court == court, SealedHead.case_key == case_key)
        .order_by(SealedHead.day.desc())
        .limit(1)
    ).scalar_one_or_none()
    if mine is None:
        return None
    everyone = session.execute(
        select(SealedHead.case_key, SealedHead.seq, SealedHead.head)
        .where(SealedHead.court == court, SealedHead.day == mine.day)
        .order_by(SealedHead.place)
    ).all()
    path = path_of([leaf(*row) for row in everyone], mine.place)
    row = session.get_one(SealRow, (court, mine.day))
    return _value(row), Proof(seq=mine.seq, head=mine.head, path=path)


def export_seal(seal: Seal, folder: Path) -> Path:
    """The seal as a file to be kept outside the court's own machine."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{seal.court}-{seal.day.isoformat()}.json"
    path.write_text(json.dumps(seal.model_dump(mode="json"), ensure_ascii=False, indent=2), encoding="utf-8")
    return path
