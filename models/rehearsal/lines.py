"""A rehearsal as a person reads it (规则预演的文字): what changes, and what it does to how many cases."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from models.rehearsal.dates import DateMoved
from models.rehearsal.editions import LimitChange, LimitSaid, RowChange
from models.rehearsal.rehearsing import Moved, Rehearsal, Side
from models.rehearsal.way import Aspect, Difference, Told

ASPECT_NAMES: dict[Aspect, str] = {
    Aspect.ROUTE: "路径",
    Aspect.TRACK: "类别",
    Aspect.UNIT: "分案去向",
    Aspect.EXIT: "移送或者结案去向",
    Aspect.RULE: "决定的规则",
    Aspect.APPROVALS: "须报批的事项",
    Aspect.WARNINGS: "提示",
}
"""What each aspect is called where a court reads it."""

FIELD_NAMES: dict[str, str] = {
    "name": "名称",
    "stage": "环节",
    "starts": "起算",
    "done_by": "完成",
    "when": "适用条件",
    "waived_by": "免除",
    "per": "按案件或者按对象",
    "unit": "长度",
    "limit": "长度",
    "ends_on": "末日",
    "guard": "提醒",
    "responsible": "责任单位",
    "act": "办理行为",
    "warn_before": "预警",
    "replaces": "替代的期限",
    "after": "先后",
    "gate": "先后",
    "escalate_to": "督办",
    "extension": "延长",
    "pauses": "不计入的期间",
    "reopened_by": "恢复计算",
    "rolls": "末日顺延",
    "lapses": "期间届满的事件（当事人的期间）",
    "counts": "计入超期",
    "warning": "提示",
}
"""What the fields of a limit are called; a test holds that none is missing."""

_TOLD = frozenset({"长度", "起算", "责任单位"})
"""What a line on a limit says in words already."""

NAMED_CASES = 5
"""So many cases of a kind are named."""
SHOWN_VALUE = 60
"""Longer values are cut in text; the JSON has them whole."""


def lines(rehearsal: Rehearsal) -> Iterator[str]:
    """The rehearsal, the book first, then cases and dates."""
    yield f"{rehearsal.before.name}：{_edition(rehearsal.before)} → {_edition(rehearsal.after)}"
    if rehearsal.before.digest == rehearsal.after.digest:
        yield "两个版本的内容相同"
    yield f"【条目】{len(rehearsal.rows)} 项不同"
    for row in rehearsal.rows:
        yield from _row(row)
    yield f"【期限】{len(rehearsal.limits)} 项不同"
    for limit in rehearsal.limits:
        yield from _limit(limit)
    if rehearsal.cases:
        yield f"【案件】{rehearsal.cases} 件中 {len(rehearsal.moved)} 件不同"
        yield from _cases(rehearsal.moved)
    if rehearsal.dates:
        yield f"【到期日】{len(rehearsal.dates)} 项不同"
        yield from map(_date, rehearsal.dates)


def _edition(side: Side) -> str:
    return f"{side.since} 起施行的规则"


def _both(before: str, after: str) -> str:
    """Both articles, or the one that both sides have."""
    sides = [side for side in dict.fromkeys((before, after)) if side]
    return " → ".join(sides)


def _row(row: RowChange) -> Iterator[str]:
    named = "　".join(filter(None, (row.name, row.row))) or "全书"
    cited = _both(row.before_article, row.after_article)
    yield f"  {named}{_CHANGE_WORDS[row.change]}" + (f"〔{cited}〕" if cited else "")
    for field in row.fields:
        if field.field:
            yield f"    {field.field}：{_value(field.before)} → {_value(field.after)}"


_CHANGE_WORDS = {"changed": "", "new": "（新增）", "gone": "（删去）"}


def _value(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = "无" if value is None else text
    return text if len(text) <= SHOWN_VALUE else f"{text[:SHOWN_VALUE]}…"


def _limit(limit: LimitChange) -> Iterator[str]:
    before, after = limit.before, limit.after
    if before is None or after is None:
        said = before or after
        word = "删去" if after is None else "新增"
        yield f"  {limit.id} {limit.name}（{word}）"
        yield f"    {_clock(said)}" if said else ""
        return
    yield f"  {limit.id} {limit.name}〔{_both(before.article, after.article)}〕"
    if _clock(before, cite=False) != _clock(after, cite=False):
        yield f"    {_clock(before, cite=False)} → {_clock(after, cite=False)}"
    others = dict.fromkeys(FIELD_NAMES[name] for name in limit.changed)
    same_words = _clock(before, cite=False) == _clock(after, cite=False)
    named = [name for name in others if same_words or name not in _TOLD]
    if named:
        yield f"    另有改动：{'、'.join(named)}"


def _clock(said: LimitSaid, *, cite: bool = True) -> str:
    cited = f"〔{said.article}〕" if cite else ""
    return f"自{said.starts}起{said.length}，{said.responsible_name}{cited}"


def _cases(moved: Sequence[Moved]) -> Iterator[str]:
    """The ways in which cases move, the commonest first, with some of the cases."""
    kinds: dict[tuple[Difference, ...], list[str]] = {}
    for case in moved:
        kinds.setdefault(_worth_telling(case.differences), []).append(case.case)
    for differences, names in sorted(kinds.items(), key=lambda kind: -len(kind[1])):
        yield f"  {len(names)} 件　{_named(names)}"
        rules = ""
        for each in differences:
            by = f"{_by(each.before)} → {_by(each.after)}"
            *first, last = _words(each)
            yield from (f"    {line}" for line in first)
            yield f"    {last}" + (f"　{by}" if by != rules else "")
            rules = by


def _worth_telling(differences: tuple[Difference, ...]) -> tuple[Difference, ...]:
    """All but the rule, which every line names; the rule where nothing else is different."""
    return tuple(each for each in differences if each.aspect is not Aspect.RULE) or differences


def _words(difference: Difference) -> list[str]:
    """A difference in a line; two ways are set one below the other."""
    if difference.aspect is Aspect.RULE:
        return ["结果相同，依据的规则不同"]
    before, after = (told.words or "无" for told in (difference.before, difference.after))
    name = ASPECT_NAMES[difference.aspect]
    if difference.aspect is Aspect.ROUTE:
        return [f"{name}：{before}", f"　改为：{after}"]
    return [f"{name}：{before} → {after}"]


def _by(told: Told) -> str:
    if not told.rule:
        return "没有规则"
    return f"{told.rule}（{told.article}）" if told.article else told.rule


def _named(names: Sequence[str]) -> str:
    more = "等" if len(names) > NAMED_CASES else ""
    return f"{'、'.join(names[:NAMED_CASES])}{more}"


def _date(moved: DateMoved) -> str:
    about = f"·{moved.subject}" if moved.subject else ""
    named = f"  {moved.case}　{moved.limit} {moved.name}{about}"
    dates = f"{_day(moved.before_due, moved.before_article)} → {_day(moved.after_due, moved.after_article)}"
    units = ""
    if moved.before_responsible and moved.after_responsible != moved.before_responsible:
        units = f"，{moved.before_responsible} → {moved.after_responsible or '无'}"
    return f"{named}：{dates}{units}〔{_both(moved.before_article, moved.after_article)}〕"


def _day(due: datetime | None, article: str) -> str:
    if due is None:
        return "没有数字" if article else "不列"
    return due.strftime("%Y-%m-%d %H:%M")
