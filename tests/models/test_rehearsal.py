"""A reform rehearsed: what two editions say otherwise, and which cases and dates that moves."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.calendar import CourtCalendar
from models.errors import Code, Refusal
from models.facts.case_facts import parse_facts
from models.limits import Limit
from models.rehearsal.dates import DateMoved, open_nodes_moved
from models.rehearsal.editions import changed_limits, changed_rows
from models.rehearsal.lines import ASPECT_NAMES, FIELD_NAMES, lines
from models.rehearsal.rehearsing import DatedBook, editions, rehearse
from models.rehearsal.way import Aspect, differences
from models.rule_tools import node_table, read_events
from models.rulebook import Rulebook
from models.shelf.files import FOLDER, load, released_library
from tests.rules.cases import triage_cases
from tests.rules.checks import replaced
from tests.rules.mutation.conditions import names_of
from tests.rules.mutation.limits import of_limit
from tests.rules.mutation.triage import of_triage

SIXTH = Path(__file__).parents[2] / "docs" / "examples" / "sixth-court"
SHILI = str(SIXTH / "shili")
REFORM = "2026-07-01"

DRAFT = """
court: ruyang
in_force: "2099-01-01"
amends: "2022-06-06"
source: 汝法〔2026〕8号
limits:
  - {id: RY-D5, drop: true, source: 汝法〔2026〕8号第2条}
  - id: RY-D4
    name: 完成传统查控
    article: 第3条
    stage: offline_query
    starts: [{event: received}]
    done_by: [{event: traditional_query_ended}]
    unit: calendar_days
    limit: 5
    responsible: general_group
    act: report_finding
    warn_before: 2
    source: 汝法〔2026〕8号第3条
  - id: RY-D99
    name: 新的期限
    article: 第4条
    starts: [{event: received}]
    done_by: [{event: group_entered}]
    unit: working_days
    limit: 2
    responsible: query_group
    source: 汝法〔2026〕8号第4条
