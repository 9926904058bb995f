"""Whether the texts dates are counted by are still what their digests say (办案规则、工作日历)."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.auditing.findings import Finding, FindingKind
from activities.books import is_book, is_text
from models.errors import Code
from models.tables import CalendarText, Case, RulebookText


def altered_texts(session: Session) -> Iterator[Finding]:
    """Rulebooks and calendars whose text is another than its digest, and calendars that are gone.

    Read anew each time: whoever counts remembers a text it has once read, and would not see the change.
    """
    for court, named, text in session.execute(
        select(RulebookText.court, RulebookText.digest, RulebookText.text).order_by(RulebookText.digest)
    ):
        if not is_book(named, text):
            yield _finding(court, f"rulebook/{named}", Code.DIGEST_BROKEN)
    kept = set[str]()
    for named, text in session.execute(
        select(CalendarText.digest, CalendarText.text).order_by(CalendarText.number)
    ):
        kept.add(named)
        if not is_text(named, text):
            yield _finding("", f"calendar/{named}", Code.DIGEST_BROKEN)
    stated = select(Case.state["calendar"].astext).distinct()
    for named in sorted({*session.execute(stated).scalars()} - kept - {"", None}, key=str):
        yield _finding("", f"calendar/{named}", Code.CALENDAR_YEAR_UNKNOWN)


def _finding(court: str, subject: str, code: Code) -> Finding:
    return Finding(kind=FindingKind.TEXT_DIFFERS, court=court, subject=subject, code=code)
