"""Rulebooks by digest: the one a case was filed under, from the register's own copy."""

from functools import lru_cache

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from models.calendar import CourtCalendar
from models.errors import Code, Refusal
from models.node_engine import NodeEngine
from models.rulebook import Rulebook
from models.tables import RulebookText, UnitRow


class Books:
    """Resolved rulebooks and the node engines over them, read once a process."""

    def __init__(self) -> None:
        self.calendar: CourtCalendar = CourtCalendar.packaged()
        self._books: dict[str, Rulebook] = {}
        self._engines: dict[str, NodeEngine] = {}

    def keep(self, session: Session, book: Rulebook) -> str:
        """Write the text of a book and its units, if they are not there yet; answers its digest."""
        digest = book.digest
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
        """The book with this digest. Raises Refusal(RULEBOOK_MISSING) if nobody can supply it."""
        if digest not in self._books:
            row = session.get(RulebookText, digest)
            if row is None:
                raise Refusal(Code.RULEBOOK_MISSING, f"登记簿没有摘要为 {digest[:12]} 的办案规则")
            self._books[digest] = Rulebook.model_validate(row.text)
        return self._books[digest]

    def engine(self, session: Session, digest: str) -> NodeEngine:
        """The node engine over that book."""
        if digest not in self._engines:
            self._engines[digest] = NodeEngine(self.book(session, digest), self.calendar)
        return self._engines[digest]


@lru_cache(maxsize=1)
def books() -> Books:
    """The books of this process."""
    return Books()
