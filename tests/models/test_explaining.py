"""A limit explained: its whole count, to be followed with a paper calendar (期限说明)."""

from datetime import datetime
from typing import Any

import pytest

from models.events import EventKind
from models.explaining import explanations
from models.nodes import Node
from models.rule_tools import due_tool
from models.values import COURT_ZONE
from tests.models.telling import Tale
from tests.models.test_nodes import limit, tale

KIND = EventKind
START = "起算：2026-05-06（周三）09:00 收案登记（本节点由案件日志第 2 条产生）"


def steps(case: Tale, node: Node) -> list[str]:
    """What is said of a node now, without its start."""
    (told,) = explanations([node], case.state, node.limit, case.now, {})
    first, *rest = told.steps
    assert first == START
    return rest


def received(**fields: Any) -> Tale:
    """A case with one running limit."""
    case = tale(limit("A", **fields))
    case.happens(KIND.RECEIVED)
    return case


def granted(case: Tale, id: str, matter: str, target: str, by: str, **asked: Any) -> None:
    """A request by the judge, and its grant."""
    case.happens(KIND.APPROVAL_REQUESTED, id, matter=matter, target=target, by="RY020", **asked)
    case.happens(KIND.APPROVAL_DECIDED, id, matter=matter, target=target, granted=True, by=by)


def suspended(case: Tale, days: int) -> None:
    """So many days stand still, by the director's approval."""
    granted(case, "A1", "suspension", "A", "RY090", limits=["A"], ground="委托评估")
    case.happens(KIND.SUSPENSION_STARTED, "A1", limits=["A"], ground="委托评估")
    case.passes(days=days)


@pytest.mark.requirement("CV-1", "CV-2")
def test_calendar_days_with_a_last_day_of_rest() -> None:
    """Every run of days with its ordinals or its reason; the last day rolled is named so."""
    case = received(limit=10, warn_before=2)
    assert steps(case, case.node("A")) == [
        "期限：10 日（自然日），开始之日不计入（第1条）",
        "推算：2026-05-06（周三）　不计入：期间开始之日不计",
        "推算：2026-05-07（周四）至 2026-05-15（周五）　计入：第 1 至 9 日",
        "推算：2026-05-16（周六）至 2026-05-17（周日）　不计入：周末，末日顺延",
        "推算：2026-05-18（周一）　计入：第 10 日",
        "届满：2026-05-18（周一）23:59:59",
        "预警：届时为 2026-05-14（周四）09:00",
    ]


@pytest.mark.requirement("CV-1", "CV-10", "NB-108")
def test_working_days_with_a_suspension() -> None:
    """Make-up days stand as such; what stood still with its ground, who asked for it and who granted it."""
    case = received(unit="working_days", limit=6)
    case.passes(days=5)
    suspended(case, 12)
    held = steps(case, case.node("A"))
    standing = "停止计算：自 2026-05-11（周一）09:00，委托评估（RY020 申请，RY090 批准（A1））"
    assert f"{standing}；恢复后重新推算届满之日" in held
    case.happens(KIND.SUSPENSION_ENDED, "A1", ground="委托评估")
    assert steps(case, case.node("A")) == [
        "期限：6 个工作日，休息日不计入，调休上班日计入，开始之日不计入（第1条）",
        "推算：2026-05-06（周三）　不计入：期间开始之日不计",
        "推算：2026-05-07（周四）至 2026-05-08（周五）　计入：第 1 至 2 日",
        "推算：2026-05-09（周六）　计入：第 3 日（调休上班）",
        "推算：2026-05-10（周日）　不计入：周末",
        "推算：2026-05-11（周一）至 2026-05-15（周五）　不计入：委托评估",
        "推算：2026-05-16（周六）至 2026-05-17（周日）　不计入：周末",
        "推算：2026-05-18（周一）至 2026-05-22（周五）　不计入：委托评估",
        "推算：2026-05-23（周六）至 2026-05-24（周日）　不计入：周末",
        "推算：2026-05-25（周一）至 2026-05-27（周三）　计入：第 4 至 6 日",
        "停止计算1：2026-05-11（周一）09:00至 2026-05-23（周六）09:00，12 日，委托评估"
        "（RY020 申请，RY090 批准（A1））",
        "届满：2026-05-27（周三）23:59:59",
    ]


@pytest.mark.requirement("CV-1", "NB-352", "NB-359")
def test_months_by_their_rule_and_a_year_without_notice() -> None:
    """No list of 180 days: the day of the same number, what moved it, and the provisional year."""
    case = received(unit="months", limit=6)
    case.passes(days=2)
    suspended(case, 57)
    case.happens(KIND.SUSPENSION_ENDED, "A1", ground="委托评估")
    told = steps(case, case.node("A"))
    assert told[:4] == [
        "期限：6 个月，至届满之月与起算日相同之日，没有该日的至月末，开始之日不计入（第1条）",
        "推算：6 个月后的对应日为 2026-11-06（周五）",
        "推算：加停止计算的 57 日，为 2027-01-02（周六）",
        "推算：2027-01-02（周六）至 2027-01-03（周日）　不计入：周末，末日顺延",
    ]
    assert told[-2:] == [
        "届满：2027-01-04（周一）23:59:59",
        "暂定：2027 年放假安排尚未公布，日期为暂定，公布后重新推算",
    ]
    long = received(unit="weeks", limit=26)
    assert len(steps(long, long.node("A"))) < 10


