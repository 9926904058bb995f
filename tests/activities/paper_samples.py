"""For every kind of paper a case to make it from and the words it must hold; and how to read one."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from docx import Document
from docx.oxml.ns import qn

from activities.case_files import CaseFile
from activities.electronic_file.store import FileStore
from activities.papers import Papers
from models.errors import Refusal
from models.events import Event, EventKind
from models.forms import FormKind
from tests.activities.invented_case import (
    APPLICANT,
    APPLICANT_NAME,
    COMPANY,
    COMPANY_NAME,
    PERSON,
    PERSON_NAME,
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


def let_go() -> Story:
    """The applicant's request to release the house was granted."""
    story = prepared()
    asked = {"matter": "control_release", "target": "W1", "reason": "双方已和解。"}
    story.tell(EventKind.APPROVAL_REQUESTED, moment(5, 20), "A1", "RY031", **asked)
    return story.tell(EventKind.RELEASE_ORDERED, moment(5, 21), "W1", "RY013", approval="A1")


def renewed() -> Story:
    """The freeze of the deposit is to be renewed."""
    return prepared().tell(EventKind.RENEWAL_ORDERED, moment(5, 20), "M1", "RY013", until="2028-04-30")


def shared() -> Story:
    """Some of the money on the account is shared with a creditor of another case."""
    shares = [
        {"creditor": APPLICANT, "rank": "ordinary", "claim": "2000.00", "share": "600.00"},
        {"creditor": "寅某某", "rank": "ordinary", "claim": "1000.00", "share": "300.00"},
    ]
    planned = {"amount": "900.00", "principle": "proportional", "shares": shares}
    return handled().tell(EventKind.DISTRIBUTION_PLANNED, moment(5, 25), "P1", "RY013", **planned)


def sold() -> Story:
    """The house is sold."""
    return auctioned("sold", price="735000.00")


def owed_by_another() -> Story:
    """Somebody owes the company; verified, silent after the notice, and to be enforced."""
    third = {"name": "某县某某建材店", "natural": False, "address": "某省某县某街9号"}
    named = {"respondent": COMPANY, "third_party": third, "amount": "3000.00", "basis": "买卖合同货款"}
    story = handled().tell(EventKind.THIRD_PARTY_CLAIM_NAMED, moment(6, 1), "C1", "RY013", **named)
    story.tell(EventKind.THIRD_PARTY_CLAIM_VERIFIED, moment(6, 2), "C1", "RY013", result="true")
    return story.tell(EventKind.THIRD_PARTY_ENFORCED, moment(7, 1), "C1", "RY013", amount="3000.00")


def inquired() -> Story:
    """A counter was visited: a house found there; another one the same day had nothing."""
    story, at = prepared(), moment(5, 12, 10)
    found = {"kind": "house", "source": "offline", "place": "某县某镇2号", "holder": PERSON}
    story.tell(EventKind.PROPERTY_FOUND, at, "W9", "RY031", **found)
    story.tell(EventKind.OFFLINE_FINDING, at, "house_registry", "RY031", found=1)
    how = {
        "place": "某县不动产登记中心三楼",
        "asked": "卯某",
        "post": "登记科工作人员",
        "investigators": ["RY031", "RY021"],
        "answers": {"该房屋有无抵押？": "没有抵押登记。"},
        "started_at": "2026-05-12T09:10:00+08:00",
    }
    story.tell(EventKind.INQUIRY_HELD, at, "house_registry", "RY031", **how)
    story.tell(EventKind.OFFLINE_FINDING, at, "vehicle_registry", "RY031", found=0)
    return story.tell(EventKind.INQUIRY_HELD, at, "vehicle_registry", "RY031")


MADE: dict[FormKind, Made] = {
    FormKind.INQUIRY_RECORD: Made(
        inquired,
        (
            "2026年5月12日9时10分",
            "某县不动产登记中心三楼",
            "调查人：助理甲、书记甲",
            "被调查人：卯某（登记科工作人员）",
            "问：该房屋有无抵押？答：没有抵押登记。",
            f"调查结果：查到{PERSON_NAME}名下位于某县某镇2号的房屋。",
        ),
        subject="house_registry",
    ),
    FormKind.THIRD_PARTY_NOTICE: Made(
        owed_by_another,
        ("某县某某建材店：", f"对被执行人{COMPANY_NAME}负有到期债务（买卖合同货款）", "15日内", "叁仟元整"),
        subject="C1",
    ),
    FormKind.THIRD_PARTY_RULING: Made(
        owed_by_another,
        ("第三人：某县某某建材店，住所地某省某县某街9号。", "范围内强制执行", "法官丙"),
        subject="C1",
    ),
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
    FormKind.PROVIDE_PROPERTY_NOTICE: Made(
        prepared, (APPLICANT_NAME, "7日内", "法官丙"), recipient=APPLICANT
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
    FormKind.RELEASE_RULING: Made(
        let_go,
        (
            "解除对丁某名下位于某县某小区5幢601室的房屋的查封",
            "双方已和解",
            "于2026年5月7日查封",
            "法官丙",
        ),
        subject="W1",
    ),
    FormKind.RENEWAL_RULING: Made(
        renewed,
        ("继续冻结丁某的银行存款5,000.00元，期限至2028年4月30日止", "期限至2027年5月6日届满"),
        subject="M1",
    ),
    FormKind.DISTRIBUTION_PLAN: Made(
        shared,
        (
            "执行到位4,000.00元",
            "本次可供分配900.00元",
            f"{APPLICANT_NAME}，普通债权，债权2,000.00元，分得600.00元",
            "寅某某，普通债权，债权1,000.00元，分得300.00元",
            "按照债权数额的比例受偿",
        ),
        subject="P1",
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
