"""Who stands on which sheet of an appraisal of staff, and which rows of the rulebook are refused."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from activities.statistics.making import Statistics
from models.errors import Refusal
from models.events import Event, EventKind
from models.messages import AppendEvents
from models.period import Period
from models.reporting import Report
from models.values import COURT_ZONE
from tests.activities.clerk import Clerk

GROUPS = ("员额法官", "法官助理和执行员", "书记员")


def sheets(clerk: Clerk, month: str = "2026-05") -> dict[str, dict[str, dict[str, Any]]]:
    """The rows of an appraisal by sheet and staff number, each by its headings."""
    (made,) = Statistics(clerk.database).make("ruyang", Period.month(month), clerk.now, "staff_appraisal")
    return {
        table.title: {
            str(row[2]): dict(zip([c.heading for c in table.columns], row, strict=True)) for row in table.rows
        }
        for table in made.tables
        if table.title in GROUPS
    }


def serve_in(clerk: Clerk, number: str, role: str, since: date, until: date | None) -> None:
    """Give a person a role of the fast team for some days."""
    with clerk.database.transaction() as session:
        session.connection().exec_driver_sql(
            "insert into membership (staff, court, unit, role, since, until) "
            "values (%s, 'ruyang', 'fast_team', %s, %s, %s)",
            (number, role, since, until),
        )


@pytest.mark.requirement("RY-58")
def test_whoever_did_it_has_it(clerk: Clerk) -> None:
    """A substitute signs: done, late and late days are theirs, and nothing of it is the absent person's."""
    key = clerk.file()
    clerk.append(key, EventKind.RECEIVED)
    clerk.now += timedelta(days=6)
    with clerk.database.transaction() as session:
        query = "select number from membership join staff on staff = number where role = 'clerk'"
        clerks = sorted(row[0] for row in session.connection().exec_driver_sql(query) if row[0][:2] == "RY")
    absent, substitute = clerks[0], clerks[1]
    signed = Event(
        kind=EventKind.NODE_DONE,
        occurred_at=clerk.now,
        facts={"node": "RY-D3"},
        actor=substitute,
        on_behalf_of=absent,
    )
    clerk.register.append_events(AppendEvents(**clerk.head(key), events=(signed,)))
    clerk.now += timedelta(minutes=1)
    people = sheets(clerk)["书记员"]
    assert (people[substitute]["办结节点"], people[substitute]["超期办结节点"]) == (1, 1)
    assert people[substitute]["超期办结天数"] == 3
    assert (people[absent]["办结节点"], people[absent]["超期办结天数"]) == (0, 0)


@pytest.mark.requirement("RY-58")
def test_one_sheet_each_by_the_last_role(clerk: Clerk) -> None:
    """Clerk until mid-May and assistant from then on: May is the assistant's, April the clerk's."""
    with clerk.database.transaction() as session:
        insert = "insert into staff (number, court, name) values ('RY900', 'ruyang', '测试升任')"
        session.connection().exec_driver_sql(insert)
    serve_in(clerk, "RY900", "clerk", date(2026, 1, 1), date(2026, 5, 15))
    serve_in(clerk, "RY900", "judge_assistant", date(2026, 5, 16), None)
    clerk.now = datetime(2026, 6, 10, tzinfo=COURT_ZONE)
    found = {month: sheets(clerk, month) for month in ("2025-12", "2026-04", "2026-05")}
    on = {month: [name for name in GROUPS if "RY900" in tables[name]] for month, tables in found.items()}
    assert on == {"2025-12": [], "2026-04": ["书记员"], "2026-05": ["法官助理和执行员"]}


ROW: dict[str, Any] = {
    "key": "k", "kind": "staff_record", "name": "考核", "article": "第1条", "source": "第1条",
    "figures": [{"key": "done", "name": "办结", "work": "done"}],
    "staff": [{"name": "法官", "roles": ["judge"], "figures": ["done"]}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"staff": []}, "须写明 staff"),
        ({"kind": "indicators"}, "须写明 staff"),
        ({"kind": "indicators", "staff": []}, "只用于人员绩效考核"),
        ({"staff": [{"name": "法官", "roles": ["judge"], "figures": ["dome"]}]}, "是否为“done”"),
        ({"staff": [*ROW["staff"], {**ROW["staff"][0], "name": "又一类"}]}, "列入两类人员"),
        ({"figures": [{"key": "done", "name": "x", "work": "acts", "limits": ["RY-D1"]}]}, "limits 只用于"),
        ({"figures": [{"key": "done", "name": "x", "work": "done", "cases": "filed"}]}, "须写且只写一项"),
    ],
)
def test_rows_that_are_refused(changes: dict[str, Any], said: str) -> None:
    """Each with its reason; the same row without the change is fine."""
    assert Report.model_validate(ROW).staff[0].name == "法官"
    with pytest.raises(ValidationError, match=said):
        Report.model_validate(ROW | changes)


@pytest.mark.requirement("SH-57")
def test_a_year_is_a_period() -> None:
    """From its first instant to the first of the next; the one before it is the year before."""
    year = Period.year("2026")
    assert (year.first, year.last, year.key, year.name) == (
        date(2026, 1, 1),
        date(2026, 12, 31),
        "2026",
        "2026年",
    )
    assert year.before().key == "2025" and [each.key for each in year.run(3)] == ["2024", "2025", "2026"]
    for wrong in ("26", "2026-01", "二〇二六"):
        with pytest.raises(Refusal, match="年份"):
            Period.year(wrong)
