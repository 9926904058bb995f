"""Matters staff put to whoever decides them before they may act (报批)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from simulation.docket import Json
from simulation.sight import Sight
from simulation.staff.planner import Move, Planner


def granted(sight: Sight, matter: str, target: str) -> bool:
    """Whether a matter was granted for a thing."""
    return any(request["state"] == "granted" for request in _requests(sight, matter, target))


def ask(
    plan: Planner,
    matter: str,
    target: str,
    reason: str,
    since: Sequence[datetime | None],
    roles: tuple[str, ...],
    unit: str | None = None,
) -> Iterator[Move]:
    """Put a matter about a thing to whoever decides it; again after a refusal, never beside an open one."""
    before = _requests(plan.sight, matter, target)
    if any(request["state"] == "open" for request in before):
        return
    yield plan.move(
        "request_approval",
        {"matter": matter, "target": target, "reason": reason},
        since=since,
        mark=f"{matter}/{target}/{len(before)}",
        unit=unit,
        roles=roles,
        hours=(0.5, 2),
    )


def _requests(sight: Sight, matter: str, target: str) -> tuple[Json, ...]:
    return tuple(r for r in sight.shelf("approvals") if (r["matter"], r["target"]) == (matter, target))
