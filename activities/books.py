"""Rulebooks by digest: the one a case was filed under, from the register's own copy."""

from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.calendar import CourtCalendar
from models.clock.engine import NodeEngine
from models.errors import Code, Refusal
from models.events import digest
from models.rulebook import Rulebook
from models.tables import CalendarText, RulebookText, UnitRow
from models.values import Facts


class Books:
    """Resolved rulebooks, calendars and the node engines over them, read once a process."""

    def __init__(self) -> None:
        self.calendar: CourtCalendar = CourtCalendar.packaged()
        self._calendars: dict[str, CourtCalendar] = {"": self.calendar}
        self._books: dict[str, Rulebook] = {}
        self._engines: dict[tuple[str, str], NodeEngine] = {}

    def keep(self, session: Session, book: Rulebook) -> str:
        """Write the text of a book and its units, if they are not there yet; answers its digest."""
        digest = book.digest
        if session.scalar(select(RulebookText.digest).where(RulebookText.digest == digest)):
            return digest
        session.execute(
            insert(RulebookText)
            .values(
                digest=digest, court=book.court, in_force=book.in_force, text=book.model_dump(mode="json")
            )
            .on_conflict_do_nothing()
        )
        for unit in book.units:
            row = {"court": book.court, "key": unit.key, "name": unit.name, "kind": unit.kind}
            session.execute(
                insert(UnitRow).values(row).on_conflict_do_update(index_elements=["court", "key"], set_=row)
            )
        return digest

    def book(self, session: Session, digest: str) -> Rulebook:
        """The book with this digest, read once.

        Raises Refusal: RULEBOOK_MISSING if nobody can supply it, DIGEST_BROKEN if the text kept under the
        digest has another one: nothing is computed by a changed book.
        """
        if digest not in self._books:
            row = session.get(RulebookText, digest)
            if row is None:
                raise Refusal(Code.RULEBOOK_MISSING, f"登记簿没有摘要为 {digest[:12]} 的办案规则")
            if not is_book(digest, row.text):
                raise Refusal(Code.DIGEST_BROKEN, f"摘要为 {digest[:12]} 的办案规则，内容与摘要不符")
            self._books[digest] = Rulebook.model_validate(row.text)
        return self._books[digest]

    def calendar_of(self, session: Session, digest: str) -> CourtCalendar:
        """The calendar with this digest, read once.

        Raises Refusal: CALENDAR_YEAR_UNKNOWN if nobody can supply it, DIGEST_BROKEN if the text kept under
        the digest has another one.
        """
        if digest not in self._calendars:
            row = session.get(CalendarText, digest)
            if row is None:
                raise Refusal(Code.CALENDAR_YEAR_UNKNOWN, f"登记簿没有摘要为 {digest[:12]} 的工作日历")
            if not is_text(digest, row.text):
                raise Refusal(Code.DIGEST_BROKEN, f"摘要为 {digest[:12]} 的工作日历，内容与摘要不符")
            self._calendars[digest] = CourtCalendar.model_validate(row.text)
        return self._calendars[digest]

    def engine(self, session: Session, rulebook: str, calendar: str = "") -> NodeEngine:
        """The node engine of a case: over the book it was filed under, on the calendar it is counted on."""
        key = (rulebook, calendar)
        if key not in self._engines:
            counted_on = self.calendar_of(session, calendar)
            self._engines[key] = NodeEngine(self.book(session, rulebook), counted_on)
        return self._engines[key]


def is_book(named: str, text: Facts) -> bool:
    """Whether a text is the rulebook of that digest, which covers all but its reports."""
    return is_text(named, {part: value for part, value in text.items() if part != "reports"})


def is_text(named: str, text: Facts) -> bool:
    """Whether a text has the digest it stands under."""
    return digest(text) == named


@lru_cache(maxsize=1)
def books() -> Books:
    """The books of this process."""
    return Books()
