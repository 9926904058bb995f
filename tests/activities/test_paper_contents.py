"""What single papers print: who signs, sums and dates, what was said, what is left out."""

from pathlib import Path
from typing import Any

import pytest

from activities.case_files import CaseFile
from activities.electronic_file.store import FileStore
from activities.papers import Papers
from models.errors import Code, Refusal
from models.events import EventKind
from models.roles import Role
from tests.activities.invented_case import (
    APPLICANT,
    APPLICANT_NAME,
    COMPANY,
    COMPANY_NAME,
    PERSON_NAME,
    RUYANG_STAFF,
    Story,
    auctioned,
    filed,
    handled,
    moment,
    prepared,
    taken_for_debt,
)
from tests.activities.paper_samples import DAY, not_agreed, printed, refused, sold, text


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    """An empty e-file."""
    return FileStore(tmp_path)


@pytest.fixture
def papers(store: FileStore) -> Papers:
    """The maker of papers over it."""
    return Papers(store)


# --- who signs ----------------------------------------------------------------------------------


def test_nobody_is_named_who_is_not_on_the_roster(papers: Papers) -> None:
    staff = tuple(row for row in RUYANG_STAFF if row[3] is not Role.CLERK)
    refusal = refused(papers, Story(staff=staff).file(), "general_ruling")
    assert refusal.code == Code.MISSING_EVIDENCE
    assert "书记员" in refusal.message


@pytest.mark.requirement("NB-112", "NB-292")
def test_termination_without_consent_needs_three_judges(papers: Papers, store: FileStore) -> None:
    story = not_agreed()
    story.staff = tuple(row for row in RUYANG_STAFF if row[0] != "RY012")
    assert "合议庭成员不足三人" in refused(papers, story.file(), "termination_ruling").message
    said = printed(papers, store, story, "termination_ruling", applicant_agrees="是")
    assert "申请执行人同意终结本次执行程序" in said
    assert "审　判　长" not in said


@pytest.mark.requirement("RY-55")
def test_a_named_panel_signs(papers: Papers, store: FileStore) -> None:
    said = printed(papers, store, auctioned(), "auction_ruling", "W1", panel="RY012、RY011")
    assert said.index("审　判　长　　法官丙") < said.index("审　判　员　　法官乙") < said.index("法官甲")
    refusal = refused(papers, auctioned().file(), "auction_ruling", "W9")
    assert refusal.code == Code.UNKNOWN_SUBJECT


@pytest.mark.requirement("RY-55", "NB-112")
def test_the_panel_that_sat_signs(papers: Papers, store: FileStore) -> None:
    """On this thing, and granted: the one who presided comes first."""
    story = auctioned()
    sat: dict[str, Any] = {"presiding": "RY012", "members": ["RY011", "RY012", "RY013"], "granted": True}
    story.tell(EventKind.PANEL_HELD, moment(6, 1), "A1", "RY013", **sat, target="W1")
    refused_it, other = {**sat, "presiding": "RY013", "granted": False}, {**sat, "presiding": "RY011"}
    story.tell(EventKind.PANEL_HELD, moment(6, 2), "A2", "RY013", **refused_it, target="W1")
    story.tell(EventKind.PANEL_HELD, moment(6, 3), "A3", "RY013", **other, target="W2")
    said = printed(papers, store, story, "auction_ruling", "W1")
    judges = {post[0]: post[1] for post in RUYANG_STAFF}
    presides, first = said.index("审　判　长"), said.index(judges["RY012"])
    assert presides < first < said.index(judges["RY011"])
    assert "审　判　长" not in printed(papers, store, auctioned(), "auction_ruling", "W1")


def test_the_nearest_clerk_signs(papers: Papers, store: FileStore) -> None:
    """Before a team has the case the unit that makes documents signs, then the team."""
    assert "书　记　员　　书记甲" in printed(papers, store, filed(), "general_ruling")
    assert "书　记　员　　书记乙" in printed(papers, store, prepared(), "general_ruling")


