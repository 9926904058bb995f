"""Lint of rulebooks: the flaws the five documents are known for, each kind of finding, nothing beside."""

import shutil
import time
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from models.calendar import Unit
from models.conditions import Condition, Derived
from models.errors import Code, Refusal
from models.flow import Leg
from models.limits import Limit
from models.lint.edition import Edition, open_edition
from models.lint.findings import Finding, FindingCode, Severity
from models.lint.linting import lines, lint, lint_tool
from models.lint.worlds import TooManyError, Worlds
from models.organisation import Approval, NamedBody
from models.procedure import Measure
from models.roles import Role
from models.shelf.files import FOLDER, known_courts, released_library
from models.triage_rules import Pool, Scope
from tests.specification.catalogue import read_catalogue


@cache
def released(court: str) -> Edition:
    """A court's book as it was first released: the documents whose flaws are known."""
    return open_edition(court, released_library().changes(court)[0])


@cache
def findings(court: str) -> tuple[Finding, ...]:
    """What lint finds in a released book."""
    return lint(released(court))


def changed(court: str, **sections: Any) -> Edition:
    """A court's book with other sections, as a draft of it would have them."""
    edition = released(court)
    return Edition(edition.book.model_copy(update=sections), edition.base)


def with_limits(court: str, *rows: Limit, without: tuple[str, ...] = ()) -> Edition:
    """A court's book with these limits besides its own, or in place of those with the same id."""
    away = {row.id for row in rows} | set(without)
    kept = [limit for limit in released(court).book.limits if limit.id not in away]
    return changed(court, limits=(*kept, *rows))


def limit(court: str, limit_id: str, **fields: Any) -> Limit:
    """A limit of the court with other fields."""
    return released(court).book.limit(limit_id).model_copy(update=fields)


def row(**fields: Any) -> Limit:
    """A limit of a draft."""
    given = {
        "id": "X-1",
        "name": "拟定的期限",
        "article": "第1条",
        "unit": "calendar_days",
        "responsible": "owner_unit",
        "source": "X-1（第1条）",
        **fields,
    }
    return Limit.model_validate(given)


def new(edition: Edition, code: FindingCode) -> list[Finding]:
    """The findings of a kind that the court's released book does not have."""
    known = findings(edition.book.court)
    return [found for found in lint(edition) if found.code is code and found not in known]


def with_rule(court: str, rule_id: str, **fields: Any) -> Edition:
    """A court's book in which a triage rule has other fields."""
    triage = released(court).book.triage
    rules = tuple(rule.model_copy(update=fields) if rule.id == rule_id else rule for rule in triage.rules)
    return changed(court, triage=triage.model_copy(update={"rules": rules}))


# --- the released books ------------------------------------------------------------------------------

KNOWN: list[tuple[str, str, set[str], tuple[str, ...]]] = [
    ("shihe", "limits_overlap", {"SH-D1", "SH-D2"}, ("SH-A2",)),
    ("shihe", "limits_overlap", {"SH-D14", "SH-D15"}, ("SH-A4",)),
    ("shihe", "limit_before_handover", {"SH-D11", "SH-D7", "SH-D12", "SH-D9"}, ("SH-A3",)),
    ("shihe", "told_too_late", {"SH-D23", "tell_parties_days"}, ("NB-189",)),
    ("shangqiu", "rules_overlap", {"SQ-T9", "SQ-T1"}, ("SQ-A14",)),
    ("jianli", "waiting_time_waived", {"min_months_since_filing"}, ("JL-D14", "JL-A2", "NB-287")),
    ("jianli", "maximum_as_fixed", {"JL-D10", "detention"}, ("JL-D10", "JL-A13", "NB-118")),
    ("jianli", "body_not_set_up", {"closing_review_group", "G7"}, ("JL-A1",)),
    ("ruyang", "limit_looser", {"RY-D7", "NB-12"}, ("NB-12",)),
]
"""The flaws of the five documents, with the reading that settles each or the law it meets."""


@pytest.mark.parametrize(
    ("court", "code", "ids"),
    [
        pytest.param(court, code, ids, marks=pytest.mark.requirement(*cites))
        for court, code, ids, cites in KNOWN
    ],
)
def test_the_known_flaws_of_the_documents_are_found(court: str, code: str, ids: set[str]) -> None:
    assert (code, ids) in [(found.code.value, set(found.ids)) for found in findings(court)]


