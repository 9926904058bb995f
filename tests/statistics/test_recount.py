"""Every number of every report, counted again from the raw journal by somebody else."""

from collections import Counter
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from activities.rosters import read_roster
from activities.statistics.making import Statistics
from activities.statistics.making import statement as statement_of
from activities.statistics.statement import Statement, Table
from models.period import Period
from models.reporting import ReportKind
from models.shelf.files import known_courts, load
from models.values import COURT_ZONE
from tests.statistics.many_cases import LAST, ManyCases, roster_of
from tests.statistics.recount import ANYBODY, Recount, Who, _bounds, days_late, report_rows, takes_over

MONTHS = ("2026-04", "2026-05", "2026-07")
"""Two whole months, and one that still runs at the time of the report."""

_recounts: dict[str, Recount] = {}


def recount(register: ManyCases, court: str) -> Recount:
    """The court's second count, its journal read once."""
    if court not in _recounts:
        _recounts[court] = Recount(register, court)
    return _recounts[court]


def made(register: ManyCases, court: str, key: str, month: str) -> Statement:
    """One report of a court for a month."""
    (statement,) = Statistics(register.database).make(court, Period.month(month), LAST, key)
    return statement


def table(statement: Statement, title: str) -> Table:
    """A table of a report by its title."""
    return next(each for each in statement.tables if each.title == title)


def rows_of(one: Table) -> list[tuple[Any, ...]]:
    """The rows of a table."""
    return list(one.rows)


def year_and_month(month: str) -> tuple[int, int]:
    """2026-05 as two numbers."""
    return int(month[:4]), int(month[5:])


@cache
def unit_keys(court: str) -> dict[str, str]:
    """Keys of units and roles by the names a court reads."""
    book = load(court)
    return {name: key for key, name in book.names.items()} | {unit.name: unit.key for unit in book.units}


@pytest.mark.requirement("SQ-27", "RY-49", "JL-40", "SH-60", "GS-5")
@pytest.mark.parametrize("month", MONTHS)
@pytest.mark.parametrize("court", known_courts())
def test_overdue_nodes(register: ManyCases, court: str, month: str) -> None:
    """Due, overdue, still open, made good, longest: by node, by unit, by owner and in the details."""
    second, when = recount(register, court), year_and_month(month)
    _, ends = _bounds(when)
    narrowed = report_rows(court)["overdue_nodes"].get("limits")
    due = [(c, n) for c, n in second.due(when) if not narrowed or n.limit in narrowed]
    late = [(c, n) for c, n in due if (c, n.key) in second.overruns(when)]
    assert (due and late) or month == MONTHS[-1]
    statement = made(register, court, "overdue_nodes", month)
    keys = unit_keys(court)

    standing = {(c, n.key) for c, n in late if (e := n.done_at or n.waived_at) is None or e > ends}
    wanted = Counter((second.answers(c, n).unit or "", n.limit) for c, n in late)
    by_node = table(statement, "按责任单位和节点")
    assert {(keys.get(row[0], ""), row[1]): row[5] for row in rows_of(by_node)[:-1]} == wanted
    total = rows_of(by_node)[-1]
    longest = max((days_late(n, ends) for _, n in late), default=None)
    assert total[4:6] == (len(due), len(late))
    assert total[7:] == (len(late) - len(standing), len(standing), longest)

    all_due = Counter(second.answers(c, n).unit or "" for c, n in due)
    assert {keys.get(row[0], ""): row[1] for row in rows_of(table(statement, "按责任单位"))[:-1]} == all_due
    owned = Counter(a.owner for c, n in late if (a := second.answers(c, n)).owner)
    by_owner = Counter[str]()
    for row in rows_of(table(statement, "按承办人")):  # A person of two units has two rows.
        by_owner[str(row[2])] += int(str(row[4]))
    assert +by_owner == owned
    details = Counter((row[0], row[1], row[10]) for row in rows_of(table(statement, "超期节点明细")))
    assert details == Counter(
        (c.split(":")[1], n.limit, "未办结" if (c, n.key) in standing else "已补办") for c, n in late
    )


