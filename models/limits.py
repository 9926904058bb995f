"""Limits (期限) and recurring duties as data: one row of a court's deadline table each."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import ConfigDict, Field, model_validator

from models.calendar import Guard, Unit
from models.conditions import Condition
from models.events import EventKind
from models.flow import Stage
from models.roles import Role
from models.sourced import Sourced
from models.values import Value

Wanted = str | bool | int | list[str | bool | int | None] | None
"""A value an event's fact must have; a list offers several, and null in it allows a missing fact."""

OWNER_UNIT = "owner_unit"
"""Responsible: the unit that holds the case."""
APPROVER = "approver"
"""Responsible: whoever decides the matter that was put to them."""
REVIEWER = "reviewer"
"""Responsible: the unit that reviews the proposed closing method."""
RECEIVER = "receiver"
"""Responsible: the unit a handover is offered to."""
PLACES = frozenset({OWNER_UNIT, APPROVER, REVIEWER, RECEIVER})
"""Whom only the case can name; everything else responsible is a unit or a role of the book."""


def fits(wanted: Mapping[str, "Wanted"], facts: Mapping[str, Any]) -> bool:
    """Whether an event's facts have the values that are wanted of them."""
    return all(_has(facts.get(name), value) for name, value in wanted.items())


def _has(value: Any, wanted: "Wanted") -> bool:
    if isinstance(wanted, list | tuple):
        return value in wanted
    return bool(value == wanted)


class Match(Value):
    """An event that opens or ends a limit: its kind and, where needed, values its facts must have."""

    event: EventKind
    where: dict[str, Wanted] = Field(default_factory=dict)
    subject: str = ""


class Starts(Match):
    """The event a clock starts from (起算).

    `from_event`: the clock runs from the latest earlier event of that kind instead (RY-D8).
    `not_before`: the clock waits for that event if it comes later (RY-D11, RY-A12).
    `next_event`: the clock runs from the next event of that kind, whatever came before (SQ-D13).
    """

    from_event: EventKind | None = None
    not_before: EventKind | None = None
    next_event: EventKind | None = None


class Extension(Sourced):
    """Who may extend a limit and on what ground (延长)."""

    approver: tuple[Role, ...]
    ground: str = ""


class Pause(Value):
    """A time that does not count (不计入期限的期间): from an event until another (JL-A3, JL-A16)."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    from_events: tuple[Match, ...] = Field(alias="from")
    until: tuple[Match, ...]
    note: str = ""


class Limit(Sourced):
    """An obligation with a limit (期限): one kind of node (流程节点).

    `limit` is a number in `unit`; a soft limit has none, is never counted as late, and reminds after
    the `guard` of its word (CV-3). `ends_on` names the fact of the start event that holds the last day,
    where a paper fixes it (NB-357); the number then serves only if that fact is missing. `when` keeps
    the node from opening where the case's facts are known to be otherwise. `per` says whether the case
    has one such node at a time or one for each subject of its event. `responsible` is a unit key, a
    role, or one of `PLACES`. `act` is the kind of act that fulfils it, for inboxes; empty when the
    system itself does. `warn_before` is in working days. `pauses` are times in which the clock stands
    still. `reopened_by`: the obligation is open again with what was left of its time (JL-A8). `rolls`: a
    last day of rest moves on, where the court's calendar does so at all (not a detention, JL-D10).
    `counts`: its overrun enters statistics; otherwise it is shown and alerted only (SH-A4). `lapses`: the
    time is a party's own (第三人异议期间): its end is that event, one of `done_by`, and nobody's lateness.
    `warning` says where it is looser than national law, with both articles.
    """

    id: str
    name: str
    article: str
    stage: Stage | None = None
    starts: tuple[Starts, ...]
    done_by: tuple[Match, ...]
    when: Condition | None = None
    waived_by: tuple[Match, ...] = ()
    per: Literal["case", "subject"] = "case"
    unit: Unit
    limit: int | None = None
    ends_on: str = ""
    guard: Guard = Guard.TIMELY
    responsible: str
    act: str = ""
    warn_before: int | None = None
    replaces: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    gate: bool = False
    escalate_to: tuple[Role, ...] = ()
    extension: Extension | None = None
    pauses: tuple[Pause, ...] = ()
    reopened_by: tuple[Match, ...] = ()
    rolls: bool = True
    counts: bool = True
    lapses: EventKind | None = None
    warning: str = ""

    @model_validator(mode="after")
    def _measured(self) -> "Limit":
        if not self.starts:
            raise ValueError("缺少起算事件（starts）")
        if not self.done_by:
            raise ValueError("缺少完成事件（done_by）")
        if self.lapses is not None and self.lapses not in {done.event for done in self.done_by}:
            raise ValueError("期间届满的事件（lapses）须同时写入 done_by")
        if self.unit is Unit.SOFT:
            if self.lapses is not None:
                raise ValueError("软性期限没有届满（lapses）")
            if self.limit is not None:
                raise ValueError("软性期限不得带数字")
        elif self.unit is Unit.SAME_DAY:
            if self.limit not in (None, 0):
                raise ValueError("当日期限的数字只能为 0")
        elif self.limit is None or self.limit <= 0:
            raise ValueError("期限须为正整数")
        return self


class Escalation(Sourced):
    """Who is told of an obligation still open after its limit (提级督办), and how many working days after."""

    to: Role
    after_working_days: int = Field(gt=0)


class Calendar(Sourced):
    """How days are counted (CV-2, 民诉法第85条)."""

    exclude_first_day: bool = True
    roll_last_day: bool = True


class Schedule(Value):
    """When a duty comes up, and how long it may take.

    What an occasion brings up (`occasion`) is registered by somebody; it is due `limit` of its `unit`
    after it came up, and warned of `warn_before` working days ahead. Without a unit it is a register:
    never due, and nobody is reminded. A turn of the calendar ends with its day, week or month.
    """

    every: Literal["day", "week", "month", "node", "occasion"]
    unit: Unit | None = None
    limit: int | None = Field(default=None, gt=0)
    warn_before: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _measured(self) -> "Schedule":
        counted = self.unit not in (None, Unit.SOFT)
        if not counted and (self.limit is not None or self.warn_before is not None):
            raise ValueError("没有计量单位的经常性工作不得带数字")
        if self.every != "occasion":
            if counted:
                raise ValueError("只有随事发生的经常性工作（occasion）才另有期限")
        elif counted and self.unit is not Unit.SAME_DAY and self.limit is None:
            raise ValueError("期限须为正整数")
        return self


class Duty(Sourced):
    """A duty of the court that belongs to no single case (经常性工作).

    `opened_by` are the units and roles that may register an occasion of it besides the responsible one.
    """

    id: str
    name: str
    article: str
    schedule: Schedule
    guard: Guard = Guard.REGULARLY
    responsible: str
    opened_by: tuple[str, ...] = ()
