"""The same numbers counted a second time, naively: raw journal rows, plain loops, the report rows' own YAML.

Nothing of `activities.statistics` or `models.reporting` is used here. Node dates come from replaying the
journal through the node engine, never from the node table.
"""

from collections import defaultdict
from collections.abc import Iterator
from copy import copy
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple
from uuid import UUID

import yaml
from sqlalchemy import text

from models.calendar import CourtCalendar
from models.case import CaseState
from models.clock.engine import NodeEngine
from models.events import Entry
from models.folding import fold
from models.nodes import Node
from models.shelf.files import load
from models.values import COURT_ZONE
from tests.house.sources import ROOT
from tests.statistics.many_cases import LAST, ManyCases

JOURNAL = """
select j.case_key, j.seq, j.kind, j.subject, j.occurred_at, j.recorded_at, j.actor, f.facts,
    j.act_id, j.corrects
from journal j join journal_facts f on f.case_key = j.case_key and f.seq = j.seq
where j.case_key like :court || ':%' order by j.case_key, j.seq
"""


class Row(NamedTuple):
    """A journal row with what happened, and where."""

    case: str
    seq: int
    kind: str
    subject: str
    at: datetime
    facts: dict[str, Any]
    actor: str = "system"
    act_id: UUID | None = None
    corrects: int | None = None


class Who(NamedTuple):
    """Whose numbers; none means anybody's."""

    unit: str | None = None
    owner: str | None = None


ANYBODY = Who()


def takes_over(row: Row) -> bool:
    """Whether somebody else holds the case from this row on."""
    return row.kind == "group_entered" or (row.kind == "owner_changed" and "owner" in row.facts)


def report_rows(court: str) -> dict[str, dict[str, Any]]:
    """The report rows of a court as its YAML has them, by key."""
    found: dict[str, dict[str, Any]] = {}
    for place in ("national", court):
        for path in sorted((ROOT / "models" / "rulebooks" / place).glob("*.reports.yaml")):
            rows = yaml.safe_load(path.read_text(encoding="utf-8"))["reports"]
            found |= {row["key"]: row for row in rows}
    return found


