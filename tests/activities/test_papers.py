"""Papers out of a case: every kind, the same bytes for the same case and day, refusals that name nobody."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from activities.case_files import CaseFile
from activities.file_store import FileStore
from activities.papers import Papers
from activities.papers.making import COMPOSERS
from models.errors import Code, Refusal
from models.events import Event, EventKind
from models.forms import FORMS, FormFault, FormKind
from models.roles import Role
from models.rulebook_files import known_courts, load
from tests.activities.invented_case import (
    APPLICANT,
    APPLICANT_NAME,
    COMPANY,
    COMPANY_NAME,
    NAMES_OF_PARTIES,
    PERSON,
    PERSON_NAME,
    RUYANG_STAFF,
    Story,
    auctioned,
    converted,
    filed,
    handled,
    moment,
    prepared,
    reported,
    second_assigned,
    taken_for_debt,
)

DAY = moment(9, 2)


@dataclass(frozen=True)
class Made:
    """A case, the paper asked for, and words it must hold."""

    story: Callable[[], Story]
    says: tuple[str, ...]
    subject: str = ""
    recipient: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


def fully_executed() -> Story:
    """Closed as performed, with the sum the closing states."""
    return reported("fully_executed", closing_fields={"recovered_amount": "800000.50"})


def not_agreed() -> Story:
    """Reported for termination; nobody says that the applicant agreed."""
    return reported("termination")


def sold() -> Story:
    """The house is sold."""
    return auctioned("sold", price="735000.00")


MADE: dict[FormKind, Made] = {
    FormKind.ENFORCEMENT_NOTICE: Made(
        filed,
        (
            PERSON_NAME,
            "3日内",
            "800,000.50元",
            "申请执行费人民币10,400.01元",
            "6000000000000000001",
            "民初456号",
            "0000-1234567",
            "财产查控组（财产保全组）",
        ),
        recipient=PERSON,
    ),
    FormKind.PROPERTY_REPORT_ORDER: Made(
        prepared, (COMPANY_NAME, "你单位", "7日内", "法官丙"), recipient=COMPANY
    ),
    FormKind.PROPERTY_DECLARATION: Made(
        filed, (PERSON_NAME, "410326197512120021", "7日内"), recipient=PERSON
    ),
    FormKind.COMBINED_NOTICE: Made(
        filed,
        ("3日内", "7日内", "2026年5月20日9时00分", "第二执行室"),
        recipient=PERSON,
        details={"summons_at": "2026-05-20T09:00", "summons_place": "本院第二执行室"},
    ),
    FormKind.GENERAL_RULING: Made(
        filed,
        (
            "810,400.51元",
            "法官甲",
            "书记甲",
            "法定代表人（负责人）：丙某某，执行董事",
            "乙某某，某某律师事务所律师",
        ),
        recipient=PERSON,
    ),
    FormKind.ASSISTANCE_NOTICE: Made(
        filed,
        ("车辆管理所", "第二百五十三条", f"{PERSON_NAME}（公民身份号码410326197512120021）"),
        subject="vehicle_registry",
    ),
    FormKind.CLOSING_NOTICE: Made(
        fully_executed, ("执行到位人民币800,000.50元", "现生效法律文书确定的义务已全部履行。依照")
    ),
    FormKind.SECOND_ASSIGNMENT_FEEDBACK: Made(
        second_assigned, ("普执一团队", "法官戊", "客观原因短期内难以执结", APPLICANT_NAME), subject="A1"
    ),
    FormKind.CONSUMPTION_RESTRICTION_ORDER: Made(
        handled, (COMPANY_NAME, "丙某某（执行董事）", "G字头动车组"), subject="S1"
    ),
    FormKind.DISHONEST_LISTING_DECISION: Made(
        handled, ("第一条第四项", "期限为2年", "逾期未报告财产。"), subject="S2"
    ),
    FormKind.FINE_DECISION: Made(
        handled,
        ("60,000.00元（陆万元整）", "第二百五十二条", "2026年9月12日前缴纳", "某省某市中级人民法院"),
        subject="S3",
    ),
    FormKind.DETENTION_DECISION: Made(
        handled, ("拘留10日", "某县拘留所", "第一百一十四条第一款第六项"), subject="S4"
    ),
    FormKind.DEDUCTION_RULING: Made(
        handled, ("丁某在开户银行账户（账号acct-77）内的款项人民币5,000.00元", "伍仟元整"), subject="M1"
    ),
    FormKind.EVICTION_NOTICE: Made(
        auctioned, ("2026年6月5日前迁出", "某县某小区5幢601室", "院长甲"), subject="W1"
    ),
    FormKind.AUCTION_RULING: Made(
        auctioned, ("丁某名下位于某县某小区5幢601室的房屋", "审　判　员　　法官丙"), subject="W1"
    ),
    FormKind.AUCTION_NOTICE: Made(
        auctioned,
        (
            "起拍价（保留价）：700,000.00元",
            "保证金：70,000.00元",
            "增价幅度：3,500.00元",
            "2026年7月20日10时00分至2026年7月21日10时00分",
            "15日内付清余款",
            "综合组预约",
        ),
        subject="W1",
    ),
    FormKind.SALE_RULING: Made(
        sold,
        ("归买受人丑某某所有", "735,000.00元", "2026年7月21日", "某网络司法拍卖平台"),
        subject="W1",
        details={
            "buyer_name": "丑某某",
            "buyer_id_number": "410326199001010017",
            "buyer_address": "某县某路9号",
        },
    ),
    FormKind.DEBT_ASSET_RULING: Made(
        taken_for_debt,
        ("第二次拍卖", "2026年7月21日流拍", f"{APPLICANT_NAME}同意", "抵偿债务人民币700,000.00元"),
        subject="W1",
    ),
    FormKind.TERMINATION_RULING: Made(
        not_agreed,
        (
            "尚未执行到位人民币796,000.50元",
            "并经合议庭合议、院长批准",
            "审　判　长　　法官丙",
            "审　判　员　　法官甲",
            "向被执行人送达执行通知书",
            f"对{COMPANY_NAME}采取限制消费措施",
            "第一次拍卖，流拍",
        ),
    ),
    FormKind.TERMINATION_INTERVIEW: Made(
        not_agreed,
        ("没有其他线索", "796,000.50元", "2026年9月1日15时00分"),
        details={"opinion": "没有其他线索"},
    ),
    FormKind.PAYOUT_APPROVAL: Made(
        handled,
        ("4,000.00元", "账号：60010001", "执行案款", "到账日期2026年5月18日", "决定发放"),
        subject="F1",
    ),
    FormKind.CONVERSION_APPROVAL: Made(
        converted,
        (
            "现程序简案",
            "拟转程序繁案",
            "发现新的财产须处置",
            "原办理期限2026年6月11日",
            "转换后期限2026年11月6日",
            "执行局局长同意局长乙2026年5月21日",
        ),
        subject="A1",
    ),
    FormKind.ENFORCEMENT_PLAN: Made(
        handled, ("启动房屋询价；", "传唤被执行人。", "速执团队", "启动首轮传统查控，由速执团队负责")
    ),
    FormKind.NODE_TABLE: Made(
        handled, ("启动总对总、点对点查询", "财产查控组", "法官丙", "速执案件一般结案期限")
    ),
    FormKind.PROPERTY_LEDGER: Made(
        handled, ("账户 acct-77", "2027-05-06", "已扣划到账", "某县某小区5幢601室", "2029-05-06", "已查封")
    ),
    FormKind.QUERY_FEEDBACK_SHEET: Made(
        prepared, ("余额5,000.00元", "5月7日冻结5,000.00元", "点对点", "待反馈", "洛阳市不动产")
    ),
    FormKind.RECEPTION_RECORD: Made(
        prepared,
        ("某省某县某镇2号", "电话 13000000000，同意电子送达", "账号：60010001", "听清了", "助理甲", "未提供"),
    ),
    FormKind.FIRST_INTERVIEW_RECORD: Made(
        prepared,
        ("被执行人在某镇有仓库一处", "告知如何申请和使用律师调查令", "暂不申请", "2026年5月10日9时30分"),
    ),
}


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    """An empty e-file."""
    return FileStore(tmp_path)


@pytest.fixture
def papers(store: FileStore) -> Papers:
    """The maker of papers over it."""
    return Papers(store)


def made(papers: Papers, kind: FormKind, at: datetime = DAY) -> Event:
    """The paper of this kind as the table asks for it."""
    row = MADE[kind]
    file, paper = row.story().file(), f"{kind}/1"
    return papers.make(
        file, kind, paper, at, subject=row.subject, recipient=row.recipient, details=row.details
    )


def printed(
    papers: Papers, store: FileStore, story: Story, kind: str, subject: str = "", **details: str
) -> str:
    """What a paper of this case prints; it is for the first respondent where it is for anybody."""
    event = papers.make(story.file(), kind, "p", DAY, subject=subject, recipient=PERSON, details=details)
    return text(store.get(event.facts["sha256"]))


def text(content: bytes) -> str:
    """Everything a document prints, as a word processor would read it."""
    document = Document(io.BytesIO(content))
    return "".join(node.text or "" for node in document.element.body.iter(qn("w:t")))


def refused(papers: Papers, file: CaseFile, kind: str, subject: str = "", recipient: str = "") -> Refusal:
    """How a paper is refused."""
    with pytest.raises(Refusal) as caught:
        papers.make(file, kind, "p/1", DAY, subject=subject, recipient=recipient)
    return caught.value


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
        ("依民诉法第一百一十四条第一款第六项，违反限制消费令", "第五项", "期限为2年"),
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
        (filed, "closing_notice", {}, Code.WRONG_STATE),
        (prepared, "deduction_ruling", {"subject": "M1"}, Code.WRONG_STATE),
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