def same_figures(
    second: Recount,
    statement: Statement,
    one: Table,
    names: int,
    whose: dict[tuple[Any, ...], Who],
    month: str,
) -> int:
    """Every figure of a table is the one counted again; answers how many were compared."""
    report = report_rows(second.court)[statement.key]
    by_name = {figure["name"]: figure["key"] for figure in report["figures"]}
    compared = 0
    for row in rows_of(one):
        who = whose[tuple(row[:names])]
        for column, value in zip(one.columns, row, strict=True):
            if column.heading in by_name:
                again = second.figure(report, by_name[column.heading], who, year_and_month(month))
                assert value == again, (statement.key, row[:names], column.heading)
                compared += 1
    assert compared
    return compared


def owners(statement: Statement, one: Table, court: str, first: int) -> dict[tuple[Any, ...], Who]:
    """Whom each row with unit, name and number means; `first` is the place of the unit."""
    keys = unit_keys(court)
    return {tuple(r[: first + 3]): Who(keys[str(r[first])], str(r[first + 2]) or None) for r in rows_of(one)}


@pytest.mark.requirement("RY-50", "RY-D21")
@pytest.mark.parametrize("month", MONTHS)
def test_ranking(register: ManyCases, month: str) -> None:
    """Every figure of every team and judge, every place, and the order by the sum of places."""
    second = recount(register, "ruyang")
    statement = made(register, "ruyang", "quality_ranking", month)
    teams, judges = table(statement, "单位排名"), table(statement, "承办人排名")
    keys = unit_keys("ruyang")
    same_figures(
        second, statement, teams, 2, {tuple(r[:2]): Who(keys[str(r[1])]) for r in rows_of(teams)}, month
    )
    same_figures(second, statement, judges, 4, owners(statement, judges, "ruyang", 1), month)
    report = report_rows("ruyang")["quality_ranking"]
    for one in (teams, judges):
        headings = [column.heading for column in one.columns]
        for figure in (each for each in report["figures"] if each.get("better")):
            values = [row[headings.index(figure["name"])] for row in rows_of(one)]
            places = [row[headings.index(f"{figure['name']}名次")] for row in rows_of(one)]
            sign = -1 if figure["better"] == "high" else 1
            known = [value for value in values if value is not None]
            for value, place in zip(values, places, strict=True):
                if value is None:
                    assert place == len(known) + 1
                else:
                    assert place == 1 + sum(sign * other < sign * value for other in known)
        sums = [row[-1] for row in rows_of(one)]
        assert sums == sorted(sums)
        assert [row[0] for row in rows_of(one)] == [1 + sum(other < mine for other in sums) for mine in sums]


@pytest.mark.requirement("JL-35", "JL-D15")
@pytest.mark.parametrize("month", MONTHS)
def test_officer_bulletin(register: ManyCases, month: str) -> None:
    """Every number and rate of every leads officer; officers without a case are there with zeros."""
    second = recount(register, "jianli")
    statement = made(register, "jianli", "leads_bulletin", month)
    one = table(statement, "办案人员绩效")
    same_figures(second, statement, one, 3, owners(statement, one, "jianli", 0), month)
    officers = {row[2] for row in rows_of(one)}
    assert {"JL042", "JL043", "JL044", "JL045"} <= officers