@pytest.mark.parametrize("court", [court.key for court in read_catalogue().courts])
def test_nothing_is_found_but_what_a_jurist_would_say_too(court: str) -> None:
    """Beside bodies without a unit and slips in citations, the catalogue's courts have the flaws above."""
    about_data = {FindingCode.BODY_NOT_SET_UP, FindingCode.ARTICLE_MISSING, FindingCode.ARTICLE_DIFFERS}
    said = {
        (code, frozenset(ids)) for known, code, ids, _ in KNOWN if known == court and code not in about_data
    }
    graver = [found for found in findings(court) if found.code not in about_data]
    assert {(found.code.value, frozenset(found.ids)) for found in graver} == said


def test_the_law_itself_is_clean() -> None:
    assert findings("national") == ()


@pytest.mark.parametrize("court", known_courts())
def test_every_finding_names_both_sides_and_their_articles(court: str) -> None:
    for found in findings(court):
        assert found.ids
        assert found.articles
        assert all(article and article in found.message for article in found.articles)


@pytest.mark.parametrize("court", ["national", *known_courts()])
def test_a_book_is_checked_in_two_seconds(court: str) -> None:
    edition = open_edition(court)
    started = time.process_time()
    lint(edition)
    assert time.process_time() - started < 2


def test_what_the_law_below_already_says_is_not_repeated() -> None:
    bare = row(starts=[{"event": "filed"}], done_by=[{"event": "identity_checked"}], limit=3, source="X-1")
    below = with_limits("national", bare)
    over = Edition(with_limits("ruyang", bare).book, below)
    assert "X-1" in {found.ids[0] for found in lint(below)}
    assert "X-1" not in {found.ids[0] for found in lint(over)}


# --- limits against one another ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "overlap"),
    [
        ({}, True),
        ({"responsible": "supervision_group"}, False),
        ({"replaces": ("RY-D4",)}, False),
        ({"when": Condition({"case_kind": "resumed"})}, False),
        ({"unit": Unit.SOFT, "limit": None}, False),
    ],
    ids=["plain", "somebody who watches", "takes its place", "a special rule", "a word"],
)
def test_two_limits_for_one_act(fields: dict[str, Any], overlap: bool) -> None:
    second = row(
        starts=[{"event": "filed"}],
        done_by=[{"event": "traditional_query_ended"}],
        limit=9,
        responsible="query_group",
    )
    found = new(with_limits("ruyang", second.model_copy(update=fields)), FindingCode.LIMITS_OVERLAP)
    assert [each.ids for each in found] == ([("RY-D4", "X-1")] if overlap else [])


def test_limits_that_follow_on_one_another_do_not_overlap() -> None:
    """Where the first ends the second begins: a round and its next, a group and the next group."""
    first = row(starts=[{"event": "query_launched"}], done_by=[{"event": "query_returned"}], limit=3)
    then = row(
        id="X-2",
        starts=[{"event": "query_returned"}],
        done_by=[{"event": "query_returned", "where": {"round": "second"}}],
        limit=5,
    )
    assert new(with_limits("ruyang", first, then), FindingCode.LIMITS_OVERLAP) == []


def test_a_limit_that_ends_before_the_case_is_handed_over() -> None:
    early = row(starts=[{"event": "received"}], done_by=[{"event": "round_one_started"}], limit=8)
    (found,) = new(with_limits("ruyang", early), FindingCode.LIMIT_BEFORE_HANDOVER)
    assert found.ids == ("X-1", "RY-D7")
    late = early.model_copy(update={"limit": 20})
    assert new(with_limits("ruyang", late), FindingCode.LIMIT_BEFORE_HANDOVER) == []


def test_steps_that_take_longer_than_their_whole() -> None:
    last = row(
        starts=[{"event": "traditional_query_ended"}],
        done_by=[{"event": "group_entered"}],
        limit=5,
        responsible="query_group",
    )
    (found,) = new(with_limits("ruyang", last), FindingCode.STEPS_EXCEED_LIMIT)
    assert found.ids == ("RY-D4", "X-1", "RY-D7")
    shorter = last.model_copy(update={"limit": 3})
    assert new(with_limits("ruyang", shorter), FindingCode.STEPS_EXCEED_LIMIT) == []


def test_nodes_that_wait_for_each_other() -> None:
    plan = limit("ruyang", "RY-54", after=("RY-D9",))
    (found,) = new(with_limits("ruyang", plan), FindingCode.CIRCULAR_ORDER)
    assert set(found.ids) == {"RY-54", "RY-D9"}


