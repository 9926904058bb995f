"""What the courts' documents demand of the e-file: who reads it, what comes into it by itself."""

from datetime import date
from typing import Any

import pytest

from models.acts.envelope import ActKind
from models.electronic_file import Archiving, PaperKind, Reader
from models.errors import Code, Refusal
from models.events import EventKind
from models.paper_index import paper_kind
from models.papers_due import papers_due
from models.permissions import Membership
from models.reading_permission import Wish, reader_row
from models.roles import Role
from models.rulebook import Rulebook
from models.shelf.checks import problems
from models.shelf.files import known_courts, load
from models.sourced import Sourced
from tests.courts.handling import does, held_by
from tests.models.telling import Tale

KIND = EventKind
DAY = date(2026, 5, 8)
SINCE = date(2024, 1, 1)


def post(unit: str, role: Role, until: date | None = None) -> Membership:
    """A membership."""
    return Membership(unit=unit, role=role, since=SINCE, until=until)


def ground(tale: Tale, *held: Membership, person: str = "XX009", **more: Any) -> str:
    """By which row somebody reads; empty where none lets them."""
    try:
        wish = Wish(person=person, held=held, **more)
        return reader_row(tale.book, tale.state, wish, DAY, tale.book.reading).key
    except Refusal as refusal:
        assert refusal.code == Code.ACT_NOT_ALLOWED and person in refusal.message
        return ""


@pytest.mark.requirement("SQ-35")
def test_shangqiu_names_who_reads() -> None:
    """Director, the team that has the case, quality managers, whoever handles a node; nobody else."""
    tale = Tale(book=load("shangqiu"))
    held_by(tale, "fast_team_1", owner="XX001")
    assert ground(tale, post("fast_team_1", Role.JUDGE), person="XX001") == "owner"
    assert ground(tale, post("fast_team_1", Role.CLERK)) == "holding_unit"
    assert ground(tale, post("fast_team_2", Role.CLERK)) == ""
    assert ground(tale, post("dispatch_group", Role.BUREAU_DIRECTOR)) == "bureau_leader"
    assert ground(tale, post("dispatch_group", Role.BUREAU_DEPUTY_DIRECTOR)) == ""
    assert ground(tale, post("general_management_group", Role.CLERK)) == "quality"
    assert ground(tale, post("file_group", Role.CLERK)) == "file_keeper"
    assert ground(tale, post("clerical_group", Role.CLERK)) == ""
    assert ground(tale, post("clerical_group", Role.CLERK), handled={"clerical_group"}) == "node_handler"
    assert ground(tale, post("dispatch_group", Role.CLERK), acted=True) == "node_handler"
    assert tale.book.reading[0].citation == "SQ-35（第10条）"


@pytest.mark.requirement("SQ-35", "CV-12")
def test_who_left_a_post_reads_by_it_no_more() -> None:
    """Posts are judged on the day of the reading; a handler without any post today is nobody."""
    tale = Tale(book=load("shangqiu"))
    held_by(tale, "fast_team_1", owner="XX001")
    left = post("fast_team_1", Role.CLERK, until=date(2026, 5, 7))
    assert ground(tale, left) == "" and ground(tale, left, acted=True) == ""
    assert ground(tale, left, post("file_group", Role.CLERK)) == "file_keeper"


def test_whoever_leads_the_house_reads_in_its_units() -> None:
    """The head of the division over a team, in the role the division is led by, and no other member of it."""
    tale = Tale(book=load("ruyang"))
    held_by(tale, "ordinary_team_1", owner="XX001")
    head = post("division_one", Role.BUREAU_COMMISSAR)
    assert ground(tale, head) == ""
    leader = next(unit for unit in tale.book.units if unit.key == "division_one").leader
    assert leader is Role.BUREAU_DEPUTY_DIRECTOR
    deputies_apart = tale.book.model_copy(
        update={"reading": tuple(row for row in tale.book.reading if row.key != "bureau_leader")}
    )
    state = tale.state
    wish = Wish(person="XX009", held=(post("division_one", leader),))
    assert reader_row(deputies_apart, state, wish, DAY, deputies_apart.reading).key == "holding_unit"
    other = Wish(person="XX009", held=(post("division_two", Role.BUREAU_COMMISSAR),))
    with pytest.raises(Refusal):
        reader_row(deputies_apart, state, other, DAY, deputies_apart.reading)


def test_a_node_of_a_common_role_is_read_in_the_holding_unit_alone() -> None:
    """A node of the clerks is one of the team's clerks; one of the director's is the director's."""
    tale = Tale(book=load("ruyang"))
    held_by(tale, "fast_team", owner="XX001")
    handled = frozenset({"clerk", "court_president"})
    assert ground(tale, post("ordinary_team_1", Role.CLERK), handled=handled) == ""
    assert ground(tale, post("affairs_centre", Role.COURT_PRESIDENT), handled=handled) == "node_handler"


