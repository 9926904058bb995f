"""What a court's staff do in a case told event by event: checked as the register checks it, then told."""

from typing import Any
from uuid import uuid4

from models.acts.envelope import Act, ActKind
from models.acts.registry import read_act_data
from models.errors import Refusal
from models.events import Event, EventKind
from models.permissions import Membership, check_permission
from tests.models.telling import FILED_AT, Tale

SOMEBODY = "XX001"


def does(
    tale: Tale, kind: ActKind, data: dict[str, Any] | None = None, *, unit: str, role: str, by: str = SOMEBODY
) -> tuple[Event, ...]:
    """An act by a member of that unit in that role: what it becomes, told. Raises Refusal."""
    act = Act(act_id=uuid4(), kind=kind, occurred_at=tale.now, actor=by, role=role, data=data or {})
    office = Membership(unit=unit, role=role, since=FILED_AT.date())
    check_permission(tale.situation, act, (office,), tale.now.date(), frozenset())
    made = read_act_data(act).events(act, tale.situation)
    for event in made:
        tale.tell(event)
    return made


def registers(
    tale: Tale, event: EventKind, subject: str = "", /, *, unit: str, role: str = "clerk", **facts: Any
) -> tuple[Event, ...]:
    """A matter registered by a member of that unit (登记事项). Raises Refusal."""
    data = {"event": event.value, "subject": subject, "facts": facts}
    return does(tale, ActKind.RECORD_OCCURRENCE, data, unit=unit, role=role)


def refusal(
    tale: Tale, kind: ActKind, data: dict[str, Any] | None = None, *, unit: str, role: str, by: str = SOMEBODY
) -> Refusal | None:
    """How that member of staff is refused; none where the act would be taken. Nothing is told."""
    before = tale.state, dict(tale.nodes), dict(tale.parties)
    try:
        does(tale, kind, data, unit=unit, role=role, by=by)
    except Refusal as refused:
        return refused
    finally:
        tale.state, tale.nodes, tale.parties = before
    return None


def may(
    tale: Tale, kind: ActKind, data: dict[str, Any] | None = None, *, unit: str, role: str = "clerk"
) -> bool:
    """Whether a member of that unit in that role may do the act now."""
    return refusal(tale, kind, data, unit=unit, role=role) is None


def may_register(tale: Tale, event: EventKind, subject: str = "x-1", /, *, unit: str, **facts: Any) -> bool:
    """Whether a clerk of that unit may register the matter now."""
    data = {"event": event.value, "subject": subject, "facts": facts}
    return may(tale, ActKind.RECORD_OCCURRENCE, data, unit=unit)


def held_by(tale: Tale, unit: str, kind: str = "group", owner: str = SOMEBODY, track: str = "") -> Tale:
    """The case in the hands of a unit."""
    facts: dict[str, Any] = {"unit": unit, "unit_kind": kind, "owner": owner, "track": track}
    tale.happens(EventKind.GROUP_ENTERED, f"Y{tale.state.seq}", **facts)
    return tale