@pytest.mark.requirement("SH-58", "SH-59", "SH-D32", "SQ-33", "SQ-D16")
@pytest.mark.parametrize("month", MONTHS)
@pytest.mark.parametrize("court", ["shihe", "shangqiu"])
def test_indicators(register: ManyCases, court: str, month: str) -> None:
    """Every indicator, the month before beside it, by unit, by owner, over twelve months."""
    second = recount(register, court)
    statement = made(register, court, "quality_indicators", month)
    report = report_rows(court)["quality_indicators"]
    before = Period.month(month).before().key
    by_name = {figure["name"]: figure["key"] for figure in report["figures"]}
    for row in rows_of(table(statement, "质效指标")):
        key = by_name[str(row[0])]
        for place, when in ((2, month), (3, before)):
            assert row[place] == second.figure(report, key, ANYBODY, year_and_month(when)), (row[0], when)
    units, keys = table(statement, "按单位"), unit_keys(court)
    whose = {tuple(r[:1]): Who(keys[str(r[0])]) for r in rows_of(units)[:-1]} | {("全院",): ANYBODY}
    same_figures(second, statement, units, 1, whose, month)
    people = table(statement, "按承办人")
    same_figures(second, statement, people, 3, owners(statement, people, court, 0), month)
    course = table(statement, "历期走势")
    assert len(rows_of(course)) == 12
    for row in rows_of(course)[-4:]:
        for column, value in zip(course.columns[1:], row[1:], strict=True):
            again = second.figure(report, by_name[column.heading], ANYBODY, year_and_month(str(row[0])))
            assert value == again, (row[0], column.heading)


APPRAISED = {
    "员额法官": {"judge"},
    "法官助理和执行员": {"judge_assistant", "enforcement_officer"},
    "书记员": {"clerk"},
}
"""The sheets of an appraisal of staff, and the roles on them."""


@pytest.mark.requirement("RY-58", "SH-57")
@pytest.mark.parametrize("month", MONTHS)
@pytest.mark.parametrize("court", ["ruyang", "shihe"])
def test_staff_appraisal(register: ManyCases, court: str, month: str) -> None:
    """Judges, assistants with officers, and clerks apart; every number of everybody, counted again."""
    second = recount(register, court)
    statement = made(register, court, "staff_appraisal", month)
    roster = read_roster(roster_of(court)).staff
    for sheet, roles in APPRAISED.items():
        one = table(statement, sheet)
        wanted = {p.number: p.name for p in roster if any(m.role in roles for m in p.memberships)}
        assert {row[2]: row[1] for row in rows_of(one)} == wanted
        same_figures(second, statement, one, 3, {tuple(r[:3]): Who(None, str(r[2])) for r in one.rows}, month)


@pytest.mark.requirement("RY-58", "SH-57")
def test_nothing_appraised_is_proved_by_absence(register: ManyCases) -> None:
    """Each number of an appraisal occurs somewhere in two courts and three months."""
    seen = Counter[str]()
    for court in ("ruyang", "shihe"):
        for month in MONTHS:
            statement = made(register, court, "staff_appraisal", month)
            for one in (table(statement, sheet) for sheet in APPRAISED):
                for row in rows_of(one):
                    for column, value in zip(one.columns, row, strict=True):
                        seen[column.heading] += isinstance(value, int | Decimal) and value > 0
    figures = {figure["name"] for figure in report_rows("ruyang")["staff_appraisal"]["figures"]}
    assert {name: seen[name] for name in figures if seen[name] < 2} == {}


@pytest.mark.requirement("SH-57")
def test_a_year_is_the_sum_of_its_months(register: ManyCases) -> None:
    """The yearly appraisal: what each month counted, nodes, acts and returns, makes up the year."""
    months = [made(register, "shihe", "staff_appraisal", f"2026-{number:02d}") for number in range(1, 8)]
    (year,) = Statistics(register.database).make("shihe", Period.year("2026"), LAST, "staff_appraisal")
    summed = ("结案", "办结节点", "超期办结节点", "超期办结天数", "办理事项", "报结被退回")
    compared = 0
    for sheet in APPRAISED:
        whole = table(year, sheet)
        parts = [{row[2]: row for row in table(one, sheet).rows} for one in months]
        for place, column in enumerate(whole.columns):
            if column.heading in summed:
                for row in whole.rows:
                    each = [int(str(part[row[2]][place])) for part in parts]
                    assert row[place] == sum(each), (sheet, column.heading)
                    compared += sum(value > 0 for value in each) > 1
    assert compared > 5


