"""All that crosses the wire between workflow and activities: fields are only ever added, with defaults.

`tests/house/message_fields.json` is the ledger of these fields.
"""

from datetime import date
from decimal import Decimal

from pydantic import Field

from models.case import CaseState
from models.events import Entry, Event
from models.flow import Need
from models.nodes import Node, Passing, Row
from models.values import Facts, Instant, Value

WORKFLOW_TYPE = "EnforcementCase"
"""The name of the case workflow on the wire; never renamed."""

DUTY_WORKFLOW_TYPE = "CourtDuty"
"""The name on the wire of the workflow of a duty that belongs to no case; never renamed."""


class CaseInput(Value):
    """What a run of a case is given: everything else it loads from the register."""

    case_key: str
    rulebook: str
    history_limit: int = 8000
    """Events after which the case continues as new, besides the server's own suggestion."""


class Procedure(Value):
    """What a run must know of its pinned rulebook to choose its commands."""

    court: str
    court_name: str
    parallel: bool = True
    systems: tuple[str, ...]
    freeze_at_once: bool
    documents: tuple[str, ...]
    institutions: tuple[str, ...]
    asked_if: tuple[str, ...] = ()
    """Institutions asked only where their condition is not known to fail; the query waits if they were."""
    key_holder_only: bool
    measures_needing_approval: tuple[str, ...]
    needs: dict[str, tuple[Need, ...]] = Field(default_factory=dict)
    """By leg, what must have happened before its triage decides."""
    words: dict[str, str] = Field(default_factory=dict)


class Line(Value):
    """One line of the journal as the `journal` query shows it: no facts, no names."""

    seq: int
    kind: str
    subject: str
    occurred_at: Instant
    recorded_at: Instant
    actor: str


class Loaded(Value):
    """A case as the register has it: what a run starts from, first start and pick-up alike."""

    state: CaseState
    nodes: tuple[Node, ...]
    procedure: Procedure
    lines: tuple[Line, ...]
    latest: Instant
    """The latest recorded instant: a run does nothing before its clock has reached it."""


class LoadCase(Value):
    """Ask the register for a case."""

    case_key: str
    rulebook: str


class Step(Value):
    """What every writing step carries: case, its key, the seq it builds on, the business time."""

    case_key: str
    key: str
    expected_seq: int
    at: Instant


class AppendEvents(Step):
    """Write events a stage observed or decided."""

    events: tuple[Event, ...]


class RecordAct(Step):
    """Write a submitted act into the journal, or refuse it."""

    act_id: str


class RecordAnswer(Step):
    """Write an outside answer from the inbox into the journal."""

    sender_id: str


class PassLimit(Step):
    """A warning, a limit or the time until escalation of a node has passed."""

    node: str
    overdue: bool = False
    passing: Passing | None = None
    """What passed; where it is missing, `overdue` tells a limit from a warning."""


class EnterLeg(Step):
    """Decide and enter the next leg of the way."""


class LeavePart(Step):
    """A part of the present leg is done."""

    part: str


class TriageCase(Step):
    """Apply the triage rules and write the decision."""


class AssignCase(Step):
    """Draw the unit and owner, and offer the handover."""


class CloseCase(Step):
    """Close the case after an approved review."""


class ChangeCalendar(Step):
    """Count the case's limits on the latest calendar."""


class Refused(Value):
    """Why nothing was written: a code of `models.errors.Code` and a Chinese reason."""

    code: str
    reason: str


class Appended(Value):
    """What the register committed for a step; the workflow folds this and nothing else."""

    seq: int
    key: str = ""
    entries: tuple[Entry, ...] = ()
    heads: tuple[str, ...] = ()
    nodes: tuple[Node, ...] = ()
    refused: Refused | None = None
    finished: bool = False


class Receipt(Value):
    """What the desk is told when an act was accepted."""

    act_id: str
    seq: int


class StageWork(Value):
    """What a stage activity is given: case, key of the effect, business time, and what it is about."""

    case_key: str
    key: str
    at: Instant
    subject: str = ""


class StageResult(Value):
    """What a stage activity observed: the events the workflow will write."""

    events: tuple[Event, ...] = ()


class Status(Value):
    """The `status` query: where a case stands (案件状态)."""

    case_no: str
    court: str
    court_name: str
    stages: tuple[str, ...]
    track: str
    unit: str
    owner: str
    next_due: Instant | None
    next_due_node: str = ""
    overdue: tuple[str, ...]
    trouble: str
    seq: int
    busy: int
    now: Instant
    claim: Decimal
    recovered: Decimal
    outstanding: Decimal
    unpaid: Decimal
    closed: bool
    method: str = ""


class MoneyLine(Value):
    """A movement on the case's account."""

    id: str
    amount: Decimal
    at: Instant | None
    about: str


class SharedMoney(Value):
    """A plan of distribution in the `money` query: what went out under it and what is kept back, yuan.

    `waits_for` are those whose time to object runs, `disputes` the objections that are not settled.
    """

    id: str
    amount: Decimal
    ordered: Decimal
    set_aside: Decimal
    waits_for: tuple[str, ...] = ()
    disputes: tuple[str, ...] = ()


class Money(Value):
    """The `money` query (案款)."""

    claim: Decimal
    recovered: Decimal
    outstanding: Decimal
    unpaid: Decimal
    arrivals: tuple[MoneyLine, ...]
    payouts: tuple[MoneyLine, ...]
    plans: tuple[SharedMoney, ...] = ()


class JournalView(Value):
    """The `journal` query: the last fifty lines and the head of the chain."""

    seq: int
    head: str
    lines: tuple[Line, ...]


class Explanation(Value):
    """The `explain` query for one node: what started it, under which article, until when, and why.

    `words` is a sentence; `steps` are the whole arithmetic, line by line.
    """

    row: Row
    started_by_seq: int
    provisional_years: tuple[int, ...] = ()
    waits_for: str = ""
    words: str
    steps: tuple[str, ...] = ()


class CaseResult(Value):
    """How a case ended."""

    method: str
    seq: int
    head: str
    facts: Facts = Field(default_factory=dict)


class DutyInput(Value):
    """What a run of a duty is given; without `day` it is the day its schedule was to start it on."""

    court: str
    duty: str
    day: date | None = None
    number: int = 0
    """Of an occasion, which somebody has registered; 0 for a turn of the calendar."""


class OpenDuty(Value):
    """Open the turn of a duty that a day belongs to; `workflow` is the id of the run that looks after it."""

    court: str
    duty: str
    day: date
    workflow: str
    at: Instant
    number: int = 0


class DutyOpened(Value):
    """The turn as the register has it, and the id of the run that looks after it.

    No node where none is open that day, or not yet: then `opens_at` says when to ask again.
    """

    node: Node | None = None
    workflow: str = ""
    opens_at: Instant | None = None


class PassDuty(Value):
    """The reminder or the last day of a turn has passed; `day` names the turn."""

    court: str
    duty: str
    day: date
    passing: Passing
    at: Instant
    number: int = 0


class RedateDuty(Value):
    """Count a turn anew on the latest calendar; `day` and `number` name the turn."""

    court: str
    duty: str
    day: date
    at: Instant
    number: int = 0


class DoDuty(Value):
    """Write that a turn was done, as its responsible person submitted it."""

    act_id: str
    at: Instant


class DutyWritten(Value):
    """What the register committed for a turn."""

    seq: int = 0
    node: Node | None = None
    refused: Refused | None = None


class DutyResult(Value):
    """How a run of a duty ended: the node it looked after, empty where there was none for it."""

    node: str = ""
    done: bool = False
    overdue: bool = False
