"""Whether what courts keep besides their cases holds: their own journals, keys and seals (日封)."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activities.auditing.findings import Finding, FindingKind
from activities.court_journal import Link, broken_after
from activities.signing.court_keys import successions_of
from activities.signing.key_chain import followed
from activities.signing.key_files import KeyFolder
from activities.signing.seal_export import file_name
from activities.signing.sealed import check_sealed, seals_of
from activities.signing.staff_keys import differing_keys
from activities.signing.verifying_seals import kept_faults
from models.court_events import CourtEventKind
from models.errors import Refusal
from models.seals import Seal
from models.tables import Court, CourtJournal
from models.values import COURT_ZONE, court_local

SEALED_WITHIN = timedelta(hours=1)
"""How long after midnight the day that is over may still be without its seal."""

ONE_DAY = timedelta(days=1)


class CourtRecords:
    """Looks at the courts' own records; what was found whole once is not computed again the same day.

    `keys` is where the courts' own keys lie, if they do here; `exported` where the watcher writes seals.
    """

    def __init__(self, keys: KeyFolder | None, exported: Path | None) -> None:
        self._keys = keys
        self._exported = exported
        self._whole: dict[str, Link] = {}
        self._day: date | None = None

    def findings(self, session: Session, now: datetime) -> Iterator[Finding]:
        """What is wrong with them as of `now`, an aware instant of the wall clock."""
        today = court_local(now).date()
        if today != self._day:  # Once a day from the beginning: what was whole may have been changed since.
            self._day, self._whole = today, {}
        for court in session.execute(select(Court.key).order_by(Court.key)).scalars():
            yield from self._journal(session, court)
            yield from _keys(session, court)
            seals = seals_of(session, court)
            yield from self._seals(session, court, seals)
            yield from _missing(session, court, seals, now)

    def _journal(self, session: Session, court: str) -> Iterator[Finding]:
        """The first entry of the court's own journal that does not continue its chain."""
        end, at_fault = broken_after(session, court, self._whole.get(court))
        if at_fault is None:
            self._whole[court] = end
        else:
            self._whole.pop(court, None)
            subject = f"court_journal/{at_fault}"
            yield Finding(kind=FindingKind.CHAIN_BROKEN, court=court, subject=subject)

    def _seals(self, session: Session, court: str, seals: list[Seal]) -> Iterator[Finding]:
        """Seals that do not hang on each other, are not the court's, or differ from what was written out."""
        yield from self._written_out(court, seals)
        if not seals:
            return
        key = self._keys.key_of(court) if self._keys else None
        faults = list[str]()
        try:
            if key is not None:
                keys = followed(key.public, successions_of(session, court))
                faults += [*keys.faults, *kept_faults(seals, keys)]
            check_sealed(session, seals[-1])
        except Refusal as refusal:
            faults.append(refusal.message)
        if faults:
            yield Finding(kind=FindingKind.SEAL_BROKEN, court=court, subject="seal", name=faults[0])

    def _written_out(self, court: str, seals: list[Seal]) -> Iterator[Finding]:
        """Seals that lie outside and are others than the register has, or that it no longer has at all.

        One that was not written out yet is the watcher's to mend.
        """
        here = {file_name(seal): seal for seal in seals}
        for path in sorted(self._exported.glob(f"{court}-*.json")) if self._exported else ():
            if _read(path) != here.get(path.name):
                subject = f"seal/{path.stem.removeprefix(court + '-')}"
                name = "与另存的日封不一致" if path.name in here else "另存有日封，登记簿已无"
                yield Finding(kind=FindingKind.SEAL_BROKEN, court=court, subject=subject, name=name)


def _keys(session: Session, court: str) -> Iterator[Finding]:
    """Keys that are not as the court's journal has them; one it cannot be read for is a broken chain."""
    try:
        differing = differing_keys(session, court)
    except Refusal:
        return
    for key in differing:
        yield Finding(kind=FindingKind.KEY_DIFFERS, court=court, subject=key)


def _read(path: Path) -> Seal | str:
    """The seal in a file, or the file's name where it holds none."""
    try:
        return Seal.model_validate_json(path.read_text(encoding="utf-8"))
    except (ValidationError, OSError, UnicodeDecodeError):
        return path.name


def _missing(session: Session, court: str, seals: list[Seal], now: datetime) -> Iterator[Finding]:
    """Days that are over and have no seal, since the newest one or since the court has keys.

    A day left out before the newest seal is no danger: that one covers it, and hangs on the one before.
    """
    since = _unsealed_since(seals[-1]) if seals else _first_key_day(session, court)
    while since is not None and (due := datetime.combine(since + ONE_DAY, time.min, COURT_ZONE)) <= now:
        if due + SEALED_WITHIN <= now:
            yield Finding(kind=FindingKind.SEAL_MISSING, court=court, subject=since.isoformat(), at=due)
        since += ONE_DAY


def _unsealed_since(last: Seal) -> date:
    """The first day without a seal of its own: one made while its day ran does not stand for the day."""
    return last.day + ONE_DAY if last.closes_its_day else last.day


def _first_key_day(session: Session, court: str) -> date | None:
    """The day on which a court first registered a key, and so began to sign."""
    first: datetime | None = session.execute(
        select(func.min(CourtJournal.recorded_at)).where(
            CourtJournal.court == court, CourtJournal.kind == CourtEventKind.KEY_REGISTERED
        )
    ).scalar_one()
    return court_local(first).date() if first is not None else None
