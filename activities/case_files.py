"""A case as an activity reads it: state, rulebook, parties, people; nothing here writes."""

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.books import Books
from activities.database import Database
from activities.journal import read_entries
from models.case import CaseState, PartyRef
from models.events import Entry, EventKind
from models.nodes import Node
from models.parties import Party
from models.permissions import Membership
from models.roster import CourtProfile
from models.rulebook import Rulebook
from models.tables import Case, Court, NodeRow, Staff
from models.tables import Membership as MembershipRow
from models.tables import Party as PartyRow
from models.values import Facts


class Post(NamedTuple):
    """A member of staff, by number, in a role of a unit (任职)."""

    staff: str
    membership: Membership


@dataclass(frozen=True)
class CaseFile:
    """Everything an activity may know of a case."""

    state: CaseState
    book: Rulebook
    parties: dict[str, Party]
    nodes: tuple[Node, ...]
    profile: CourtProfile
    names: dict[str, str]
    """Names of the court's staff by number: for papers only."""
    posts: tuple[Post, ...] = ()
    """Everybody's posts at the court, past ones too, by staff number."""
    entries: tuple[Entry, ...] = ()
    """The journal in order: for papers, which print what events state."""

    @property
    def respondents(self) -> tuple[PartyRef, ...]:
        """The respondents."""
        return self.state.respondents

    def latest(self, kind: EventKind, subject: str = "") -> Entry | None:
        """The last entry of this kind (about this subject, if one is named)."""
        found = (e for e in reversed(self.entries) if e.kind is kind and subject in ("", e.subject))
        return next(found, None)

    def stated(self, kind: EventKind, subject: str = "") -> Facts:
        """What that entry states; empty where there is none."""
        entry = self.latest(kind, subject)
        return entry.facts if entry else {}


class CaseFiles:
    """Reads case files."""

    def __init__(self, database: Database, books: Books) -> None:
        self._database = database
        self._books = books

    def read(self, case_key: str) -> CaseFile:
        """The file of a case as it stands now."""
        with self._database.transaction() as session:
            row = session.execute(select(Case).where(Case.key == case_key)).scalar_one()
            parties = session.execute(select(PartyRow.data).where(PartyRow.case_key == case_key)).scalars()
            nodes = session.execute(select(NodeRow.node).where(NodeRow.case_key == case_key)).scalars()
            court = session.get_one(Court, row.court)
            staff = session.execute(select(Staff.number, Staff.name).where(Staff.court == row.court))
            return CaseFile(
                state=CaseState.model_validate(row.state),
                book=self._books.book(session, row.rulebook),
                parties={party["id"]: Party.model_validate(party) for party in parties},
                nodes=tuple(Node.model_validate(node) for node in nodes),
                profile=CourtProfile.model_validate(court.profile),
                names={number: name for number, name in staff},
                posts=_posts(session, row.court),
                entries=tuple(w.entry for w in read_entries(session, case_key) if w.entry.seq <= row.seq),
            )


def _posts(session: Session, court: str) -> tuple[Post, ...]:
    rows = session.execute(
        select(MembershipRow)
        .where(MembershipRow.court == court)
        .order_by(MembershipRow.staff, MembershipRow.unit, MembershipRow.role, MembershipRow.since)
    ).scalars()
    return tuple(
        Post(row.staff, Membership(unit=row.unit, role=row.role, since=row.since, until=row.until))
        for row in rows
    )
