"""A journal told event by event, without a register: folded, and its node table kept, as it goes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from models.absence import Absence
from models.acts.envelope import Act, ActKind, Situation
from models.assignment import Drawn
from models.calendar import CourtCalendar
from models.case import CaseState
from models.clock.engine import NodeEngine
from models.events import Entry, Event, EventKind
from models.folding import fold
from models.nodes import Node
from models.parties import Party, fold_parties
from models.rulebook import Rulebook
from models.shelf.files import load
from models.values import COURT_ZONE

FILED_AT = datetime(2026, 5, 6, 9, tzinfo=COURT_ZONE)
"""A Wednesday after a holiday."""

PARTIES = [
    {"id": "applicant-1", "role": "applicant", "kind": "natural_person", "name": "甲某某"},
    {"id": "respondent-1", "role": "respondent", "kind": "natural_person", "name": "丁某"},
    {"id": "respondent-2", "role": "respondent", "kind": "company", "name": "某县某某商贸有限公司"},
]


@dataclass
class Tale:
    """What happened so far; time passes as the test says."""

    book: Rulebook = field(default_factory=lambda: load("ruyang"))
    now: datetime = FILED_AT
    claim: str = "10000.00"
    parties_filed: Sequence[dict[str, str]] = field(default_factory=lambda: PARTIES)
    away: tuple[Absence, ...] = ()
    drawn: Drawn | None = None
    seated: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.engine = NodeEngine(self.book, CourtCalendar.packaged())
        self.entries: list[Entry] = []
        self.state, self.nodes = CaseState(key=f"{self.book.court}:1"), dict[str, Node]()
        self.parties: dict[str, Party] = {}
        self.happens(
            EventKind.FILED,
            court=self.book.court,
            case_no="（2026）豫0326执1号",
            rulebook="x",
            case_kind="first_enforcement",
            basis_kind="civil_judgment",
            claim_amount=self.claim,
            parties=list(self.parties_filed),
        )

    def happens(
        self,
        kind: EventKind,
        subject: str = "",
        /,
        *,
        at: datetime | None = None,
        by: str = "RY010",
        **facts: Any,
    ) -> Entry:
        """One more event, at `at` or now, recorded now."""
        event = Event(kind=kind, occurred_at=at or self.now, subject=subject, facts=facts, actor=by)
        return self.tell(event)

    def tell(self, event: Event) -> Entry:
        """Fold one more event."""
        entry = Entry(**event.model_dump(), seq=self.state.seq + 1, recorded_at=self.now)
        self.state = fold(self.state, entry, f"h{entry.seq}")
        self.entries.append(entry)
        self.parties = fold_parties(self.parties, entry)
        self.nodes.update(self.engine.advance(self.nodes, entry, self.state))
        return entry

    def passes(self, **delta: float) -> None:
        """Time goes by."""
        self.now += timedelta(**delta)

    def told(self, kind: EventKind) -> Entry:
        """The last entry of a kind."""
        return next(entry for entry in reversed(self.entries) if entry.kind is kind)

    def node(self, limit: str, subject: str = "") -> Node:
        """The latest node of a limit."""
        found = [node for node in self.nodes.values() if node.limit == limit and node.subject == subject]
        return max(found, key=lambda node: node.opened_seq)

    def has(self, limit: str) -> bool:
        """Whether such a node ever opened."""
        return any(node.limit == limit for node in self.nodes.values())

    # --- acts --------------------------------------------------------------------------------

    @property
    def situation(self) -> Situation:
        """What an act is checked against now."""
        return Situation(
            state=self.state,
            book=self.book,
            nodes=tuple(self.nodes.values()),
            away=self.away,
            drawn=self.drawn,
            seated=self.seated,
        )

    def act(
        self, kind: ActKind, data: dict[str, Any] | None = None, *, actor: str = "RY020", role: str = "judge"
    ) -> Act:
        """An act as submitted now."""
        return Act(
            act_id="00000000-0000-4000-8000-000000000001",
            kind=kind,
            occurred_at=self.now,
            actor=actor,
            role=role,
            data=data or {},
        )

    def in_team(self, unit: str = "fast_team", owner: str = "RY020", track: str = "simple") -> None:
        """The case in the hands of a team."""
        self.happens(EventKind.TRIAGED, track=track, pool=unit, rule="x")
        facts: dict[str, Any] = {"unit": unit, "unit_kind": "team", "owner": owner, "track": track}
        self.happens(EventKind.HANDOVER_OFFERED, "Y1", **facts)
        self.happens(EventKind.HANDOVER_ACCEPTED, "Y1")
        self.happens(EventKind.GROUP_ENTERED, "Y1", **facts)
