"""Appraisal of staff (人员绩效考核): judges, assistants, clerks each on their own sheet (RY-58, SH-57)."""

from datetime import date
from typing import NamedTuple

from activities.statistics.details import entry_lines, overdue_lines
from activities.statistics.figures import COURT, Scope
from activities.statistics.layout import Ask, bars, format_of, text
from activities.statistics.record import Member
from activities.statistics.staff_work import PutRight, Work, caused
from activities.statistics.statement import Cell, Column, Format, Plot, Table
from models.event_names import EVENT_NAMES
from models.reporting import Figure, NodesCounted, StaffGroup


class Person(NamedTuple):
    """A person on a sheet: where and by which number."""

    unit: str
    number: str


def tables_and_plots(ask: Ask) -> tuple[tuple[Table, ...], tuple[Plot, ...]]:
    """A sheet for each kind of staff, and the lines behind the numbers."""
    people = {group.name: _people(ask, group) for group in ask.report.staff}
    end = ask.record.end_of(ask.period)
    work = ask.record.work.by(None, ask.period.begins, end)
    standing = {
        (each.line.case_key, each.line.key): each
        for figure in ask.report.figures
        if figure.nodes is NodesCounted.OPEN_OVERDUE
        for each in ask.tally.nodes(figure, COURT, ask.period)
        if each.holder.owner
    }
    sheets = [_sheet(ask, group, people[group.name]) for group in ask.report.staff]
    overdue = overdue_lines(ask, standing.values())
    tables = (*sheets, _late_lines(ask, work), overdue, _put_right_lines(ask, work), entry_lines(ask))
    return tables, tuple(
        plot for group in ask.report.staff for plot in _plots(ask, group, people[group.name])
    )


def _people(ask: Ask, group: StaffGroup) -> tuple[Person, ...]:
    """Who is appraised in this group: by the last role held in the period; the first group of several."""
    last = {number: _last_roles(ask, number) for number in {member.staff for member in ask.record.members}}
    order = {unit.key: place for place, unit in enumerate(ask.book.units)}
    found = []
    for number, members in last.items():
        mine = next((each for each in ask.report.staff for m in members if m.role in each.roles), None)
        if mine == group:
            unit = next(member.unit for member in members if member.role in group.roles)
            found.append(Person(unit, number))
    return tuple(sorted(found, key=lambda each: (order.get(each.unit, len(order)), each.number)))


def _last_roles(ask: Ask, number: str) -> list[Member]:
    """The memberships of a person on the last day of the period on which they had an appraised one."""
    roles = {role for group in ask.report.staff for role in group.roles}
    held = [
        (min(member.until or ask.period.last, ask.period.last), member)
        for member in ask.record.members
        if member.staff == number and member.role in roles and member.since <= ask.period.last
    ]
    day = max((until for until, _ in held), default=date.min)
    return [member for until, member in held if until == day] if day >= ask.period.first else []


def _figures(ask: Ask, group: StaffGroup) -> tuple[Figure, ...]:
    return tuple(figure for figure in ask.report.shown if figure.key in group.figures)


def _sheet(ask: Ask, group: StaffGroup, people: tuple[Person, ...]) -> Table:
    """A row of figures for each person."""
    figures = _figures(ask, group)
    rows = [
        (
            ask.unit_name(person.unit),
            ask.person_name(person.number),
            person.number,
            *(ask.figure(figure, Scope(person=person.number)) for figure in figures),
        )
        for person in people
    ]
    head = (Column(heading=figure.name, format=format_of(figure)) for figure in figures)
    columns = (text("单位"), text("姓名"), text("工号"), *head)
    return Table(title=group.name, columns=columns, rows=tuple(rows))


def _late_lines(ask: Ask, work: Work) -> Table:
    """Every node a person did late, the longest first."""
    late = sorted(
        (node for node in work.nodes if node.late), key=lambda node: (-node.days_late, node.case_no)
    )
    rows: list[tuple[Cell, ...]] = [
        (
            ask.person_name(node.by),
            node.by,
            node.case_no,
            node.limit,
            node.name,
            node.subject,
            node.article,
            node.limit_at,
            node.at,
            node.days_late,
        )
        for node in late
    ]
    columns = (
        *(text(heading) for heading in ("姓名", "工号", "案号", "节点", "节点名称", "对象", "依据")),
        *(Column(heading=heading, format=Format.INSTANT) for heading in ("期限", "完成")),
        Column(heading="超期天数"),
    )
    return Table(title="超期办结明细", columns=columns, rows=tuple(rows))


def _put_right_lines(ask: Ask, work: Work) -> Table:
    """Every correction and return, with the entry it goes back to."""
    rows: list[tuple[Cell, ...]] = [
        (
            figure.name,
            ask.person_name(each.by),
            each.by,
            each.case_no,
            each.goes_back_to,
            each.seq,
            EVENT_NAMES[each.kind],
            each.at,
        )
        for figure, each in _all_put_right(ask, work)
    ]
    columns = (
        *(text(heading) for heading in ("统计项", "姓名", "工号", "案号")),
        *(Column(heading=heading) for heading in ("原记录序号", "更正或退回序号")),
        text("事项"),
        Column(heading="发生时间", format=Format.INSTANT),
    )
    return Table(title="更正退回明细", columns=columns, rows=tuple(rows))


def _all_put_right(ask: Ask, work: Work) -> list[tuple[Figure, PutRight]]:
    return [(figure, each) for figure in ask.report.figures for each in caused(figure, work)]


def _plots(ask: Ask, group: StaffGroup, people: tuple[Person, ...]) -> list[Plot]:
    """The figures drawn, of those that this group has."""
    return [
        bars(
            f"{group.name}：{figure.name}",
            format_of(figure),
            [(ask.person_name(p.number), ask.figure(figure, Scope(person=p.number))) for p in people],
        )
        for figure in ask.plotted()
        if figure.key in group.figures
    ]