class Recount:
    """One court's journal, read once, and counted by looking at every row each time."""

    def __init__(self, register: ManyCases, court: str) -> None:
        self.court = court
        with register.engine.connect() as connection:
            raw = connection.execute(text(JOURNAL), {"court": court}).all()
        self.rows = [
            Row(r[0], r[1], r[2], r[3], r[4].astimezone(COURT_ZONE), r[7], r[6], r[8], r[9]) for r in raw
        ]
        self.by_case: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            self.by_case[row.case].append(row)
        self.nodes = {case: _replayed(court, case, raw) for case in self.by_case}

    def only(self, cases: set[str]) -> "Recount":
        """The same court as if it had these cases alone."""
        made = copy(self)
        made.rows = [row for row in self.rows if row.case in cases]
        made.by_case = defaultdict(list, {key: rows for key, rows in self.by_case.items() if key in cases})
        made.nodes = {key: nodes for key, nodes in self.nodes.items() if key in cases}
        return made

    def fact(self, case: str, name: str) -> Any:
        """What the last entry that says something of a fact says; "unknown" where none does."""
        return next((r.facts[name] for r in reversed(self.by_case[case]) if name in r.facts), "unknown")

    # --- who held what when -------------------------------------------------------------------

    def holder(self, case: str, at: datetime, seq: int = 10**9) -> Who:
        """Who held a case at an instant, before the entry `seq` of that instant."""
        held, latest = Who("", ""), (datetime.min.replace(tzinfo=COURT_ZONE), 0)
        for row in self.by_case[case]:
            if takes_over(row) and latest < (row.at, row.seq) < (at, seq):
                held, latest = Who(row.facts["unit"], row.facts["owner"]), (row.at, row.seq)
        return held

    def closed_at(self, case: str) -> datetime | None:
        """When a case was closed."""
        return next((row.at for row in self.by_case[case] if row.kind == "closed"), None)

    def holds(self, who: Who, case: str, at: datetime) -> bool:
        """Whether a case was open and with somebody as the instant began."""
        filed, closed = self.by_case[case][0].at, self.closed_at(case)
        return filed < at and (closed is None or closed >= at) and is_for(who, self.holder(case, at, 0))

    # --- nodes --------------------------------------------------------------------------------

    def overruns(self, month: tuple[int, int]) -> set[tuple[str, str]]:
        """Case and node of every noticed overrun of a month that was not withdrawn and that counts."""
        book = load(self.court)
        withdrawn = {(r.case, r.subject) for r in self.rows if r.kind == "overdue_withdrawn"}
        return {
            (row.case, row.subject)
            for row in self.rows
            if row.kind == "node_overdue" and (row.at.year, row.at.month) == month
            if (row.case, row.subject) not in withdrawn
            if (limit := book.limit(row.subject.split("#")[0])).counts and limit.unit != "soft"
        }

    def due(self, month: tuple[int, int]) -> Iterator[tuple[str, Node]]:
        """Every counted node whose limit lies in a month and has come."""
        for case, nodes in self.nodes.items():
            for node in nodes.values():
                at = node.overdue_at or node.due_at
                if node.soft or not node.counts or at is None or (at.year, at.month) != month or at >= LAST:
                    continue
                if node.overdue_at is None and node.waived_at is not None and node.waived_at <= at:
                    continue
                if node.overdue_at is None and node.paused_at is not None:
                    continue
                yield case, node

    def answers(self, case: str, node: Node) -> Who:
        """Who answered for a node at its limit."""
        if node.responsible != "owner_unit":
            return Who(node.responsible, "")
        at = node.overdue_at or node.due_at
        assert at is not None
        return self.holder(case, at)

    # --- figures of the YAML -------------------------------------------------------------------

    def figure(self, report: dict[str, Any], key: str, who: Who, month: tuple[int, int]) -> Any:
        """A figure of a report row for somebody and a month."""
        figure = next(each for each in report["figures"] if each["key"] == key)
        begins, ends = _bounds(month)
        if "rate" in figure:
            part = self.figure(report, figure["rate"]["of"], who, month)
            whole = self.figure(report, figure["rate"]["over"], who, month)
            if part is None or not whole:
                return None
            return (Decimal(part) / Decimal(whole) * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
        if "work" in figure or "caused" in figure:
            return self._by_hand(figure, str(who.owner), begins, ends)
        if figure.get("nodes") == "open_overdue":
            return sum(is_for(who, self.answers(case, node)) for case, node in self.overdue_at(ends))
        if "nodes" in figure:
            return self._nodes(figure, who, month)
        if "cases" in figure:
            return sum(self._has(figure["cases"], who, case, begins, ends) for case in self.by_case)
        entries = [row for row in self.rows if begins <= row.at < ends and self._counted(figure, row, who)]
        if "sum" in figure:
            return sum((Decimal(row.facts[figure["sum"]["fact"]]) for row in entries), Decimal(0))
        if "days" in figure:
            spans = [(row.at.date() - self.by_case[row.case][0].at.date()).days for row in entries]
            return _mean(spans)
        return len(entries)

    def _counted(self, figure: dict[str, Any], row: Row, who: Who) -> bool:
        wanted = figure.get("count") or figure.get("sum") or figure["days"]
        if row.kind != wanted["event"]:
            return False
        for fact, value in wanted.get("where", {}).items():
            if row.facts.get(fact) not in (value if isinstance(value, list) else [value]):
                return False
        return is_for(who, self.holder(row.case, row.at, row.seq))

    def _by_hand(self, figure: dict[str, Any], person: str, begins: datetime, ends: datetime) -> int:
        """What a person did: acts, nodes, and what had to be put right."""
        if "caused" in figure:
            return sum(
                person == self._goes_back_to(row, figure["caused"].get("since"))
                for row in self.rows
                if row.kind == figure["caused"]["event"] and begins <= row.at < ends
            )
        if figure["work"] == "acts":
            seen, found = set[UUID](), 0
            for row in self.rows:
                if row.act_id is not None and row.act_id not in seen:
                    seen.add(row.act_id)
                    found += row.actor == person and begins <= row.at < ends
            return found
        done = [node for node in self.done_by(person) if begins <= (node.done_at or LAST) < ends]
        late = [node for node in done if _done_late(node)]
        if figure["work"] == "days_late":
            return sum(days_late(node, LAST) for node in late)
        return len(done) if figure["work"] == "done" else len(late)

    def _goes_back_to(self, row: Row, since: str | None) -> str:
        """Who stated what a row corrects, or the last thing of a kind before it."""
        before = [each for each in self.by_case[row.case] if each.seq < row.seq]
        wanted = [e for e in before if e.kind == since] if since else []
        if since is None:
            wanted = [e for e in before if e.seq == row.corrects]
        return wanted[-1].actor if wanted else "system"

    def done_by(self, person: str) -> Iterator[Node]:
        """The counted nodes whose completing entry names this person."""
        for case, nodes in self.nodes.items():
            for node in nodes.values():
                if node.done_at is None or node.soft or not node.counts:
                    continue
                entry = next(row for row in self.by_case[case] if row.seq == node.done_seq)
                if entry.actor == person:
                    yield node

    def overdue_at(self, ends: datetime) -> Iterator[tuple[str, Node]]:
        """Every counted node over its limit and open at an instant, whenever the limit was."""
        for case, nodes in self.nodes.items():
            for node in nodes.values():
                late_since = node.overdue_at if node.overdue_at and not node.overdue_withdrawn else None
                if late_since is None and not node.paused_at:
                    late_since = node.due_at
                ended = node.done_at or node.waived_at
                if node.soft or not node.counts or late_since is None or late_since >= ends:
                    continue
                if ended is None or (ended > ends and ended > late_since):
                    yield case, node

    def _nodes(self, figure: dict[str, Any], who: Who, month: tuple[int, int]) -> int:
        overruns, found = self.overruns(month), 0
        for case, node in self.due(month):
            late = figure["nodes"] == "due" or (case, node.key) in overruns
            if late and node.limit in figure.get("limits", [node.limit]):
                found += is_for(who, self.answers(case, node))
        return found

    def _has(self, what: str, who: Who, case: str, begins: datetime, ends: datetime) -> bool:
        """Whether a case was received, handled or left standing."""
        moments = [row for row in self.by_case[case] if row.kind == "filed" or takes_over(row)]
        came = [
            row
            for row in moments
            if begins <= row.at < ends
            and is_for(who, self.holder(case, row.at, row.seq + 1))
            and (row.kind == "filed" or not is_for(who, self.holder(case, row.at, row.seq)))
        ]
        if what in ("received", "filed"):
            return bool(came)
        if what == "standing":
            return self.holds(who, case, ends)
        stood = self.holds(who, case, begins)
        return stood or bool(came)


def is_for(who: Who, holder: Who) -> bool:
    """Whether somebody is meant."""
    return who.unit in (None, holder.unit) and who.owner in (None, holder.owner)


def _bounds(month: tuple[int, int]) -> tuple[datetime, datetime]:
    year, number = month
    begins = datetime(year, number, 1, tzinfo=COURT_ZONE)
    following = date(year + number // 12, number % 12 + 1, 1)
    ends = datetime.combine(following, datetime.min.time(), COURT_ZONE)
    return begins, min(ends, LAST)


def _mean(spans: list[int]) -> Decimal | None:
    if not spans:
        return None
    return (Decimal(sum(spans)) / len(spans)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _replayed(court: str, case: str, raw: Any) -> dict[str, Node]:
    """The nodes of a case by replaying its journal."""
    engine = NodeEngine(load(court), CourtCalendar.packaged())
    state, nodes = CaseState(key=case), dict[str, Node]()
    for r in raw:
        if r[0] == case:
            entry = Entry(
                seq=r[1], kind=r[2], subject=r[3], occurred_at=r[4], recorded_at=r[5], actor=r[6], facts=r[7]
            )
            state = fold(state, entry, "")
            nodes.update(engine.advance(nodes, entry, state))
    return nodes


def _done_late(node: Node) -> bool:
    """Whether a done node was done after the limit that stood."""
    passed = node.overdue_at if node.overdue_at and not node.overdue_withdrawn else node.due_at
    return passed is not None and node.done_at is not None and node.done_at > passed


def days_late(node: Node, ends: datetime) -> int:
    """Days by walking them one by one from the limit to the end."""
    at = node.overdue_at or node.due_at
    assert at is not None
    until = min(node.done_at or node.waived_at or ends, ends)
    day, count = at.date(), 0
    while day < until.astimezone(COURT_ZONE).date():
        day, count = day + timedelta(days=1), count + 1
    return max(1, count)
