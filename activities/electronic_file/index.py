"""The index of a case's file (卷宗目录): its papers in order, those that came after the closing last."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.books import Books
from activities.database import Database
from models.court_events import CourtEventKind
from models.electronic_file import Media, PaperSource
from models.errors import Code, Refusal
from models.paper_index import IndexLine, kind_name
from models.rulebook import Rulebook
from models.tables import Case, CourtJournal, DocumentRow
from models.values import court_local


class FileIndex:
    """Reads the index of any case."""

    def __init__(self, database: Database, books: Books) -> None:
        self._database = database
        self._books = books

    def lines(self, case_key: str) -> tuple[IndexLine, ...]:
        """The papers of a case in the order in which they came into its file, numbered from 1.

        What came after the closing (结案后入卷) stands in the court's own journal, and comes last.
        """
        with self._database.snapshot() as session:
            case = session.get_one(Case, case_key)
            book = self._books.book(session, case.rulebook)
            rows = session.execute(
                select(DocumentRow)
                .where(DocumentRow.case_key == case_key)
                .order_by(DocumentRow.seq, DocumentRow.id)
            ).scalars()
            lines = [_line(number, row, book) for number, row in enumerate(rows, start=1)]
            late = late_entries(session, case.court, case_key)
            return (*lines, *(_late(len(lines) + place, entry, book) for place, entry in enumerate(late, 1)))


def late_entries(session: Session, court: str, case_key: str) -> Sequence[CourtJournal]:
    """The papers of a case that came after its closing, in order."""
    return _entries(session, court, case_key, CourtEventKind.PAPER_AFTER_CLOSING)


def check_not_archived(session: Session, case: Case) -> None:
    """Raises Refusal(ALREADY_DONE) once the file of a case is in the archive."""
    earlier = _entries(session, case.court, case.key, CourtEventKind.FILE_ARCHIVED)
    if earlier:
        day = court_local(earlier[0].occurred_at).date()
        raise Refusal(Code.ALREADY_DONE, f"本案卷宗已于 {day} 归档")


def _entries(session: Session, court: str, case_key: str, kind: CourtEventKind) -> Sequence[CourtJournal]:
    return (
        session.execute(
            select(CourtJournal)
            .where(
                CourtJournal.court == court,
                CourtJournal.kind == kind.value,
                CourtJournal.facts["case"].astext == case_key,
            )
            .order_by(CourtJournal.seq)
        )
        .scalars()
        .all()
    )


def _line(number: int, row: DocumentRow, book: Rulebook) -> IndexLine:
    return IndexLine(
        number=number,
        id=row.id,
        kind=row.kind,
        kind_name=kind_name(book, row.kind),
        name=row.name,
        at=row.made_at,
        source=PaperSource(row.source),
        by=row.added_by,
        media=Media(row.media),
        pages=row.pages,
        size=row.size,
        about=row.about,
        sha256=row.sha256,
    )


def _late(number: int, entry: CourtJournal, book: Rulebook) -> IndexLine:
    """A paper that came after the closing: it bears the name of its kind."""
    facts = entry.facts
    name = kind_name(book, facts["kind"])
    return IndexLine(
        number=number,
        id=facts["paper"],
        kind=facts["kind"],
        kind_name=name,
        name=name,
        at=entry.occurred_at,
        source=PaperSource(facts["source"]),
        by=entry.actor,
        media=Media(facts["media"]),
        pages=facts["pages"],
        size=facts["size"],
        about="",
        sha256=facts["sha256"],
    )
