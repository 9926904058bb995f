"""How a member of staff plans one act: who, what, at which working hour, late on purpose or not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from simulation.courts.register import CUSTOMS
from simulation.customs import ALL, HOLDER, Customs, Hours
from simulation.docket import DatedRow, Json, Script
from simulation.office import after_days, after_hours, latest_before, next_open
from simulation.outside.chance import chance
from simulation.sight import Sight, Task, latest
from simulation.staffing import Post, Staffing

ACTS = UUID("5c1b7a0e-2a4e-4d52-8d4e-0e6f2c1d9b77")
"""Name space of act ids: one act of one case has one id, whichever process plans it."""

OVERSTAY = timedelta(minutes=30)
"""Whoever was about to act when the office closed still acts."""

SETTLE_IN = 0.05
"""Office hours before anybody begins in the morning."""

OWNER_UNIT = "owner_unit"
"""In an inbox: whichever unit holds the case."""


@dataclass(frozen=True)
class Move:
    """An act somebody will do: at `at`; `occurred_at` where it is entered later than it was done."""

    act_id: UUID
    act: str
    data: Json
    staff: str
    role: str
    at: datetime
    occurred_at: datetime | None = None

    def moment(self, now: datetime) -> datetime:
        """When it is done at the earliest, seen from now; never outside office hours."""
        if now < self.at:
            return self.at
        return now if now - self.at <= OVERSTAY or next_open(now) == now else after_hours(now, SETTLE_IN)


@dataclass(frozen=True)
class Planner:
    """One look at one case, with its script and the people of its court."""

    sight: Sight
    row: DatedRow
    staffing: Staffing

    @property
    def script(self) -> Script:
        """The script of the case."""
        return self.row.script

    @property
    def customs(self) -> Customs:
        """The customs of the court."""
        return CUSTOMS[self.row.court]

    def person(self, unit: str, roles: tuple[str, ...], mark: str, not_these: Iterable[str] = ()) -> Post:
        """Who does it: the owner where the holder or a judge of the holding unit is wanted, else somebody."""
        left_out = frozenset(not_these)
        owner = self.sight.owner
        if owner and owner not in left_out and unit == self.sight.unit:
            if "judge" in self.staffing.roles_of(owner, unit) and roles[0] in ("judge", *HOLDER):
                return Post(owner, unit, "judge")
            if roles == HOLDER:
                return Post(owner, unit, HOLDER[0])
        return self.staffing.choose(unit, roles, f"{self.sight.key}/{mark}", left_out)

    def place(self, responsible: str) -> str:
        """The unit of an inbox; empty for a role, whose holders sit in any unit."""
        if responsible == OWNER_UNIT:
            return self.sight.unit
        return responsible if self.staffing.staffed(responsible) else ""

    def move(
        self,
        act: str,
        data: Json,
        *,
        since: Iterable[datetime | None],
        mark: str = "",
        unit: str | None = None,
        roles: tuple[str, ...] = ALL,
        hours: Hours = (1.0, 4.0),
        task: Task | None = None,
        not_these: Iterable[str] = (),
    ) -> Move:
        """Plan an act some office hours after the latest of `since`, within its task's limit.

        `mark` tells this act from others of its kind in the case. Without `unit` it is the unit
        that holds the case.
        """
        label = f"{act}/{mark}"
        begin = latest([*since, task.started_at if task else None]) or self.sight.now
        at, occurred_at = self._times(act, label, begin, hours, task)
        who = self.person(self.sight.unit if unit is None else unit, roles, label, not_these)
        return Move(
            act_id=uuid5(ACTS, f"{self.sight.key}|{self.row.filed_at.isoformat()}|{label}"),
            act=act,
            data=data,
            staff=who.staff,
            role=who.role,
            at=at,
            occurred_at=occurred_at,
        )

    def _times(
        self, act: str, label: str, begin: datetime, hours: Hours, task: Task | None
    ) -> tuple[datetime, datetime | None]:
        """When it is entered, and when it was done if that is another time."""
        pace = chance(self.sight.key, "pace", label)
        wait = self.script.wait.get(act)
        usual = after_hours(begin, pace.uniform(*hours))
        if wait is not None:
            usual = after_days(begin, wait, pace.uniform(0.3, 2.0))
        if task is None or task.due_at is None:
            return usual, None
        if task.node in self.script.late:
            return after_days(task.due_at, self.script.late[task.node], pace.uniform(0.3, 2.0)), None
        in_time = max(min(usual, latest_before(task.due_at)), begin)
        if task.node in self.script.entered_late:
            days = self.script.entered_late[task.node]
            return after_days(task.due_at, days, pace.uniform(0.3, 2.0)), in_time
        return in_time, None
