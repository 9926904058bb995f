"""Who may do a duty that belongs to no case (办理权限): the responsible unit or role, on that day."""

from collections.abc import Collection
from datetime import date

from models.acts.envelope import Act, ActKind
from models.errors import Code, Refusal
from models.permissions import Membership
from models.rulebook import Rulebook


def check_duty_permission(
    book: Rulebook, places: Collection[str], act: Act, memberships: tuple[Membership, ...], day: date
) -> None:
    """Raises Refusal unless the actor held the role on that day, and it may sign nodes of one of the places.

    `places` are units or roles of the book, the responsible one first. For a unit the role must be one
    that may sign nodes at all (流程节点签名) and be held in that unit. `memberships` are the actor's, or
    what they act in for somebody away (`stood_in`).
    """
    words = book.names
    held = tuple(each for each in memberships if each.on(day))
    if not held and act.on_behalf_of:
        raise Refusal(Code.ACT_NOT_ALLOWED, f"人员 {act.actor} 与 {act.on_behalf_of} 当日没有共同职务")
    if not held:
        raise Refusal(Code.ACT_NOT_ALLOWED, f"人员 {act.actor} 当日没有任职")
    fitting = tuple(each for each in held if each.role == act.role)
    if not fitting:
        raise Refusal(Code.ACT_NOT_ALLOWED, f"人员 {act.actor} 当日不任{words.get(act.role, act.role)}")
    if act.role in places:
        return
    if act.role not in _signers(book):
        raise Refusal(Code.ACT_NOT_ALLOWED, f"{words.get(act.role, act.role)}无权签名办理经常性工作")
    if not {each.unit for each in fitting} & set(places):
        raise Refusal(Code.WRONG_UNIT, f"该项工作由{_named(book, places)}办理")


def duty_role(
    book: Rulebook, places: Collection[str], staff: str, memberships: tuple[Membership, ...], day: date
) -> str:
    """The role in which a person may do it that day. Raises Refusal where there is none."""
    held = [each for each in memberships if each.on(day)]
    signers = _signers(book)
    for each in held:
        if each.role in places or (each.unit in places and each.role in signers):
            return each.role
    raise Refusal(Code.WRONG_UNIT, f"该项工作由{_named(book, places)}办理，人员 {staff} 当日不在其中")


def _named(book: Rulebook, places: Collection[str]) -> str:
    """The places as the court calls them."""
    return "、".join(book.names.get(place, place) for place in places)


def _signers(book: Rulebook) -> tuple[str, ...]:
    """The roles that may sign a node."""
    return tuple(
        str(role) for rule in book.acts if rule.act == ActKind.SIGN_NODE.value for role in rule.roles
    )
