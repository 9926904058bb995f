"""Panels (合议庭): who may sit, how many, who presides; the record of a sitting over many cases (SQ-17)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from pydantic import Field

from models.absence import Absence, away
from models.errors import Code, Refusal
from models.roles import Role
from models.sourced import Sourced
from models.values import Value


class PanelRule(Sourced):
    """How a panel is made up (合议庭组成): always an odd number, `at_least` so many.

    Members hold one of `roles` on the day, who presides (审判长) one of `presides`.
    """

    at_least: int = Field(ge=3)
    roles: tuple[Role, ...] = Field(min_length=1)
    presides: tuple[Role, ...] = Field(min_length=1)


class PanelConclusion(Value):
    """What a panel concluded on one matter of one case; `dissent` is the minority's opinion (不同意见)."""

    case: str = Field(min_length=1)
    matter: str = Field(min_length=1)
    granted: bool
    conclusion: str = Field(min_length=1)
    dissent: str = ""


class PanelRecord(Value):
    """The record of one sitting (合议笔录): its number, the court-local day, the panel by staff numbers."""

    record: str = Field(min_length=1, max_length=60)
    held_on: date
    presiding: str = Field(min_length=1)
    members: tuple[str, ...] = Field(min_length=1)
    matters: tuple[PanelConclusion, ...] = Field(min_length=1, max_length=500)


FIELD_NAMES: Mapping[str, str] = {
    "record": "笔录编号",
    "held_on": "合议日期",
    "presiding": "审判长",
    "members": "合议庭成员",
    "matters": "事项列表",
    "case": "案号",
    "matter": "事项",
    "granted": "是否同意",
    "conclusion": "评议意见",
    "dissent": "不同意见",
}
"""What the fields of a record are called where a court reads and writes them."""


def check_panel(
    rule: PanelRule,
    presiding: str,
    members: Iterable[str],
    roles: Mapping[str, Iterable[str]],
    absences: Iterable[Absence],
    day: date,
    names: Mapping[str, str],
) -> None:
    """Whether these people may sit as a panel on a day; `roles` are those each held then.

    Raises Refusal(NOT_A_PANEL) naming the field and what does not fit.
    """
    panel, gone = list(members), tuple(absences)
    twice = [number for number, count in Counter(panel).items() if count > 1]
    if twice:
        raise _not_a_panel("members", f"人员 {twice[0]} 重复")
    if len(panel) % 2 == 0 or len(panel) < rule.at_least:
        raise _not_a_panel("members", f"应为 {rule.at_least} 人以上的单数，现为 {len(panel)} 人")
    if presiding not in panel:
        raise _not_a_panel("presiding", f"审判长 {presiding} 不在合议庭成员之中")
    for number in panel:
        held = set(roles.get(number, ()))
        if not held & set(rule.roles):
            raise _not_a_panel(
                "members", f"人员 {number} 当日不任{_named(rule.roles, names)}，不得参加合议庭"
            )
        if away(gone, number, day) is not None:
            raise _not_a_panel("members", f"人员 {number} 当日缺勤")
    if not set(roles.get(presiding, ())) & set(rule.presides):
        wanted = _named(rule.presides, names)
        raise _not_a_panel("presiding", f"人员 {presiding} 当日不任{wanted}，不得担任审判长")


def _not_a_panel(field: str, reason: str) -> Refusal:
    return Refusal(Code.NOT_A_PANEL, f"{FIELD_NAMES[field]}（{field}）：{reason}")


def _named(roles: Iterable[str], names: Mapping[str, str]) -> str:
    return "、".join(names.get(role, role) for role in roles)