@pytest.mark.requirement("RY-4")
@pytest.mark.parametrize("month", MONTHS)
def test_topics_and_campaigns(register: ManyCases, month: str) -> None:
    """Every figure of every topic and of every campaign, apart; a case of two topics counts once in all."""
    second = recount(register, "ruyang")
    statement = made(register, "ruyang", "topics", month)
    topics = {case: second.fact(case, "case_topics") for case in second.by_case}
    codes = {case: second.fact(case, "campaign_code") for case in second.by_case}
    words = [topic.name for topic in load("ruyang").case_topics]
    groups = {word: {case for case, tags in topics.items() if word in (tags or ())} for word in words}
    groups["未注明"] = {case for case, tags in topics.items() if tags == "unknown"}
    groups["确认没有"] = {case for case, tags in topics.items() if not tags}
    groups["合计"] = set().union(*(groups[word] for word in words))
    assert any(len(tags) > 1 for tags in topics.values() if isinstance(tags, list)) and all(groups.values())
    one = table(statement, "按专题")
    assert [row[0] for row in one.rows] == [*words, "确认没有", "未注明", "合计"]
    for row in one.rows:
        alone = second.only(groups[str(row[0])])
        part = one.model_copy(update={"rows": (row,)})
        same_figures(alone, statement, part, 1, {(row[0],): ANYBODY}, month)
    campaigns = table(statement, "按专项行动")
    found = sorted({str(code) for code in codes.values() if code not in (None, "unknown")})
    assert len(found) == 2 and [row[0] for row in campaigns.rows] == [*found, "合计"]
    for row in campaigns.rows:
        alone = second.only(
            {case for case, code in codes.items() if code in ([row[0]], found)[row[0] == "合计"]}
        )
        part = campaigns.model_copy(update={"rows": (row,)})
        same_figures(alone, statement, part, 1, {(row[0],): ANYBODY}, month)


@pytest.mark.requirement("RY-4")
def test_a_figure_narrowed_by_topic(register: ManyCases) -> None:
    """`where` on each way of counting: as the same figure of those cases alone."""
    book = load("ruyang")
    row = next(report for report in book.reports if report.key == "topics")
    word = book.case_topics[1].name
    narrowed = [
        figure if figure.rate else figure.model_copy(update={"where": {"case_topics": [word, "没有的"]}})
        for figure in row.figures
    ]
    report = row.model_copy(update={"kind": ReportKind.INDICATORS, "figures": tuple(narrowed)})
    with register.database.transaction() as session:
        one = statement_of(session, book, report, Period.month("2026-05"), LAST)
    second = recount(register, "ruyang")
    alone = second.only({case for case in second.by_case if word in (second.fact(case, "case_topics") or ())})
    compared = 0
    for name, _, value, *_ in table(one, "质效指标").rows:
        key = next(figure.key for figure in row.figures if figure.name == name)
        assert value == alone.figure(report_rows("ruyang")["topics"], key, ANYBODY, (2026, 5)), name
        compared += value != second.figure(report_rows("ruyang")["topics"], key, ANYBODY, (2026, 5))
    assert compared > 5