@pytest.mark.requirement("NB-106", "RY-39", "SQ-D11")
def test_an_extension_with_every_level_that_granted_it() -> None:
    """The day it named, its ground, who asked and who granted level by level; and what moved it since."""
    case = received(limit=10)
    asked: dict[str, Any] = {"limit": "A", "until": "2026-06-12", "ground": "案情复杂"}
    granted(case, "A1", "limit_extension", "A##1", "RY071", **asked)
    granted(case, "A2", "limit_extension_leader", "A##1", "RY099", **asked)
    case.happens(KIND.EXTENSION_GRANTED, "A##1", approval="A2", **asked)
    case.passes(days=1)
    told = steps(case, case.node("A"))
    assert told == [
        "期限：10 日（自然日）（第1条）",
        "延长：2026-05-06（周三）09:00，案情复杂，以延长后的末日 2026-06-12（周五） 为准"
        "（RY020 申请，RY071 批准（A1）、RY099 批准（A2））",
        "届满：2026-06-12（周五）23:59:59",
    ]
    case.happens(KIND.SUSPENSION_STARTED, "A3", limits=["A"], ground="x")
    case.passes(days=2)
    case.happens(KIND.SUSPENSION_ENDED, "A3", ground="x")
    told = steps(case, case.node("A"))
    assert told[-2:] == [
        "延长之后停止计算或者为休息日 3 日，推至 2026-06-15（周一）",
        "届满：2026-06-15（周一）23:59:59",
    ]


@pytest.mark.requirement("CV-1", "CV-3", "NB-357")
def test_hours_same_day_soft_and_a_day_on_a_paper() -> None:
    """What is not counted in days is not listed in days."""
    hours = received(unit="hours", limit=24)
    assert steps(hours, hours.node("A")) == [
        "期限：24 小时，自起算之时连续计算，夜间和节假日计入（第1条）",
        "届满：2026-05-07（周四）09:00:00",
    ]
    same_day = received(unit="same_day", limit=None)
    assert steps(same_day, same_day.node("A")) == ["期限：当日（第1条）", "届满：2026-05-06（周三）23:59:59"]
    soft = received(unit="soft", limit=None, guard="at_once")
    assert steps(soft, soft.node("A")) == [
        "期限：原文没有数字，不计超期，开始之日不计入（第1条）",
        "提醒：届时为 2026-05-07（周四）23:59",
    ]
    paper = tale(limit("A", starts=[{"event": "received"}], unit="months", limit=12, ends_on="expires_on"))
    paper.happens(KIND.RECEIVED, expires_on="2026-10-01")
    assert steps(paper, paper.node("A")) == [
        "期限：以文书所载末日 2026-10-01（周四） 为准，不推算，不顺延",
        "届满：2026-10-01（周四）23:59:59",
    ]


@pytest.mark.requirement("CV-9", "RY-A12")
def test_what_has_passed_and_what_it_waits_for() -> None:
    """Overdue and taken back, entered late; a clock that waits names what it waits for."""
    case = received(limit=3)
    due_at = case.node("A").due_at
    case.happens(KIND.NODE_OVERDUE, "A##1", at=due_at)
    case.happens(KIND.OVERDUE_WITHDRAWN, "A##1")
    case.now = datetime(2026, 5, 12, 10, tzinfo=COURT_ZONE)
    case.happens(KIND.RECEPTION_ENDED, at=due_at)
    assert steps(case, case.node("A"))[-2:] == [
        "超期：2026-05-09（周六）23:59记为超期，后查明在期限内办理，已撤回",
        "办结：2026-05-09（周六）23:59（案件日志第 5 条），2026-05-12（周二）10:00补录",
    ]
    waiting = tale(limit("A", starts=[{"event": "received", "not_before": "group_entered"}]))
    waiting.happens(KIND.RECEIVED)
    (told,) = explanations(waiting.nodes.values(), waiting.state, "A", waiting.now, {})
    assert (told.waits_for, told.steps) == ("group_entered", ("由来：案件日志第 2 条",))
    assert "自“移交到团队”之日起算，尚未起算" in told.words
    assert explanations(waiting.nodes.values(), waiting.state, "B", waiting.now, {}) == ()


def test_the_rule_tool_counts_in_the_same_words() -> None:
    """`desk due`: a court's limit on a start nobody has journalled."""
    answer = due_tool("ruyang", "RY-D4", datetime(2026, 2, 13, 9, tzinfo=COURT_ZONE))
    assert answer["steps"] == [
        "起算：2026-02-13（周五）09:00",
        "期限：7 日（自然日），开始之日不计入",
        "推算：2026-02-13（周五）　不计入：期间开始之日不计",
        "推算：2026-02-14（周六）至 2026-02-19（周四）　计入：第 1 至 6 日",
        "推算：2026-02-20（周五）至 2026-02-23（周一）　不计入：法定节假日（春节），末日顺延",
        "推算：2026-02-24（周二）　计入：第 7 日",
        "届满：2026-02-24（周二）23:59:59",
    ]


@pytest.mark.requirement("GS-29")
def test_who_holds_a_step_up_is_said_and_since_when() -> None:
    """The later step names the earlier one, its article and unit, and that it is late."""
    case = tale(limit("A", limit=10, after=["B"]), limit("B", limit=3, responsible="query_group"))
    case.happens(KIND.RECEIVED)
    names = {"query_group": "财产查控组"}

    def waits() -> list[str]:
        (told,) = explanations(case.nodes.values(), case.state, "A", case.now, names)
        return [step for step in told.steps if step.startswith("等候")]

    assert waits() == ["等候：“节点B”（第1条，责任单位：财产查控组）尚未完成"]
    case.happens(KIND.NODE_OVERDUE, "B##1", at=datetime(2026, 5, 9, 23, 59, 59, tzinfo=COURT_ZONE))
    assert waits() == [
        "等候：“节点B”（第1条，责任单位：财产查控组）尚未完成，已于 2026-05-09（周六）23:59超期"
    ]
    case.happens(KIND.NODE_DONE, node="B")
    assert waits() == []