# --- rules -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "possible"),
    [
        ({"claim_amount": {"gt": 500, "lt": 300}}, False),
        ({"claim_amount": {"gt": 300, "lt": 302}}, True),
        ({"money_covers": True, "money_total": 0}, False),
        ({"money_covers": True, "money_total": {"gt": 5}}, True),
        ({"needs_disposal": True, "all_undisposable": True}, False),
        ({"query_done": True, "no_assets": False}, True),
        ({"all": [{"basis_kind": "civil_judgment"}, {"criminal": True}]}, False),
        ({"repeat_termination": True, "prior_termination.in_this_court": False}, False),
        ({"party_gov_sides": {"empty": True, "contains": "respondent"}}, False),
        ({"obligations": {"empty": True, "every": {"kind": "pay"}}}, True),
        ({"obligations": {"empty": False, "every": {"kind": "pay"}, "any": {"kind": "return_thing"}}}, False),
    ],
)
def test_a_condition_no_case_fulfils(condition: dict[str, Any], possible: bool) -> None:
    edition = with_rule("ruyang", "RY-T4", when=Condition(condition))
    found = new(edition, FindingCode.NEVER_HOLDS)
    assert [each.ids for each in found] == ([] if possible else [("RY-T4",)])
    assert Worlds(edition.book.derived).can_hold(Condition(condition)) is possible


def test_a_switch_of_the_court_counts_as_either() -> None:
    """The adjustment between divisions is off in this edition and may be switched on (RY-T12)."""
    book = released("ruyang").book
    assert book.derived["division_adjustment"].value is False
    assert new(changed("ruyang"), FindingCode.NEVER_HOLDS) == []
    assert Worlds(book.derived).can_hold(Condition({"division_adjustment": True}))


@pytest.mark.parametrize(
    ("narrow", "wide", "implied"),
    [
        ({"arbitration_big": True}, {"arbitration": True}, True),
        ({"arbitration": True}, {"arbitration_big": True}, False),
        ({"claim_amount": {"gt": 300000}}, {"claim_amount": {"ge": 300000}}, True),
        ({"claim_amount": {"ge": 300000}}, {"claim_amount": {"gt": 300000}}, False),
        ({"basis_kind": "civil_judgment"}, {"case_kind": "preservation"}, False),
    ],
)
def test_what_a_condition_implies(narrow: dict[str, Any], wide: dict[str, Any], implied: bool) -> None:
    worlds = Worlds(released("shangqiu").book.derived)
    assert worlds.implies(Condition(narrow), Condition(wide)) is implied


def test_what_stands_in_for_an_unknown_fact_does_not_hide_the_fact() -> None:
    rows = {
        "usual_kind": {"name": "通常的类别", "value": "first_enforcement", "source": "X（第1条）"},
        "kind": {"name": "类别", "first_known": ["case_kind", "usual_kind"], "source": "X（第1条）"},
        "no_number": {"name": "没有查明", "value": -1, "source": "X（第1条）"},
        "counted": {
            "name": "可处置的件数",
            "count": {"of": "assets_found", "where": {"disposable_now": True}},
            "source": "X（第1条）",
        },
        "number": {"name": "件数", "first_known": ["counted", "no_number"], "source": "X（第1条）"},
    }
    worlds = Worlds({name: Derived.model_validate(row) for name, row in rows.items()})
    resumed = Condition({"settlement_likely": True, "kind": "resumed"})
    assert worlds.can_hold(resumed)
    assert not worlds.implies(
        Condition({"settlement_likely": True}), Condition({"kind": "first_enforcement"})
    )
    assert worlds.can_hold(Condition({"assets_found": {"empty": False}, "number": -1}))
    assert worlds.can_hold(Condition({"number": 2}))
    assert not worlds.can_hold(Condition({"assets_found": {"empty": True}, "number": 1}))
    with pytest.raises(TooManyError):
        worlds.can_hold(Condition({"number": 3}))


@pytest.mark.requirement("SQ-T9", "SQ-A14")
def test_an_exception_that_comes_after_its_rule_is_never_used() -> None:
    edition = with_rule("shangqiu", "SQ-T9", precedence=75)
    (found,) = new(edition, FindingCode.ALWAYS_OUTVOTED)
    assert found.ids == ("SQ-T9", "SQ-T1")
    assert found.severity is Severity.CONFLICT


def test_two_rules_with_one_condition_are_told_once() -> None:
    edition = with_rule("gushi", "GS-T3", when=Condition({"gov_respondent": True}))
    assert [each.ids for each in new(edition, FindingCode.ALWAYS_OUTVOTED)] == [("GS-T3", "GS-T10")]
    assert new(edition, FindingCode.RULES_OVERLAP) == []


