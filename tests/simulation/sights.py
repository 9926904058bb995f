"""Cases as staff would see them, made by hand: small states with what a decision reads, and nothing else."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from simulation.docket import DatedRow, Expect, Script
from simulation.outside.business_time import ZONE
from simulation.sight import Sight, Task
from simulation.staff.decide import next_move
from simulation.staff.planner import Move
from simulation.staffing import all_staffing

STAFFING = all_staffing()
MONDAY = datetime(2026, 3, 2, 9, 10, tzinfo=ZONE)
"""A Monday in a week without holidays."""

PARTIES = [
    {"id": "applicant-1", "role": "applicant", "kind": "natural_person"},
    {"id": "respondent-1", "role": "respondent", "kind": "natural_person"},
]
SHELVES = (
    "assets",
    "money",
    "arrivals",
    "payouts",
    "approvals",
    "measures",
    "deliveries",
    "handovers",
    "papers",
)
FILING_PARTY = {"kind": "natural_person", "name": "某甲", "address": "某县某路1号", "phone": "13000000001"}


def case(court: str = "ruyang", **script: Any) -> DatedRow:
    """A docket row of a case filed on that Monday."""
    account = {"holder": "某甲", "bank": "某银行", "number": "620000000001"}
    return DatedRow(
        road="测试",
        filed_at=MONDAY,
        filing={
            "court": court,
            "case_no": "（2026）豫0326执1号",
            "parties": [
                {**FILING_PARTY, "role": "applicant", "payee_account": account},
                {**FILING_PARTY, "role": "respondent"},
            ],
        },
        truth={},
        script=Script.model_validate(script),
        expect=Expect(method="fully_executed", track="simple", recovered="0", paid_out="0"),
    )


def sight(row: DatedRow, *, now: datetime = MONDAY, tasks: tuple[Task, ...] = (), **state: Any) -> Sight:
    """The case on the screen; `state` overrides parts of an empty one."""
    empty: dict[str, Any] = {
        "seq": 1,
        "filed_at": MONDAY.isoformat(),
        "closed_at": None,
        "facts": {"claim_amount": "50000.00"},
        "parties": PARTIES,
        "open_parts": ["implementation"],
        "last_at": {},
        "last_seq": {},
        "subjects": {},
        "track": "simple",
        "unit": "fast_team",
        "owner": "RY052",
        "closing": None,
        "leg": "implementation",
        "awaits": [],
        "paid_directly": "0",
        **{shelf: {} for shelf in SHELVES},
    }
    return Sight(key=row.key, now=now, state={**empty, **state}, tasks=tasks, lines=(), status={})


def happened(**at: datetime) -> dict[str, Any]:
    """The parts of a state that tell of these events, in the order of their times."""
    order = sorted(at.items(), key=lambda pair: pair[1])
    return {
        "last_at": {kind: moment.isoformat() for kind, moment in at.items()},
        "last_seq": {kind: number for number, (kind, _) in enumerate(order, start=2)},
    }


def task(act: str, node: str = "N", subject: str = "", **times: Any) -> Task:
    """An open obligation of the team, begun on that Monday unless said otherwise."""
    made = Task(node=node, subject=subject, act=act, responsible="fast_team", started_at=MONDAY, due_at=None)
    return replace(made, **times)


def made(paper: str, *, recipient: str = "respondent-1", recipients: Sequence[str] = ()) -> dict[str, Any]:
    """A document in the file, made on that Monday, for the respondent unless said otherwise."""
    at = MONDAY.isoformat()
    to_whom = {"recipient": recipient, "recipients": list(recipients)}
    return {"id": paper, **to_whom, "made_at": at, **UNSTAMPED}


UNSTAMPED: dict[str, Any] = {
    "seq": 1,
    "to_stamp": False,
    "checked_at": None,
    "fault": "",
    "stamped_at": None,
}
"""A document that goes out as it was made."""


def granted(matter: str, target: str) -> dict[str, Any]:
    """A request that was granted for a thing."""
    return {"A1": {"id": "A1", "matter": matter, "target": target, "state": "granted"}}


def decide(row: DatedRow, seen: Sight) -> Move | None:
    """What staff do next."""
    return next_move(seen, row, STAFFING[row.court])


def days(count: float) -> timedelta:
    """A stretch of calendar days."""
    return timedelta(days=count)
