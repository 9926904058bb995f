"""One turn of a duty in a transaction: its journal entries and its row are written together."""

from sqlalchemy.orm import Session

from activities.court_duties.table import keep
from activities.court_journal import record
from models.court_events import CourtEventKind
from models.duties.duties import CourtEntry, TurnName, about, folded
from models.nodes import Node
from models.tables import DutyNodeRow
from models.values import Facts, Instant

SYSTEM = "system:duties"


class DutyTurn:
    """A turn as it stands; without a node nobody has opened it.

    `workflow` is the run that looks after it, `matter` what an occasion is about.
    """

    def __init__(
        self, session: Session, name: TurnName, workflow: str, matter: str = "", node: Node | None = None
    ) -> None:
        self.session = session
        self.name = name
        self.workflow = workflow
        self.matter = matter
        self.node = node

    @property
    def responsible(self) -> str:
        """The unit or role that does it; empty where nobody has opened it."""
        return self.node.responsible if self.node else ""

    def write(self, kind: CourtEventKind, actor: str, facts: Facts, occurred_at: Instant) -> int:
        """Append an entry about this turn to the court's journal and fold it into its row; its seq."""
        court = self.name.court
        whole = {**about(self.name.duty, self.name.day, self.name.number), **facts}
        seq = record(self.session, court, kind, actor, whole, occurred_at)
        entry = CourtEntry(court=court, seq=seq, kind=kind, actor=actor, facts=whole)
        self.node = folded(self.node, entry)
        keep(self.session, court, self.node, self.workflow, self.matter)
        return seq


def turn_of(session: Session, name: TurnName) -> DutyTurn:
    """A turn as it stands, locked until the transaction ends."""
    row = session.get(DutyNodeRow, tuple(name), with_for_update=True)
    if row is None:
        return DutyTurn(session, name, "")
    return DutyTurn(session, name, row.workflow, row.matter, Node.model_validate(row.node))