def test_a_ruling_is_dated_and_signed_as_of_its_day(papers: Papers, store: FileStore) -> None:
    """Who has left the court by then does not sign."""
    file = filed().file()
    gone = tuple(
        post._replace(membership=post.membership.model_copy(update={"until": moment(5, 30).date()}))
        if post.staff == "RY021"
        else post
        for post in file.posts
    )
    event = papers.make(CaseFile(**{**vars(file), "posts": gone}), "general_ruling", "p", DAY)
    said = text(store.get(event.facts["sha256"]))
    assert "书记乙" in said
    assert "书记甲" not in said


# --- what stands in a paper ---------------------------------------------------------------------


def test_a_claim_that_is_not_for_money(papers: Papers, store: FileStore) -> None:
    duty = [{"kind": "transfer_title", "asset_kind": "house"}]
    story = filed(claim_amount=None, obligations=duty)
    notice = printed(papers, store, story, "enforcement_notice")
    assert f"将生效法律文书确定的房屋过户至{APPLICANT_NAME}名下" in notice
    assert "申请执行费" not in notice
    assert "以人民币500.00元（伍佰元整）为限" in printed(papers, store, story, "general_ruling")


@pytest.mark.requirement("NB-33", "NB-35")
def test_an_assistance_notice_for_found_property_names_the_last_day(papers: Papers, store: FileStore) -> None:
    house = printed(papers, store, prepared(), "assistance_notice", "W1")
    assert "不动产登记机构" in house
    assert "第二百五十五条" in house
    assert "期限自2026年5月7日起至2029年5月6日止" in house
    money = printed(papers, store, prepared(), "assistance_notice", "M1")
    assert "冻结被执行人丁某的银行存款5,000.00元" in money
    assert "期限自2026年5月7日起至2027年5月6日止" in money


@pytest.mark.requirement("NB-34")
def test_property_not_under_control_yet_gets_the_longest_term(papers: Papers, store: FileStore) -> None:
    found = {"kind": "vehicle", "source": "lead", "holder": COMPANY}
    story = prepared().tell(EventKind.PROPERTY_FOUND, moment(9, 1), "W2", **found)
    said = printed(papers, store, story, "assistance_notice", "W2")
    assert f"查封被执行人{COMPANY_NAME}名下车辆" in said
    assert "期限自2026年9月2日起至2028年9月1日止" in said


def test_a_finding_that_names_no_holder_is_the_respondents_together(papers: Papers, store: FileStore) -> None:
    found = {"kind": "network_account", "source": "query", "amount": "10.00"}
    story = prepared().tell(EventKind.MONEY_FOUND, moment(5, 13), "M2", **found)
    assert f"{PERSON_NAME}、{COMPANY_NAME}网络查控" in printed(papers, store, story, "property_ledger")


@pytest.mark.requirement("RY-12")
def test_a_ledger_of_one_system_leaves_out_what_others_found(papers: Papers, store: FileStore) -> None:
    assert "未发现可供执行的财产" in printed(papers, store, handled(), "property_ledger", "local")
    assert "acct-77" in printed(papers, store, handled(), "property_ledger", "national")


@pytest.mark.requirement("GS-31")
def test_a_node_table_remarks_what_dates_do_not_show(papers: Papers, store: FileStore) -> None:
    story = handled()
    late = next(key for key in story.nodes if key.startswith("RY-D9#"))
    story.tell(EventKind.NODE_OVERDUE, moment(5, 23), late)
    said = printed(papers, store, story, "node_table")
    assert "2026年5月22日23时59分超期" in said
    assert "未定期限" in said


@pytest.mark.requirement("RY-54")
def test_a_plan_gives_out_tasks_and_not_the_closing(papers: Papers, store: FileStore) -> None:
    said = printed(papers, store, handled(), "enforcement_plan", risks="屋内有老人居住")
    assert "发布腾房公告（W1），由速执团队负责，于2026年5月22日前完成" in said
    assert "结案期限" not in said
    assert "屋内有老人居住" in said


