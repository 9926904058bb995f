"""Staff in a panel (合议庭): three judges decide what the law reserves to it, and it is recorded."""

from collections.abc import Iterator

from simulation.docket import Json
from simulation.outside.chance import chance
from simulation.sight import Task, instant
from simulation.staff.planner import Move, Planner

AUCTION_TERMS = "panel_auction_terms"
TERMINATION = "panel_termination"
MATTERS = frozenset({AUCTION_TERMS, TERMINATION, "panel_party_change"})
"""What is put to a panel and never to one person."""

SEATS = 3

KEEPERS = ("clerk", "judge_assistant", "judge")
"""Who of the holding unit enters the record."""


def record_panel(plan: Planner, task: Task, request: Json, refusal: str) -> Iterator[Move]:
    """The panel sits on a request, and somebody of the unit that holds the case enters its conclusion."""
    panel = _panel(plan, str(request["id"]))
    conclusion = {
        "approval": request["id"],
        "granted": not refusal,
        "conclusion": refusal or "经评议，一致同意承办人意见",
    }
    yield plan.move(
        "record_panel",
        {
            "record": f"合议-{request['id']}",
            "presiding": panel[0],
            "members": list(panel),
            "conclusions": [conclusion],
        },
        since=[instant(request["requested_at"])],
        mark=request["id"],
        roles=KEEPERS,
        hours=(1, 4),
        task=task,
    )


def _panel(plan: Planner, mark: str) -> tuple[str, ...]:
    """The judge who holds the case presides where a judge holds it; the others are drawn from the court's."""
    judges = sorted({post.staff for post in plan.staffing.posts if post.role == "judge"})
    drawn = chance(plan.sight.key, "panel", mark).sample(judges, len(judges))
    owner = plan.sight.owner
    drawn.sort(key=lambda judge: judge != owner)
    return tuple(drawn[:SEATS])
