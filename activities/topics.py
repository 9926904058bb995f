"""Lists of cases by topic and campaign (专题、专项活动案件一览) out of the register."""

from sqlalchemy import select

from activities.database import Database
from models.errors import Code, Refusal
from models.shelf.files import load_all
from models.tables import Case
from models.validation import unknown_name
from models.values import Instant, Value, court_local


class TaggedCase(Value):
    """A case in the list: where it is, and its tags; topics nobody has stated are none, not empty."""

    case_key: str
    case_no: str
    topics: tuple[str, ...] | None
    campaign: str
    unit: str
    unit_name: str
    owner: str
    filed_at: Instant
    closed_at: Instant | None


class TaggedCases:
    """Reads the register; it writes nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def cases(
        self, court: str = "", topic: str = "", campaign: str = "", open_only: bool = False
    ) -> tuple[TaggedCase, ...]:
        """Cases in order of filing, of one topic or campaign where named.

        Raises Refusal(UNKNOWN_SUBJECT) for a court or a topic that no rulebook has.
        """
        books = load_all()
        if court and court not in books:
            raise Refusal(Code.UNKNOWN_SUBJECT, unknown_name("法院", court, set(books)))
        words = {each.name for key, book in books.items() if court in ("", key) for each in book.case_topics}
        if topic and topic not in words:
            raise Refusal(Code.UNKNOWN_SUBJECT, unknown_name("专题", topic, words))
        facts = Case.state["facts"]
        wanted = select(
            Case.key,
            Case.court,
            Case.case_no,
            facts["case_topics"],
            facts["campaign_code"].astext,
            Case.state["unit"].astext,
            Case.state["owner"].astext,
            Case.filed_at,
            Case.closed_at,
        ).order_by(Case.filed_at, Case.key)
        if court:
            wanted = wanted.where(Case.court == court)
        if topic:
            wanted = wanted.where(facts["case_topics"].contains([topic]))
        if campaign:
            wanted = wanted.where(facts["campaign_code"].astext == campaign)
        if open_only:
            wanted = wanted.where(Case.closed_at.is_(None))
        with self._database.snapshot() as session:
            rows = session.execute(wanted).all()
        return tuple(
            TaggedCase(
                case_key=key,
                case_no=case_no,
                topics=tuple(sorted(topics)) if topics is not None else None,
                campaign=code or "",
                unit=unit or "",
                unit_name=books[of].names.get(unit or "", unit or ""),
                owner=owner or "",
                filed_at=court_local(filed_at),
                closed_at=court_local(closed_at) if closed_at else None,
            )
            for key, of, case_no, topics, code, unit, owner, filed_at, closed_at in rows
        )
