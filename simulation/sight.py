"""A case as staff see it on their screens: what `desk.py show CASE --json` prints, and how to read it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from simulation.outside.business_time import local

Json = dict[str, Any]


@dataclass(frozen=True)
class Task:
    """An open obligation in somebody's inbox (待办)."""

    node: str
    subject: str
    act: str
    responsible: str
    started_at: datetime | None
    due_at: datetime | None


@dataclass(frozen=True)
class Sight:
    """One case at one moment; `now` is the case's own clock."""

    key: str
    now: datetime
    state: Json
    tasks: tuple[Task, ...]
    lines: tuple[Json, ...]
    status: Json

    # --- what happened -----------------------------------------------------------------------

    def seq(self, kind: str) -> int:
        """The place in the journal of the latest event of this kind; 0 if there is none."""
        return int(self.state["last_seq"].get(kind, 0))

    def at(self, kind: str) -> datetime | None:
        """When the latest event of this kind happened."""
        return instant(self.state["last_at"].get(kind))

    def seen(self, kind: str, subject: str | None = None) -> bool:
        """Whether such an event is in the journal (about this subject, if one is named)."""
        if subject is None:
            return kind in self.state["last_seq"]
        return subject in self.state["subjects"].get(kind, ())

    def in_part(self, part: str) -> bool:
        """Whether this part of the way is open."""
        return part in self.state["open_parts"]

    def open_acts(self, *acts: str) -> bool:
        """Whether somebody's inbox asks for one of these acts."""
        return any(task.act in acts for task in self.tasks)

    @property
    def leg(self) -> str:
        """The leg of the way the case is in."""
        return str(self.state["leg"])

    @property
    def transfer_requested(self) -> bool:
        """Whether the holder has asked to pass the case on and nothing was decided since."""
        return self.seq("transfer_requested") > self.seq("triaged")

    @property
    def closed(self) -> bool:
        """Whether the case is closed."""
        return self.state["closed_at"] is not None

    @property
    def filed_at(self) -> datetime:
        """When it was filed."""
        found = instant(self.state["filed_at"])
        if found is None:
            raise LookupError(f"{self.key} is not filed")
        return found

    # --- who and what ------------------------------------------------------------------------

    @property
    def court(self) -> str:
        """The court's key."""
        return self.key.split(":", 1)[0]

    @property
    def unit(self) -> str:
        """The unit that holds the case."""
        return str(self.state["unit"])

    @property
    def owner(self) -> str:
        """Who owns the case, by staff number: a judge, or a leader or officer of a group."""
        return str(self.state["owner"])

    @property
    def preserves(self) -> bool:
        """Whether property is only held in this case (财产保全)."""
        return self.state["facts"].get("case_kind") == "preservation"

    def parties(self, role: str) -> tuple[str, ...]:
        """The ids of the parties of one side."""
        return tuple(party["id"] for party in self.state["parties"] if party["role"] == role)

    def shelf(self, name: str) -> tuple[Json, ...]:
        """The things of one kind: assets, money, arrivals, payouts, measures, deliveries, handovers."""
        return tuple(self.state[name].values())

    @property
    def closing_state(self) -> str:
        """Where the closing stands: proposed, approved, returned; empty before."""
        closing = self.state["closing"]
        return str(closing["state"]) if closing else ""

    @property
    def under_review(self) -> bool:
        """Whether the case is reported closed, and not returned."""
        return self.closing_state in ("proposed", "approved")

    @property
    def claim(self) -> Decimal:
        """The sum applied for, yuan; zero where the claim is not for money."""
        return Decimal(str(self.state["facts"].get("claim_amount") or 0))


def instant(text: str | None) -> datetime | None:
    """A moment of the screen, court-local."""
    return local(datetime.fromisoformat(text)) if text else None


def latest(moments: Iterable[datetime | None]) -> datetime | None:
    """The latest of the moments that are there."""
    there = [moment for moment in moments if moment is not None]
    return max(there) if there else None


def task_of(row: Mapping[str, Any]) -> Task:
    """A task of the screen."""
    return Task(
        node=row["node"],
        subject=row["subject"],
        act=row["act"],
        responsible=row["responsible"],
        started_at=instant(row["started_at"]),
        due_at=instant(row["due_at"]),
    )