@pytest.mark.requirement("GS-A8")
def test_rules_of_one_rank_with_two_outcomes() -> None:
    edition = with_rule("gushi", "GS-T3", precedence=20)
    found = new(edition, FindingCode.RULES_OVERLAP)
    assert ("GS-T6", "GS-T3") in {each.ids for each in found}
    assert all("GS-T3" in each.ids for each in found)


def test_a_leg_and_a_pool_nothing_leads_to() -> None:
    book = released("jianli").book
    leg = Leg.model_validate(
        {"id": "nowhere", "run": ["implementation"], "by_exit": True, "source": "X（第1条）"}
    )
    flow = book.flow.model_copy(update={"stages": (*book.flow.stages, leg)})
    (found,) = new(changed("jianli", flow=flow), FindingCode.LEG_UNREACHABLE)
    assert found.ids == ("nowhere",)
    pool = Pool.model_validate({"key": "spare", "units": ["G4"], "method": "fixed", "source": "X（第1条）"})
    triage = book.triage.model_copy(update={"pools": (*book.triage.pools, pool)})
    (unused,) = new(changed("jianli", triage=triage), FindingCode.POOL_UNUSED)
    assert unused.ids == ("spare",)


# --- nobody there ------------------------------------------------------------------------------------


def test_kinds_of_case_no_rule_takes() -> None:
    triage = released("gushi").book.triage
    only_first = Scope.model_validate(
        {
            "when": {"case_kind": "first_enforcement"},
            "text": "只分流首次执行案件",
            "article": "第1条",
            "source": "X（第1条）",
        }
    )
    edition = changed("gushi", triage=triage.model_copy(update={"scope": only_first}))
    (found,) = new(edition, FindingCode.CASE_KIND_UNHANDLED)
    assert "preservation" in found.ids
    assert "first_enforcement" not in found.ids


def test_a_unit_without_the_people_for_its_work() -> None:
    units = {unit.key: unit for unit in released("ruyang").book.units}
    few = units["fast_team"].model_copy(update={"posts": {"clerk": 2}})
    edition = changed("ruyang", units=(*(unit for unit in units.values() if unit.key != "fast_team"), few))
    (found,) = new(edition, FindingCode.POOL_WITHOUT_OWNER)
    assert found.ids == ("fast_team", "fast_team")
    led = few.model_copy(update={"leader": Role.JUDGE})
    assert (
        new(
            changed("ruyang", units=(*(unit for unit in units.values() if unit.key != "fast_team"), led)),
            FindingCode.POOL_WITHOUT_OWNER,
        )
        == []
    )
    plan = limit("ruyang", "RY-54", responsible="supervision_group")
    (unable,) = new(with_limits("ruyang", plan), FindingCode.NOBODY_MAY_ACT)
    assert unable.ids == ("RY-54", "make_plan", "supervision_group")


def with_act(court: str, act: str, **fields: Any) -> Edition:
    """A court's book in which somebody else may do an act."""
    acts = released(court).book.acts
    return changed(
        court, acts=tuple(row.model_copy(update=fields) if row.act == act else row for row in acts)
    )


def test_work_of_one_unit_that_only_another_may_do() -> None:
    """The auxiliary group starts the pricing, yet the limit stays with the team that holds the case."""
    limits = {row.id for row in released("ruyang").book.limits if row.act == "start_pricing"}
    moved = new(with_act("ruyang", "start_pricing", unit="general_group"), FindingCode.NOBODY_MAY_ACT)
    assert limits and {each.ids[0] for each in moved} == limits
    assert {each.ids[2:] for each in moved} == {("owner_unit", "general_group")}
    assert all("综合组" in each.message and each.severity is Severity.CONFLICT for each in moved)


def test_work_of_a_unit_that_may_hold_the_case_is_no_finding() -> None:
    """G3 holds cases: what the holder may do, it may (JL-D3); a group that only watches may not."""
    assert not [each for each in findings("jianli") if each.code is FindingCode.NOBODY_MAY_ACT]
    plan = limit("jianli", "BL-6", responsible="front_area")
    (found,) = new(with_limits("jianli", plan), FindingCode.NOBODY_MAY_ACT)
    assert found.ids == ("BL-6", "make_plan", "front_area", "owner_unit")


