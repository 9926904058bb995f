"""The reports a court wants (统计报表), as data: which figures, over which units, how often, for whom."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from enum import StrEnum
from typing import Literal

from pydantic import Field, model_validator

from models.events import EventKind
from models.facts.schema import FACT_TYPES, Kind
from models.limits import Match, Wanted
from models.period import Cycle
from models.roles import Role
from models.sourced import Sourced
from models.validation import Problem, unknown_name
from models.values import Value

WHOLE_FACTS = frozenset(
    name for name, fact in FACT_TYPES.items() if fact.kind in (Kind.SET, Kind.CHOICE, Kind.TEXT, Kind.FLAG)
)
"""Facts of a case without parts: what a figure may be narrowed by."""


class ReportKind(StrEnum):
    """How a report is laid out."""

    OVERDUE_NODES = "overdue_nodes"  # 超期节点统计表
    GROUP_FLOW = "group_flow"  # 各组案件流转情况表
    OFFICER_BULLETIN = "officer_bulletin"  # 办案人员绩效通报
    RANKING = "ranking"  # 质效排名
    INDICATORS = "indicators"  # 质效指标
    STAFF_RECORD = "staff_record"  # 人员绩效考核
    TOPICS = "topics"  # 专项活动和专题案件统计


class NodesCounted(StrEnum):
    """Which obligations with a limit in the period are counted; soft and uncounted limits never are."""

    DUE = "due"  # 应办节点
    OVERDUE = "overdue"  # 超期节点
    STANDING = "standing"  # 期末仍未办结的超期节点
    OPEN_OVERDUE = "open_overdue"  # 期末全部未办结的超期节点，不论期限何时届满


class StaffWork(StrEnum):
    """What somebody did by their own hand (本人办理): a substitute's work counts for the substitute."""

    ACTS = "acts"  # 办理事项：记入案件日志的本人行为
    DONE = "done"  # 办结节点
    LATE = "late"  # 超期办结节点
    DAYS_LATE = "days_late"  # 超期办结天数


class CasesCounted(StrEnum):
    """Which cases are counted, by who held them when.

    The court receives a case by its filing, a unit or a person by taking it over; so `filed` and
    `received` are one count under the two names courts give it.
    """

    FILED = "filed"  # 本期立案
    RECEIVED = "received"  # 本期收案
    SENT = "sent"  # 本期移出
    HANDLED = "handled"  # 本期在手（期初在办加本期收到）
    STANDING = "standing"  # 期末未结


class Sum(Match):
    """The sum of an amount that entries of the journal state, yuan."""

    fact: str


class Days(Match):
    """The mean of the days from the case's last event of kind `since` to these entries."""

    since: EventKind


class Caused(Match):
    """Entries that put right what a person did (更正、退回): counted for that person.

    It is who stated the entry they correct, or the case's last entry of kind `since` before them.
    """

    since: EventKind | None = None


class StaffGroup(Value):
    """People appraised together, on one sheet (分类考核): by roles, with the figures that fit their work."""

    name: str
    roles: tuple[Role, ...] = Field(min_length=1)
    figures: tuple[str, ...] = Field(min_length=1)


class Rate(Value):
    """One figure as a percentage of another, by their keys."""

    of: str
    over: str


class Figure(Value):
    """One figure of a report (统计项): exactly one thing is counted.

    `count`, `sum` and `days` go over the entries of the journal that match, each credited to whoever held
    the case just before it. `nodes` goes over obligations whose limit lies in the period, `limits`
    narrows it. `where` narrows it to cases whose facts, as they stand when the report is made, have these
    values; a set has one if it holds it. `work` and `caused` go by who acted, whoever held the case; only a
    staff record has them. `better` says what a ranking prefers. A `hidden` figure only serves others.
    """

    key: str
    name: str
    count: Match | None = None
    sum: Sum | None = None
    days: Days | None = None
    nodes: NodesCounted | None = None
    cases: CasesCounted | None = None
    rate: Rate | None = None
    work: StaffWork | None = None
    caused: Caused | None = None
    limits: tuple[str, ...] = ()
    where: dict[str, Wanted] = Field(default_factory=dict)
    better: Literal["", "high", "low"] = ""
    hidden: bool = False

    @model_validator(mode="after")
    def _counts_one_thing(self) -> "Figure":
        ways = (self.count, self.sum, self.days, self.nodes, self.cases, self.rate, self.work, self.caused)
        if sum(way is not None for way in ways) != 1:
            raise ValueError("count、sum、days、nodes、cases、rate、work、caused 须写且只写一项")
        if self.limits and self.nodes is None and self.work in (None, StaffWork.ACTS):
            raise ValueError("limits 只用于 nodes 和 work 的办结节点")
        if self.where and (self.rate or self.work or self.caused):
            raise ValueError("where 不用于 rate、work、caused")
        return self

    @property
    def entries(self) -> Match | None:
        """The entries of the journal it goes over, if it does."""
        return self.count or self.sum or self.days


