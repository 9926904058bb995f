"""One turn of a duty in a transaction: its journal entries and its row are written together."""

from datetime import date

from sqlalchemy.orm import Session

from activities.court_journal import record
from activities.duty_table import keep
from models.court_events import CourtEventKind
from models.duties import CourtEntry, about, folded
from models.nodes import Node
from models.tables import DutyNodeRow
from models.values import Facts, Instant

SYSTEM = "system:duties"


class DutyTurn:
    """A turn as it stands; without a node nobody has opened it. `workflow` is the run that looks after it."""

    def __init__(
        self, session: Session, court: str, duty: str, day: date, workflow: str, node: Node | None = None
    ) -> None:
        self.session = session
        self.court = court
        self.duty = duty
        self.day = day
        self.workflow = workflow
        self.node = node

    @property
    def responsible(self) -> str:
        """The unit or role that does it; empty where nobody has opened it."""
        return self.node.responsible if self.node else ""

    def write(self, kind: CourtEventKind, actor: str, facts: Facts, occurred_at: Instant) -> int:
        """Append an entry about this turn to the court's journal and fold it into its row; its seq."""
        whole = {**about(self.duty, self.day), **facts}
        seq = record(self.session, self.court, kind, actor, whole, occurred_at)
        entry = CourtEntry(court=self.court, seq=seq, kind=kind, actor=actor, facts=whole)
        self.node = folded(self.node, entry)
        keep(self.session, self.court, self.node, self.workflow)
        return seq


def turn_of(session: Session, court: str, duty: str, day: date) -> DutyTurn:
    """A turn as it stands, locked until the transaction ends."""
    row = session.get(DutyNodeRow, (court, duty, day), with_for_update=True)
    node = Node.model_validate(row.node) if row else None
    return DutyTurn(session, court, duty, day, row.workflow if row else "", node)
