"""The clock of a case at hand: what its workflow would write as time passes, and what it fails to write."""

from datetime import datetime, timedelta

from activities.auditing.audit import Audit, Report
from activities.auditing.findings import Finding, FindingKind
from activities.auditing.server import Heard
from activities.books import Books
from models.messages import PassLimit
from models.nodes import Node, Passing
from models.tables import NodeRow
from tests.activities.clerk import Clerk

TOLERANCE = timedelta(seconds=10)
JUST_AFTER = timedelta(seconds=1)
"""A limit ends with its last second, and passes a second later."""


class Unasked:
    """A server that the audit of the record leaves alone."""

    async def findings(self, now: datetime) -> Heard:
        """Nothing was looked for."""
        return Heard((), frozenset())


class Clockwork:
    """Lets a case's time pass: everything is noticed at once, but for what it was told to lose."""

    def __init__(self, clerk: Clerk, *lost: tuple[str, Passing]) -> None:
        self.clerk = clerk
        self.lost = set(lost)
        self.audit = Audit(clerk.database, Books(), Unasked(), TOLERANCE)  # type: ignore[arg-type]

    def until(self, key: str, moment: datetime) -> None:
        """Let time pass to `moment`, noticing what passes on the way, and at once what passed before."""
        while (due := self._next(key, moment)) is not None:
            at, node, passing = due
            passes_at = at + JUST_AFTER if passing is Passing.LIMIT else at
            self.clerk.now = max(self.clerk.now, passes_at)
            step = PassLimit(**self.clerk.head(key), node=node.key, passing=passing)
            assert self.clerk.register.pass_limit(step).entries
        self.clerk.now = moment

    def _next(self, key: str, moment: datetime) -> tuple[datetime, Node, Passing] | None:
        due = [
            (at, node, passing)
            for node in self.nodes(key).values()
            for passing, at in [node.next_passing() or (Passing.LIMIT, None)]
            if at is not None and at < moment and (node.limit, passing) not in self.lost
        ]
        return min(due, key=lambda each: (each[0], each[1].key), default=None)

    def nodes(self, key: str) -> dict[str, Node]:
        """The node table as the register has it, by node."""
        with self.clerk.database.transaction() as session:
            rows = session.query(NodeRow.node).filter_by(case_key=key)
            return {node["key"]: Node.model_validate(node) for (node,) in rows}

    async def report(self, now: datetime | None = None) -> Report:
        """An audit as of the case's time, or as of another instant."""
        return await self.audit.run(now or self.clerk.now)

    async def found(self, now: datetime | None = None) -> list[tuple[FindingKind, str, Passing | None]]:
        """What an audit finds in the journals, in short."""
        return [(f.kind, f.subject, f.passing) for f in in_the_journals(await self.report(now))]


def in_the_journals(report: Report) -> list[Finding]:
    """The findings about cases; what lies about in the register, and a court's duties, are another matter."""
    lying = {
        FindingKind.FILING_NOT_STARTED,
        FindingKind.ACT_NOT_DELIVERED,
        FindingKind.ANSWER_NOT_TAKEN,
        FindingKind.NOTICE_NOT_SENT,
    }
    return [each for each in report.findings if each.case_key and each.kind not in lying]