class WorkPlace(Value):
    """A unit that work is sent to while the case stays with its team (JL-A16).

    The work is there from an entry that matches `takes` until one that matches `gives`, or the closing.
    """

    unit: str
    takes: tuple[Match, ...]
    gives: tuple[Match, ...]


class Report(Sourced):
    """A report of the court (统计报表).

    `maker` is the unit that makes it, `readers` says for whom, in the court's words. `units` are its rows
    in order, or the units whose people are (empty: every unit that has something). `roles` are those of
    the people who appear even with nothing to show. `limits` narrows an overdue table. `plots`
    are the figures drawn. `abnormal_change`: a figure that differs from the period before by more than
    this percentage is marked (SH-D33). `staff` are the sheets of a staff record.
    """

    key: str
    kind: ReportKind
    name: str
    article: str
    every: tuple[Cycle, ...] = (Cycle.MONTH,)
    maker: str = ""
    readers: str = ""
    units: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()
    limits: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    plots: tuple[str, ...] = ()
    work: tuple[WorkPlace, ...] = ()
    abnormal_change: int | None = Field(default=None, gt=0)
    staff: tuple[StaffGroup, ...] = ()

    @model_validator(mode="after")
    def _figures_fit(self) -> "Report":
        keys = [figure.key for figure in self.figures]
        twice = [key for key, count in Counter(keys).items() if count > 1]
        if twice:
            raise ValueError(f"统计项“{twice[0]}”重复")
        named = [key for figure in self.figures if figure.rate for key in (figure.rate.of, figure.rate.over)]
        for key in (*named, *self.plots):
            if key not in keys:
                raise ValueError(unknown_name("统计项", key, set(keys)))
        if any(figure.rate for key in named for figure in self.figures if figure.key == key):
            raise ValueError("比率只能由件数、金额、天数计算")
        if self.kind is not ReportKind.OVERDUE_NODES and not self.figures:
            raise ValueError("缺少统计项（figures）")
        if self.kind is ReportKind.RANKING and not any(figure.better for figure in self.figures):
            raise ValueError("质效排名须有写明 better 的统计项")
        if self.kind in (ReportKind.GROUP_FLOW, ReportKind.OFFICER_BULLETIN) and not self.units:
            raise ValueError("缺少单位（units）")
        return self

    @model_validator(mode="after")
    def _staff_fits(self) -> "Report":
        if (self.kind is ReportKind.STAFF_RECORD) != bool(self.staff):
            raise ValueError("人员绩效考核须写明 staff，其他报表不写")
        if not self.staff and any(figure.work or figure.caused for figure in self.figures):
            raise ValueError("work、caused 只用于人员绩效考核")
        roles = Counter(role for group in self.staff for role in group.roles)
        twice = [role for role, count in roles.items() if count > 1]
        if twice:
            raise ValueError(f"职务“{twice[0]}”列入两类人员")
        keys = {figure.key for figure in self.shown}
        for group in self.staff:
            for key in group.figures:
                if key not in keys:
                    raise ValueError(unknown_name("统计项", key, keys))
        return self

    @property
    def shown(self) -> tuple[Figure, ...]:
        """The figures that stand in its tables."""
        return tuple(figure for figure in self.figures if not figure.hidden)


def report_problems(
    reports: Iterable[Report],
    units: Collection[str],
    limits: Collection[str],
    facts: Collection[str],
    topics: Collection[str] = (),
) -> Iterator[Problem]:
    """Everything reports name that the book does not have: units, limits, topics, facts."""
    for number, report in enumerate(reports):
        place: tuple[str | int, ...] = ("reports", number)
        named = {
            "maker": [report.maker] if report.maker else [],
            "units": report.units,
            "work": [w.unit for w in report.work],
        }
        for key, keys in named.items():
            yield from _unknown((*place, key), "单位", keys, units)
        narrowed = (*report.limits, *(limit for figure in report.figures for limit in figure.limits))
        yield from _unknown((*place, "limits"), "期限", narrowed, limits)
        matches = [figure.entries for figure in report.figures if figure.entries is not None]
        matches += [figure.caused for figure in report.figures if figure.caused is not None]
        matches += [match for work in report.work for match in (*work.takes, *work.gives)]
        stated = [name for match in matches for name in match.where]
        stated += [figure.sum.fact for figure in report.figures if figure.sum]
        yield from _unknown((*place, "figures"), "事件事实", stated, facts)
        narrowing = [figure.where for figure in report.figures]
        asked = [name for where in narrowing for name in where]
        yield from _unknown((*place, "figures", "where"), "案件事实", asked, WHOLE_FACTS)
        words = [word for where in narrowing for word in _listed(where.get("case_topics"))]
        yield from _unknown((*place, "figures", "where"), "专题", words, topics)


def _listed(wanted: Wanted) -> tuple[str, ...]:
    """The words that are wanted of a set."""
    many = wanted if isinstance(wanted, list | tuple) else (wanted,)
    return tuple(str(word) for word in many if word is not None)


def _unknown(
    place: tuple[str | int, ...], what: str, names: Iterable[str], known: Collection[str]
) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            yield Problem(place, unknown_name(what, name, set(known)))