"""


@pytest.fixture
def draft(tmp_path: Path) -> str:
    """The next edition of a shipped court, alone in its folder."""
    (tmp_path / "ruyang").mkdir()
    (tmp_path / "ruyang" / "2099-01-01.yaml").write_text(DRAFT, encoding="utf-8")
    return str(tmp_path / "ruyang")


def dated(book: Rulebook) -> DatedBook:
    return DatedBook(book, book.in_force)


def case(**facts: Any) -> tuple[str, Any]:
    ordinary = next(each.ordinary for each in triage_cases(SIXTH / "rules"))
    return "一案", parse_facts({**ordinary, **facts}, "案卷")


# --- what the editions say otherwise -----------------------------------------------------------------


def test_the_reform_of_the_example_is_two_rows_with_both_articles() -> None:
    found = rehearse(*editions(SHILI, REFORM))
    (row,) = found.rows
    assert (row.row, row.change) == ("derived.small_claim_max", "changed")
    assert [(each.field, each.before, each.after) for each in row.fields] == [("value", 30000, 50000)]
    assert (row.before_article, row.after_article) == (
        "第9条（一）：三万元以下",
        "示法〔2026〕3号第1条：五万元以下",
    )
    (limit,) = found.limits
    assert limit.before is not None and limit.after is not None
    assert (limit.id, limit.changed) == ("SL-D18", ("limit",))
    assert (limit.before.length, limit.after.length) == ("5个工作日", "3个工作日")
    assert (limit.before.article, limit.after.article) == ("第20条", "示法〔2026〕3号第2条（第20条）")
    assert (found.before.since, found.after.since) == ("2025-09-01", REFORM)


def test_limits_that_are_new_gone_or_another_units(draft: str) -> None:
    before, after = editions("ruyang", draft, since=date(2022, 6, 6))
    changes = {each.id: each for each in changed_limits(before.book, after.book)}
    assert set(changes) == {"RY-D4", "RY-D5", "RY-D99"}
    assert changes["RY-D5"].after is None
    assert changes["RY-D99"].before is None
    own = changes["RY-D4"]
    assert own.before is not None and own.after is not None
    assert set(own.changed) == {"limit", "responsible"}
    assert (own.before.responsible, own.after.responsible) == ("query_group", "general_group")
    assert (own.before.article, own.after.article) == ("二(一)2", "第3条")
    assert changed_rows(before.book, after.book) == ()
    text = "\n".join(lines(rehearse(before, after)))
    assert "RY-D5 认领并发放案款（删去）" in text
    assert "RY-D99 新的期限（新增）" in text
    assert "自“收案登记”起7日，财产查控组（财产保全组） → 自“收案登记”起5日，综合组" in text


@pytest.mark.parametrize("court", ["gushi", "jianli"])
@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
def test_every_wrong_rule_of_the_mutation_run_is_a_change(court: str) -> None:
    """Whatever of a book is another, the rehearsal names it: nothing changes behind its back."""
    book = load(court)
    unseen = [
        (mutant.where, mutant.what) for mutant in of_triage(book) if not changed_rows(book, mutant.book)
    ]
    for limit in book.limits:
        for what, wrong in of_limit(limit, names_of(book)):
            rows = tuple(row for row in (wrong if each is limit else each for each in book.limits) if row)
            if [each.id for each in changed_limits(book, replaced(book, limits=rows))] != [limit.id]:
                unseen.append((limit.id, what))
    assert unseen == []


def test_a_row_that_only_cites_another_article_says_the_same() -> None:
    book = load("gushi")
    renamed = tuple(limit.model_copy(update={"article": "第99条", "source": "新"}) for limit in book.limits)
    other = book.model_copy(update={"limits": renamed, "in_force": "2030-01-01", "document": "新号"})
    assert (changed_rows(book, other), changed_limits(book, other)) == ((), ())


def test_another_order_of_the_way_is_a_change_and_an_unknown_head_is_not() -> None:
    book = load("ruyang")
    first, second, *rest = book.flow.stages
    flow = book.flow.model_copy(update={"stages": (second, first, *rest)})
    (row,) = changed_rows(book, book.model_copy(update={"flow": flow}))
    assert [each.field for each in row.fields] == ["flow.stages"]
    assert row.fields[0].before[:2] == row.fields[0].after[1::-1] == [first.id, second.id]


def test_every_field_of_a_limit_and_every_aspect_has_a_name() -> None:
    assert set(FIELD_NAMES) == set(Limit.model_fields) - {"id", "source", "proposed", "article"}
    assert set(ASPECT_NAMES) == set(Aspect)


# --- cases -------------------------------------------------------------------------------------------


def test_a_case_between_the_two_amounts_goes_elsewhere_by_another_rule() -> None:
    before, after = editions(SHILI, REFORM)
    found = rehearse(before, after, [case(claim_amount=40000), case(claim_amount=30000), case()])
    assert (found.cases, len(found.moved)) == (3, 1)
    said = {each.aspect: (each.before, each.after) for each in found.moved[0].differences}
    assert set(said) == {Aspect.TRACK, Aspect.UNIT, Aspect.RULE}
    old, new = said[Aspect.TRACK]
    assert (old.words, old.rule, old.article) == ("攻坚案件", "SL-T10", "第11条")
    assert (new.words, new.rule, new.article) == ("简案", "SL-T1", "第9条（一）")
    assert said[Aspect.UNIT][1].keys == ("fast_team",)


def changed_book(**triage: Any) -> Rulebook:
    book = load("shangqiu")
    return book.model_copy(update={"triage": book.triage.model_copy(update=triage)})


def test_approvals_warnings_exits_and_the_way_are_compared() -> None:
    book = load("shangqiu")
    stated = parse_facts(
        {"case_kind": "first_enforcement", "self_enforced": True, "claim_amount": 100}, "案卷"
    )
    pools = tuple(pool.model_copy(update={"approval": ""}) for pool in book.triage.pools)
    (approval, *_) = differences(book, changed_book(pools=pools), stated)
    assert approval.aspect is Aspect.APPROVALS
    assert (approval.before.keys != (), approval.after.keys, approval.before.article != "") == (
        True,
        (),
        True,
    )
    outside = parse_facts({"case_kind": "first_enforcement", "self_enforced": False}, "案卷")
    assert Aspect.WARNINGS in {each.aspect for each in differences(book, changed_book(scope=None), outside)}
    jianli = load("jianli")
    held = parse_facts({"group": "G3", "can_be_closed": True}, "案卷")
    rules = tuple(rule for rule in jianli.triage.rules if rule.id != "JL-T8")
    closed = jianli.model_copy(update={"triage": jianli.triage.model_copy(update={"rules": rules})})
    aspects = {each.aspect for each in differences(jianli, closed, held)}
    assert {Aspect.EXIT, Aspect.RULE, Aspect.ROUTE} <= aspects
    legs = load("ruyang").flow.stages
    other = load("ruyang").model_copy(
        update={
            "flow": load("ruyang").flow.model_copy(
                update={"stages": (*legs[:2], legs[3], legs[2], *legs[4:])}
            )
        }
    )
    (route,) = differences(load("ruyang"), other, stated)
    assert (route.aspect, route.before.rule, route.after.rule) == (Aspect.ROUTE, "preparation", "reception")
    assert route.before.article == legs[2].citation


def test_the_same_rules_move_nothing() -> None:
    book = dated(load("jianli"))
    facts = [(each.name, each.facts) for each in triage_cases() if each.court == "jianli"]
    found = rehearse(book, book, facts)
    assert (found.cases, found.rows, found.limits, found.moved) == (len(facts), (), (), ())
    assert "两个版本的内容相同" in "\n".join(lines(found))


def test_the_text_counts_the_ways_in_which_cases_move() -> None:
    before, after = editions(SHILI, REFORM)
    facts = [(f"第{n}件", case(claim_amount=30001 + n)[1]) for n in range(7)]
    text = list(lines(rehearse(before, after, facts)))
    assert "【案件】7 件中 7 件不同" in text
    assert "  7 件　第0件、第1件、第2件、第3件、第4件等" in text
    assert "    类别：攻坚案件 → 简案　SL-T10（第11条） → SL-T1（第9条（一））" in text
    assert sum("结果相同" in line for line in text) == 0


# --- dates -------------------------------------------------------------------------------------------

EVENTS = [
    {"event": "filed", "at": "2026-03-02T10:00:00+08:00"},
    {"event": "received", "at": "2026-03-02T15:00:00+08:00"},
    {"event": "money_arrived", "subject": "M1", "at": "2026-03-05T10:00:00+08:00"},
]


def test_the_due_dates_of_given_events_that_move(draft: str) -> None:
    before, after = editions("ruyang", draft, since=date(2022, 6, 6))
    found = rehearse(before, after, courses={"一案": read_events(EVENTS, "事件")})
    moved = {each.limit: each for each in found.dates}
    assert set(moved) == {"RY-D4", "RY-D5", "RY-D99"}
    own = moved["RY-D4"]
    assert own.before_due is not None and own.after_due is not None
    assert (own.before_due.date(), own.after_due.date()) == (date(2026, 3, 9), date(2026, 3, 9))
    assert (own.before_responsible, own.after_responsible) == ("query_group", "general_group")
    assert (moved["RY-D5"].subject, moved["RY-D5"].after_due) == ("M1", None)
    assert moved["RY-D99"].before_due is None
    assert moved["RY-D99"].after_article == "第4条"
    text = "\n".join(lines(found))
    assert "RY-D5 认领并发放案款·M1：2026-03-12 23:59 → 不列" in text


def test_open_nodes_run_from_the_same_start_under_the_other_book(draft: str) -> None:
    """What was done stays done; a limit the other book has not is gone; one it would open is not seen."""
    before, after = editions("ruyang", draft, since=date(2022, 6, 6))
    entries = read_events(EVENTS, "事件")
    nodes = node_table(before.book, entries, entries[-1].recorded_at)

    def moved() -> dict[str, DateMoved]:
        calendar = CourtCalendar.packaged()
        found = open_nodes_moved("一案", before.book, after.book, calendar, nodes.values())
        return {each.limit: each for each in found}

    assert set(moved()) == {"RY-D4", "RY-D5"}
    assert moved()["RY-D5"].after_due is None
    (key,) = (key for key, node in nodes.items() if node.limit == "RY-D4")
    nodes[key] = nodes[key].model_copy(update={"done_at": entries[-1].occurred_at})
    assert set(moved()) == {"RY-D5"}


# --- which editions ----------------------------------------------------------------------------------


def test_the_edition_before_is_taken_where_no_day_is_named(draft: str, tmp_path: Path) -> None:
    before, after = editions("ruyang", draft)
    assert (before.since, after.since) == (released_library().since("ruyang").isoformat(), "2099-01-01")
    assert before.book.digest == load("ruyang").digest
    national = tmp_path / "national"
    national.mkdir()
    (national / "2030-01-01.yaml").write_text(
        (Path(__file__).parents[2] / "benchmarks" / "reform" / "2030-01-01.yaml").read_text(encoding="utf-8"),
        encoding="utf-8",
    )
    before, after = editions("gushi", str(national))
    assert (before.since, after.since) == (released_library().since("gushi").isoformat(), "2030-01-01")
    assert {row.row for row in rehearse(before, after).rows} == {
        "derived.prior_termination_window",
        "derived.liquid_kinds",
        "derived.gov_respondent",
    }
    before, after = editions(SHILI, "2026-12-31", since=date(2026, 6, 30))
    assert (before.since, after.since) == ("2025-09-01", REFORM)


def test_a_draft_may_write_the_shipped_edition_anew(tmp_path: Path) -> None:
    (tmp_path / "gushi").mkdir()
    for path in (FOLDER / "gushi").iterdir():
        text = path.read_text(encoding="utf-8").replace("short: 固始", "short: 固")
        (tmp_path / "gushi" / path.name).write_text(text, encoding="utf-8")
    (row,) = rehearse(*editions("gushi", str(tmp_path / "gushi"))).rows
    assert [(each.field, each.before, each.after) for each in row.fields] == [("short", "固始", "固")]


@pytest.mark.parametrize(
    ("named", "to", "code", "says"),
    [
        ("ruyang", "2026-01-01", Code.RULEBOOK_MISSING, "在 2022-06-06 之前没有可以比较的版本"),
        ("ruyang", "2026-13-01", Code.BAD_DATA, "--to：应为日期"),
        ("ruyng", "2026-01-01", Code.RULEBOOK_MISSING, "是否为“ruyang”"),
        ("ruyang", SHILI, Code.RULEBOOK_MISSING, "草案文件夹的名称应为 ruyang、national"),
    ],
)
def test_what_cannot_be_rehearsed_is_refused(named: str, to: str, code: Code, says: str) -> None:
    with pytest.raises(Refusal) as refused:
        editions(named, to)
    assert refused.value.code == code
    assert says in refused.value.message