@pytest.mark.requirement("JL-38", "JL-D16", "JL-36")
@pytest.mark.parametrize("month", MONTHS)
def test_group_flow(register: ManyCases, month: str) -> None:
    """What stood, came, went where and closed in each group; every row balances; work at a guest's too."""
    second = recount(register, "jianli")
    statement = made(register, "jianli", "group_flow", month)
    one, keys = table(statement, "各组交付案件情况"), unit_keys("jianli")
    begins, ends = _bounds(year_and_month(month))
    guests = {place["unit"] for place in report_rows("jianli")["group_flow"]["work"]}
    whose = {(str(row[0]),): Who(keys.get(str(row[0]), "")) for row in rows_of(one)[:-1]}
    whose |= {("尚未移交承办单位",): Who("", ""), ("全院",): ANYBODY}
    same_figures(second, statement, one, 1, whose, month)
    for row in rows_of(one):
        stood, came, went, closed, stands = (int(str(value)) for value in row[1:6])
        assert stood + came - went - closed == stands, row[0]
        who = whose[(str(row[0]),)]
        if who.unit in guests:
            continue
        assert stood == sum(second.holds(who, case, begins) for case in second.by_case)
        assert stands == sum(second.holds(who, case, ends) for case in second.by_case)
        assert (came, went) == moved(second, who, begins, ends)
    guest = next(row for row in rows_of(one) if keys.get(str(row[0])) in guests)
    assert tuple(guest[1:6]) == worked_on(second, begins, ends)


def moved(second: Recount, who: Who, begins: Any, ends: Any) -> tuple[int, int]:
    """How often a case came to somebody and left them, from the raw handovers."""
    came = went = 0
    for row in second.rows:
        if not (row.kind == "filed" or takes_over(row)) or not begins <= row.at < ends:
            continue
        before = second.holder(row.case, row.at, row.seq) if row.kind != "filed" else Who("-", "-")
        after = second.holder(row.case, row.at, row.seq + 1)
        mine_before = before.unit != "-" and who.unit in (None, before.unit)
        mine_after = who.unit in (None, after.unit)
        came += mine_after and not mine_before
        went += mine_before and not mine_after
    return came, went


def worked_on(second: Recount, begins: Any, ends: Any) -> tuple[int, int, int, int, int]:
    """Work at the disposal group: between a disposal leg and the next other leg or the closing."""
    stood = came = went = closed = stands = 0
    for rows in second.by_case.values():
        since = None
        for row in sorted(rows, key=lambda row: (row.at, row.seq)):
            takes = row.kind == "stage_entered" and row.facts["leg"] in ("disposal_start", "disposal")
            gives = row.kind == "stage_entered" and row.facts["leg"] in ("leads", "closing_work")
            if takes and since is None:
                since = row.at
                came += begins <= row.at < ends
                stood += row.at < begins
                stands += row.at < ends
            elif since is not None and (gives or row.kind == "closed"):
                stood -= since < begins and row.at < begins
                stands -= since < ends and row.at < ends
                went += gives and begins <= row.at < ends
                closed += row.kind == "closed" and begins <= row.at < ends
                since = None
    return stood, came, went, closed, stands


@pytest.mark.requirement("SQ-27")
def test_details_lead_to_the_journal(register: ManyCases) -> None:
    """Each line of the details names a case and a seq, and that entry is there and is what it says."""
    second = recount(register, "shihe")
    lines = rows_of(table(made(register, "shihe", "quality_indicators", "2026-05"), "案件日志明细"))
    assert lines
    there = {(row.case.split(":")[1], row.seq): row.at.astimezone(COURT_ZONE) for row in second.rows}
    for line in lines:
        assert there[(str(line[1]), int(str(line[2])))] == line[4]


def test_the_register_has_what_is_counted(register: ManyCases) -> None:
    """The generated cases hold each thing the counting rule tells apart; none is proved by absence."""
    rows = [row for court in known_courts() for row in recount(register, court).rows]
    kinds = Counter(row.kind for row in rows)
    assert sum(len(recount(register, court).by_case) for court in known_courts()) == 200
    for kind in (
        "node_overdue",
        "overdue_withdrawn",
        "node_done",
        "group_entered",
        "owner_changed",
        "measure_taken",
        "closed",
    ):
        assert kinds[kind] >= 10, kind
    nodes = [
        n for court in known_courts() for one in recount(register, court).nodes.values() for n in one.values()
    ]
    assert any(n.overdue_at and n.done_at and not n.overdue_withdrawn for n in nodes)
    assert any(n.overdue_at and not n.counts for n in nodes)
    assert any(n.soft for n in nodes)
