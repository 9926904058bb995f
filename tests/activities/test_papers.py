"""Papers out of a case: every kind, the same bytes for the same case and day, refusals that name nobody."""

from collections.abc import Callable
from pathlib import Path

import pytest

from activities.case_files import CaseFile
from activities.electronic_file.store import FileStore
from activities.papers import Papers
from activities.papers.making import COMPOSERS
from models.errors import Code
from models.events import EventKind
from models.forms import FORMS, FormFault, FormKind
from models.shelf.files import known_courts, load
from tests.activities.invented_case import (
    NAMES_OF_PARTIES,
    PERSON,
    Story,
    auctioned,
    filed,
    handled,
    moment,
    prepared,
    reported,
    second_assigned,
)
from tests.activities.paper_samples import DAY, MADE, inquired, made, printed, refused, text


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    """An empty e-file."""
    return FileStore(tmp_path)


@pytest.fixture
def papers(store: FileStore) -> Papers:
    """The maker of papers over it."""
    return Papers(store)


def test_every_kind_of_form_has_a_composer_and_a_sample() -> None:
    assert set(COMPOSERS) == set(FormKind) == set(MADE)


@pytest.mark.parametrize("court", known_courts())
def test_what_a_rulebook_names_can_be_made(court: str) -> None:
    book = load(court)
    named = {document.template for document in book.documents.set}
    named |= {measure.template for measure in book.measures if measure.template}
    assert named <= set(FormKind)


@pytest.mark.requirement(
    "GS-14", "GS-16", "GS-17", "GS-21", "GS-28", "GS-31", "RY-12", "RY-19", "RY-20", "RY-21", "RY-38", "RY-54"
)
@pytest.mark.parametrize("kind", list(FormKind))
def test_a_paper_opens_and_says_what_the_case_says(papers: Papers, store: FileStore, kind: FormKind) -> None:
    event = made(papers, kind)
    said = text(store.get(event.facts["sha256"]))
    file = MADE[kind].story().file()
    missing = [word for word in (file.state.case_no, file.book.name, *MADE[kind].says) if word not in said]
    assert not missing, f"{missing} not in {said}"


@pytest.mark.parametrize("kind", list(FormKind))
def test_the_event_names_the_paper_and_nobody(papers: Papers, kind: FormKind) -> None:
    event = made(papers, kind)
    assert (event.kind, event.subject, event.occurred_at) == (EventKind.DOCUMENT_MADE, f"{kind}/1", DAY)
    assert event.facts["kind"] == kind
    assert event.facts["name"] == FORMS[kind].name
    assert event.facts.get("recipient", "") == MADE[kind].recipient
    assert not any(name in event.model_dump_json() for name in NAMES_OF_PARTIES)


@pytest.mark.parametrize("kind", list(FormKind))
def test_the_same_case_and_day_give_the_same_paper(papers: Papers, kind: FormKind) -> None:
    digests = {made(papers, kind, at).facts["sha256"] for at in (DAY, DAY, DAY.replace(hour=17))}
    assert len(digests) == 1
    assert made(papers, kind, moment(9, 3)).facts["sha256"] not in digests


# --- the law's bounds ---------------------------------------------------------------------------


@pytest.mark.requirement("NB-116", "NB-117", "NB-118")
@pytest.mark.parametrize(
    ("measure", "kind", "sentence"),
    [
        ("S5", "fine_decision", "罚款金额：对个人为10万元以下"),
        ("S6", "detention_decision", "被拘留人须为自然人"),
        ("S7", "detention_decision", "天数：不得超过15"),
        ("S9", "fine_decision", "没有写明罚款金额"),
    ],
)
def test_a_decision_beyond_the_law_is_refused(papers: Papers, measure: str, kind: str, sentence: str) -> None:
    refusal = refused(papers, handled().file(), kind, subject=measure)
    assert refusal.code in (FormFault.VALUES, Code.BAD_DATA)
    assert sentence in refusal.message
    assert FORMS[FormKind(kind)].name in refusal.message
    assert not any(name in refusal.message for name in NAMES_OF_PARTIES)
    assert refusal.__cause__ is None


@pytest.mark.requirement("NB-136")
def test_a_listing_needs_one_of_the_six_grounds(papers: Papers) -> None:
    refusal = refused(papers, handled().file(), "dishonest_listing_decision", subject="S8")
    assert refusal.code == Code.BAD_DATA
    assert "第四项 违反财产报告制度" in refusal.message


@pytest.mark.requirement("NB-136", "NB-137")
@pytest.mark.parametrize(
    ("ground", "item", "term"),
    [
        ("有履行能力而拒不履行生效法律文书确定义务", "第一项", "纳入失信被执行人名单。"),
        ("违反失信规定第一条第六项", "第六项", "期限为2年"),
        ("依民诉法第一百一十四条第一款第六项，未如实申报财产", "第四项", "期限为2年"),
        ("转移财产规避执行", "第三项", "期限为2年"),
    ],
)
def test_the_judges_words_name_the_item_of_the_list(
    papers: Papers, store: FileStore, ground: str, item: str, term: str
) -> None:
    decided = {"kind": "dishonest_listing", "respondent": PERSON, "ground": ground}
    story = handled().tell(EventKind.MEASURE_DECIDED, moment(5, 16), "S20", "RY013", **decided)
    said = printed(papers, store, story, "dishonest_listing_decision", "S20")
    assert f"若干规定》第一条{item}规定的情形" in said
    assert term in said


# --- inquiries on the spot ------------------------------------------------------------------------


