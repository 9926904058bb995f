"""Who may do a duty that belongs to no case (办理权限): the responsible unit or role, on that day."""

from datetime import date

from models.acts.envelope import Act, ActKind
from models.errors import Code, Refusal
from models.permissions import Membership
from models.rulebook import Rulebook


def check_duty_permission(
    book: Rulebook, responsible: str, act: Act, memberships: tuple[Membership, ...], day: date
) -> None:
    """Raises Refusal unless the actor held the role on that day, and it may sign nodes of the responsible.

    `responsible` is a unit or a role of the book. For a unit the role must be one that may sign nodes
    at all (流程节点签名) and be held in that unit.
    """
    words = book.names
    held = tuple(each for each in memberships if each.on(day))
    if not held:
        raise Refusal(Code.ACT_NOT_ALLOWED, f"人员 {act.actor} 当日没有任职")
    fitting = tuple(each for each in held if each.role == act.role)
    if not fitting:
        raise Refusal(Code.ACT_NOT_ALLOWED, f"人员 {act.actor} 当日不任{words.get(act.role, act.role)}")
    if act.role == responsible:
        return
    if act.role not in _signers(book):
        raise Refusal(Code.ACT_NOT_ALLOWED, f"{words.get(act.role, act.role)}无权签名办理经常性工作")
    if responsible not in {each.unit for each in fitting}:
        raise Refusal(Code.WRONG_UNIT, f"该项工作由{words.get(responsible, responsible)}办理")


def duty_role(
    book: Rulebook, responsible: str, staff: str, memberships: tuple[Membership, ...], day: date
) -> str:
    """The role in which a person may do it that day. Raises Refusal where there is none."""
    held = [each for each in memberships if each.on(day)]
    signers = _signers(book)
    for each in held:
        if each.role == responsible or (each.unit == responsible and each.role in signers):
            return each.role
    word = book.names.get(responsible, responsible)
    raise Refusal(Code.WRONG_UNIT, f"该项工作由{word}办理，人员 {staff} 当日不在其中")


def _signers(book: Rulebook) -> tuple[str, ...]:
    """The roles that may sign a node."""
    return tuple(
        str(role) for rule in book.acts if rule.act == ActKind.SIGN_NODE.value for role in rule.roles
    )