def test_details_go_before_what_the_reception_states(papers: Papers, store: FileStore) -> None:
    details = {"leads": "另有车辆一辆", "place": "本院第一接待室", "started_at": "2026-05-10T08:30"}
    said = printed(papers, store, prepared(), "first_interview_record", **details, interviewee=APPLICANT)
    assert "另有车辆一辆" in said
    assert "仓库" not in said
    assert "本院第一接待室" in said
    assert "2026年5月10日8时30分" in said
    assert "started_at" not in said


def test_a_time_that_is_none_is_refused(papers: Papers, store: FileStore) -> None:
    with pytest.raises(Refusal) as caught:
        printed(papers, store, prepared(), "first_interview_record", started_at="昨天上午")
    assert caught.value.code == Code.BAD_TIME
    assert "谈话开始时间应为日期时间" in caught.value.message


def test_a_reception_is_held_by_the_unit_that_receives(papers: Papers, store: FileStore) -> None:
    """Even when its record is made after a team has the case."""
    said = printed(papers, store, prepared(), "first_interview_record")
    assert "地点：本院财产查控组（财产保全组）" in said
    assert "记录人：书记甲" in said


def test_the_fee_goes_to_the_court_and_a_fine_does_not(papers: Papers, store: FileStore) -> None:
    fee = printed(papers, store, handled(), "payout_approval", "F2")
    assert "申请执行费" in fee
    assert "账号：6000000000000000001" in fee
    assert "6000000000000000001" not in printed(papers, store, handled(), "fine_decision", "S3")


def test_a_payee_without_account_is_shown_as_such(papers: Papers, store: FileStore) -> None:
    story = handled()
    story.parties[APPLICANT] = story.parties[APPLICANT].model_copy(update={"payee_account": ""})
    assert "执行案款未提供4,000.00元" in printed(papers, store, story, "payout_approval", "F1")


@pytest.mark.requirement("RY-38")
def test_an_undecided_conversion_leaves_its_box_for_ink(papers: Papers, store: FileStore) -> None:
    said = printed(papers, store, handled(), "conversion_approval", "A1")
    assert "现程序简案拟转程序繁案" in said
    assert "按普通执行案件期限办理" in said
    assert "局长乙" not in said


@pytest.mark.requirement("NB-210")
def test_a_sale_asks_for_the_whole_price_and_runs_its_window(papers: Papers, store: FileStore) -> None:
    said = printed(papers, store, auctioned(round="sale"), "auction_notice", "W1")
    assert "变卖预缴款：700,000.00元" in said
    assert "2026年9月18日10时00分" in said


def test_a_buyer_known_by_number_alone(papers: Papers, store: FileStore) -> None:
    said = printed(papers, store, sold(), "sale_ruling", "W1")
    assert "归买受人竞买号b-0042的竞买人所有" in said


def test_a_buyer_nobody_names_is_refused(papers: Papers) -> None:
    story = auctioned()
    told = {"round": "first", "result": "sold", "price": "735000.00"}
    story.tell(EventKind.AUCTION_ENDED, moment(7, 21), "W1", **told)
    assert refused(papers, story.file(), "sale_ruling", "W1").code == Code.MISSING_EVIDENCE


@pytest.mark.requirement("NB-212")
def test_a_thing_worth_more_than_the_debt_leaves_a_surplus(papers: Papers, store: FileStore) -> None:
    arrived = {"amount": "196000.50", "origin": "voluntary"}
    story = taken_for_debt().tell(EventKind.MONEY_ARRIVED, moment(7, 26), "K2", **arrived)
    said = printed(papers, store, story, "debt_asset_ruling", "W1")
    assert "抵偿债务人民币600,000.00元" in said
    assert "差额人民币100,000.00元" in said


def test_a_termination_says_why_a_thing_is_left(papers: Papers, store: FileStore) -> None:
    said = printed(papers, store, not_agreed(), "termination_ruling")
    assert "某县某小区5幢601室的房屋，已经第一次拍卖流拍。" in said


def test_a_corrected_filing_is_what_papers_print(papers: Papers, store: FileStore) -> None:
    story = filed().tell(EventKind.FILING_CORRECTED, moment(5, 7), cause="借款合同纠纷")
    said = printed(papers, store, story, "general_ruling")
    assert "借款合同纠纷" in said
    assert "买卖合同纠纷" not in said