@pytest.mark.requirement("JL-8")
def test_an_inquiry_that_found_nothing_says_so(papers: Papers, store: FileStore) -> None:
    """What another body's report found the same day is not in it; who reported it is who asked."""
    said = printed(papers, store, inquired(), "inquiry_record", "vehicle_registry")
    assert "调查结果：未查到被执行人名下可供执行的财产。" in said and "房屋" not in said
    assert "调查人：助理甲　" in said and "车辆管理所工作人员" in said


@pytest.mark.requirement("JL-17")
def test_an_inquiry_at_a_village_is_told_in_the_details(papers: Papers, store: FileStore) -> None:
    """A place no list has: the body, whom they asked, and every other detail as question and answer."""
    told = {
        "body": "某县某镇某村村民委员会",
        "asked": "辰某",
        "investigators": "RY013、RY022",
        "被执行人是否在家？": "外出务工，下落不明。",
    }
    said = printed(papers, store, prepared(), "inquiry_record", **told)
    for words in ("被调查单位：某县某镇某村村民委员会", "调查人：法官丙、书记乙", "答：外出务工，下落不明。"):
        assert words in said


@pytest.mark.requirement("JL-8")
def test_whatever_was_reported_a_record_can_be_made_of_it(papers: Papers, store: FileStore) -> None:
    """A report that was taken must not stop the case: odd signs, a number nobody has, an empty answer."""
    story = prepared()
    told = {
        "place": "某\x0b处",
        "investigators": ["XX404"],
        "answers": {"。": "有", "有无？": " "},
        "note": "\x07",
    }
    story.tell(EventKind.INQUIRY_HELD, moment(5, 12), "house_registry", "RY031", **told)
    said = printed(papers, store, story, "inquiry_record", "house_registry")
    assert "地点：某 处" in said and "调查人：XX404" in said and "备注" not in said


@pytest.mark.requirement("JL-8", "JL-9")
def test_every_place_of_jianli_gives_a_record(papers: Papers, store: FileStore) -> None:
    """The unit of its own offline query keeps it; nobody of the test's staff is of that court."""
    story = Story(court="jianli", staff=())
    for body in story.book.offline.institutions:
        story.tell(EventKind.INQUIRY_HELD, moment(5, 12), body.key, "JL021")
        said = printed(papers, store, story, "inquiry_record", body.key)
        assert f"被调查单位：{body.name}" in said and "调查人：JL021" in said


# --- what the case does not bear ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("story", "kind", "asked", "code"),
    [
        (filed, "love_letter", {}, FormFault.UNKNOWN),
        (filed, "enforcement_notice", {}, Code.UNKNOWN_SUBJECT),
        (filed, "enforcement_notice", {"recipient": "respondent-9"}, Code.UNKNOWN_SUBJECT),
        (filed, "assistance_notice", {"subject": "moon"}, Code.UNKNOWN_SUBJECT),
        (filed, "fine_decision", {"subject": "S1"}, Code.UNKNOWN_SUBJECT),
        (filed, "auction_ruling", {"subject": "W1"}, Code.UNKNOWN_SUBJECT),
        (filed, "payout_approval", {"subject": "F1"}, Code.UNKNOWN_SUBJECT),
        (filed, "conversion_approval", {"subject": "A1"}, Code.UNKNOWN_SUBJECT),
        (filed, "inquiry_record", {"subject": "moon"}, Code.UNKNOWN_SUBJECT),
        (filed, "closing_notice", {}, Code.WRONG_STATE),
        (prepared, "deduction_ruling", {"subject": "M1"}, Code.WRONG_STATE),
        (prepared, "release_ruling", {"subject": "W1"}, Code.WRONG_STATE),
        (prepared, "renewal_ruling", {"subject": "W1"}, Code.WRONG_STATE),
        (prepared, "release_ruling", {"subject": "W9"}, Code.UNKNOWN_SUBJECT),
        (prepared, "distribution_plan", {"subject": "P1"}, Code.UNKNOWN_SUBJECT),
        (prepared, "auction_notice", {"subject": "W1"}, Code.WRONG_STATE),
        (prepared, "eviction_notice", {"subject": "W1"}, Code.WRONG_STATE),
        (auctioned, "sale_ruling", {"subject": "W1"}, Code.WRONG_STATE),
        (auctioned, "debt_asset_ruling", {"subject": "W1"}, Code.WRONG_STATE),
        (prepared, "enforcement_plan", {}, Code.MISSING_EVIDENCE),
        (
            lambda: second_assigned(drawn=False),
            "second_assignment_feedback",
            {"subject": "A1"},
            Code.WRONG_STATE,
        ),
        (lambda: reported("ended"), "closing_notice", {}, Code.WRONG_STATE),
    ],
)
def test_what_the_case_does_not_bear_is_refused(
    papers: Papers, story: Callable[[], Story], kind: str, asked: dict[str, str], code: str
) -> None:
    refusal = refused(papers, story().file(), kind, **asked)
    assert refusal.code == code
    assert not any(name in refusal.message for name in NAMES_OF_PARTIES)


def test_a_missing_account_is_refused_by_its_chinese_name(papers: Papers) -> None:
    file = filed().file()
    bare = file.profile.model_copy(update={"account_number": ""})
    changed = CaseFile(**{**vars(file), "profile": bare})
    refusal = refused(papers, changed, "enforcement_notice", recipient=PERSON)
    assert refusal.code == FormFault.VALUES
    assert refusal.message == "执行通知书：账号：缺少或者不合要求"
    assert refusal.__cause__ is None