@pytest.mark.requirement("RY-A6")
def test_a_body_that_is_named_and_never_set_up() -> None:
    body = NamedBody.model_validate(
        {"key": "disposal_team", "name": "财产处置团队", "article": "二(二)11", "proposed": "RY-A6"}
    )
    (found,) = new(changed("ruyang", named_bodies=(body,)), FindingCode.BODY_NOT_SET_UP)
    assert (found.ids, found.severity) == (("disposal_team",), Severity.DOUBT)
    mapped = body.model_copy(update={"mapped_to": "general_group"})
    (found,) = new(changed("ruyang", named_bodies=(mapped,)), FindingCode.BODY_NOT_SET_UP)
    assert (found.ids, found.severity) == (("disposal_team", "general_group"), Severity.NOTE)


def test_a_role_no_unit_has() -> None:
    approvals = released("gushi").book.approvals
    leader = Approval.model_validate(
        {"matter": "travel", "name": "外出", "approver": ["group_leader"], "source": "X（第1条）"}
    )
    (found,) = new(changed("gushi", approvals=(*approvals, leader)), FindingCode.ROLE_NOT_SET_UP)
    assert found.ids == ("group_leader", "travel")
    assert new(changed("jianli", approvals=(leader,)), FindingCode.ROLE_NOT_SET_UP) == []


# --- articles ----------------------------------------------------------------------------------------


def test_a_row_without_its_article_and_one_with_two() -> None:
    bare = limit("ruyang", "RY-D4", source="RY-D4")
    (found,) = new(with_limits("ruyang", bare), FindingCode.ARTICLE_MISSING)
    assert found.ids == ("RY-D4",)
    other = limit("ruyang", "RY-D4", article="二(二)8")
    (differs,) = new(with_limits("ruyang", other), FindingCode.ARTICLE_DIFFERS)
    assert differs.articles == ("二(二)8", other.source)


# --- looser than the law -----------------------------------------------------------------------------


@pytest.mark.requirement("NB-228")
def test_a_limit_longer_than_the_laws() -> None:
    longer = limit("ruyang", "RY-D5", limit=45)
    (found,) = new(with_limits("ruyang", longer), FindingCode.LIMIT_LOOSER)
    assert (found.ids, found.severity) == (("RY-D5", "NB-228"), Severity.CONFLICT)
    national = next(each for each in released("ruyang").law if each.id == "NB-228")
    (beside,) = new(with_limits("ruyang", longer, national), FindingCode.LIMIT_LOOSER)
    assert beside.severity is Severity.DOUBT


def test_working_days_may_be_longer_than_days() -> None:
    working = limit("ruyang", "RY-D5", unit=Unit.WORKING_DAYS, limit=22)
    assert new(with_limits("ruyang", working), FindingCode.LIMIT_LOOSER)
    fewer = working.model_copy(update={"limit": 21})
    assert [found.ids for found in new(with_limits("ruyang", fewer), FindingCode.LIMIT_LOOSER)] == [
        ("RY-D5", "NB-228")
    ]
    assert (
        new(with_limits("ruyang", working.model_copy(update={"limit": 20})), FindingCode.LIMIT_LOOSER) == []
    )


def test_a_limit_of_the_law_for_other_cases_is_not_compared() -> None:
    """Six months do not exceed the three months of administrative cases (NB-104)."""
    assert not [each for each in findings("ruyang") if "NB-104" in each.ids]
    wide = limit("ruyang", "RY-D19", starts=limit("ruyang", "RY-D3").starts)
    found = new(with_limits("ruyang", wide), FindingCode.LIMIT_LOOSER)
    assert [each.ids for each in found] == [("RY-D19", "NB-104")]


def test_a_limit_of_the_law_dropped_for_a_word() -> None:
    soft = limit("ruyang", "RY-D5", unit=Unit.SOFT, limit=None)
    (found,) = new(with_limits("ruyang", soft), FindingCode.LAW_LIMIT_DROPPED)
    assert found.ids == ("NB-228", "RY-D5")
    (gone,) = new(with_limits("ruyang", without=("RY-D5",)), FindingCode.LAW_LIMIT_DROPPED)
    assert gone.ids == ("NB-228",)