def test_the_unit_a_case_is_offered_to_reads_before_it_accepts() -> None:
    """And no longer once it has sent the case back."""
    tale = Tale(book=load("ruyang"))
    clerk = post("special_team", Role.CLERK)
    assert ground(tale, clerk) == ""
    offer: dict[str, Any] = {"unit": "special_team", "unit_kind": "team", "owner": "XX005", "track": "simple"}
    tale.happens(KIND.HANDOVER_OFFERED, "Y1", **offer)
    assert ground(tale, clerk) == "receiving_unit"
    tale.happens(KIND.HANDOVER_RETURNED, "Y1", reason="材料不齐")
    assert ground(tale, clerk) == ""


@pytest.mark.requirement("RY-59", "SQ-38", "SH-70")
@pytest.mark.parametrize("court", known_courts())
def test_every_court_lists_its_papers_and_lets_its_own_people_read(court: str) -> None:
    """Inquiry records, service proofs, recordings, copies of registers; no paper the court serves itself."""
    book = load(court)
    for key in ("inquiry_record", "service_proof", "recording", "registration_file", "other_paper"):
        assert paper_kind(book, key).name
    with pytest.raises(Refusal) as refusal:
        paper_kind(book, "enforcement_notice")
    assert "调查笔录" in refusal.value.message
    assert {row.person for row in book.reading} >= {"owner", "handler"}


@pytest.mark.requirement("JL-8", "JL-9")
def test_every_counter_of_jianli_leaves_an_inquiry_record() -> None:
    """Called for as the finding is reported, once, and not at the register, whose file is copied instead."""
    tale = Tale(book=load("jianli"))
    recorded = {body.key for body in tale.book.offline.institutions if body.record}
    assert recorded == {
        "local_banks",
        "housing_fund_centre",
        "house_registry",
        "vehicle_registry",
        "field_inquiry",
    }
    tale.happens(KIND.TRADITIONAL_QUERY_STARTED, "housing_fund_centre")
    does(tale, ActKind.REPORT_FINDING, {"institution": "housing_fund_centre"}, unit="G2", role="clerk")
    assert tale.state.seen(KIND.INQUIRY_HELD, "housing_fund_centre")
    (due,) = papers_due(tale.state)
    assert (due.kind, due.about) == ("inquiry_record", "housing_fund_centre")
    made: dict[str, Any] = {"kind": due.kind, "name": "调查笔录", "sha256": "0" * 64}
    tale.happens(KIND.DOCUMENT_MADE, due.id, **made)
    assert papers_due(tale.state) == ()


# --- what the loader refuses ---------------------------------------------------------------------


def with_rows(book: Rulebook, **rows: tuple[dict[str, Any], ...]) -> list[str]:
    """What is wrong with a book that has these rows too."""
    shapes: dict[str, type[Sourced]] = {"papers": PaperKind, "reading": Reader}
    more = {
        name: (*getattr(book, name), *(shapes[name].model_validate({**row, "source": "x"}) for row in given))
        for name, given in rows.items()
    }
    return [problem.message for problem in problems(book.model_copy(update=more))]


def test_a_paper_the_court_serves_is_none_to_put_in() -> None:
    """Else a scan would look like the paper itself; a form made on request is one of the product's forms."""
    book = load("ruyang")
    served = {"key": "enforcement_notice", "name": "执行通知书"}
    assert with_rows(book, papers=(served,)) == ["“执行通知书”由系统制作并送达，不能列为入卷材料"]
    strange = {"key": "love_letter", "name": "情书", "on_request": True}
    (message,) = with_rows(book, papers=(strange,))
    assert "未知文书“love_letter”" in message


def test_readers_are_units_of_the_court() -> None:
    """A mistyped unit would let nobody in; a row that names nobody is refused."""
    book = load("ruyang")
    (message,) = with_rows(book, reading=({"key": "x", "name": "x", "unit": "fast_taem"},))
    assert "是否为“fast_team”" in message
    archiving = book.model_copy(update={"archiving": Archiving(months=3, by=("file_keper",), source="x")})
    (message,) = [problem.message for problem in problems(archiving)]
    assert "是否为“file_keeper”" in message
    for row in ({"key": "x", "name": "x"}, {"key": "x", "name": "x", "person": "owner", "unit": "fast_team"}):
        with pytest.raises(ValueError, match="写明"):
            Reader.model_validate({**row, "source": "x"})