@pytest.mark.requirement("NB-182", "NB-184", "NB-33", "NB-118")
def test_numbers_moved_the_loose_way() -> None:
    book = released("ruyang").book
    auction = book.auction.model_copy(
        update={"second_reduction_percent": 30, "first_notice_days_movable": 10, "bidding_hours": 48}
    )
    terms = book.control_terms.model_copy(update={"money": 24, "movable": 12})
    detention = Measure.model_validate(
        {"kind": "detention", "name": "拘留", "max_days": 20, "source": "X（第1条）"}
    )
    others = tuple(measure for measure in book.measures if measure.kind != "detention")
    edition = changed("ruyang", auction=auction, control_terms=terms, measures=(*others, detention))
    found = {each.ids[0] for each in new(edition, FindingCode.NUMBER_LOOSER)}
    assert found == {"second_reduction_percent", "first_notice_days_movable", "money", "detention"}


@pytest.mark.requirement("NB-119", "SQ-D11")
def test_an_approver_below_the_laws() -> None:
    approvals = {row.matter: row for row in released("ruyang").book.approvals}
    detention = approvals["detention"].model_copy(
        update={"approver": ("bureau_director",), "source": "X（第1条）"}
    )
    (found,) = new(
        changed("ruyang", approvals=(*approvals.values(), detention)), FindingCode.APPROVER_BELOW_LAW
    )
    assert found.ids == ("detention",)
    first = detention.model_copy(update={"then": "last"})
    last = approvals["detention"].model_copy(update={"matter": "last"})
    chain = changed("ruyang", approvals=(*approvals.values(), first, last))
    assert new(chain, FindingCode.APPROVER_BELOW_LAW) == []


@pytest.mark.requirement("NB-287", "NB-118", "NB-189")
def test_moments_as_the_law_has_them_are_not_found() -> None:
    book = released("jianli").book
    waits = changed("jianli", closing=book.closing.model_copy(update={"min_months_since_filing": 3}))
    assert FindingCode.WAITING_TIME_WAIVED not in {found.code for found in lint(waits)}
    case_by_case = with_limits("jianli", limit("jianli", "JL-D10", limit=10))
    assert FindingCode.MAXIMUM_AS_FIXED not in {found.code for found in lint(case_by_case)}
    before = limit("shihe", "SH-D23", starts=limit("shihe", "SH-D22").starts)
    assert FindingCode.TOLD_TOO_LATE not in {found.code for found in lint(with_limits("shihe", before))}


# --- the tool ----------------------------------------------------------------------------------------


def test_a_folder_anywhere_is_checked_over_the_shipped_law(tmp_path: Path) -> None:
    shutil.copytree(FOLDER / "ruyang", tmp_path / "ruyang")
    (tmp_path / "另一文件夹").mkdir()
    path = tmp_path / "ruyang" / "2022-06-06.limits.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("unit: calendar_days\n    limit: 7\n", "unit: calendar_days\n    limit: 60\n")
    )
    report = lint_tool(str(tmp_path / "ruyang"))
    assert ("RY-D5", "NB-228") in {found.ids for found in report.findings}
    assert report.court == "ruyang"
    assert any("RY-D5" in line and "NB-228" in line for line in lines(report))


def test_the_edition_of_a_day_is_checked(tmp_path: Path) -> None:
    """Over the law of that day; a flaw of the next edition is none of this one."""
    (tmp_path / "ruyang").mkdir()
    (tmp_path / "ruyang" / "2099-01-01.yaml").write_text(
        'court: ruyang\nin_force: "2099-01-01"\namends: "2022-06-06"\nsource: 汝法〔2026〕99号\n'
        "limits:\n  - {id: RY-D5, drop: true, source: 汝法〔2026〕99号}\n",
        encoding="utf-8",
    )
    draft = str(tmp_path / "ruyang")
    dropped = {FindingCode.LAW_LIMIT_DROPPED}
    assert dropped <= {found.code for found in lint_tool(draft).findings}
    before = lint_tool(draft, date(2022, 6, 6))
    assert (before.in_force, before.findings) == ("2022-06-06", findings("ruyang"))
    with pytest.raises(Refusal, match="2020-01-01 没有已施行"):
        lint_tool("ruyang", date(2020, 1, 1))


def test_what_cannot_be_checked_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as unknown:
        open_edition("ruyng")
    assert unknown.value.code == Code.RULEBOOK_MISSING
    assert "ruyang" in unknown.value.message
    shutil.copytree(FOLDER / "ruyang", tmp_path / "ruyang")
    (tmp_path / "ruyang" / "2022-06-06.limits.yaml").write_text("limits: [{id: X}]", encoding="utf-8")
    with pytest.raises(Refusal) as invalid:
        open_edition(str(tmp_path / "ruyang"))
    assert invalid.value.code == Code.RULEBOOK_INVALID
