"""The invented case of the form tests: court, parties, officers, accounts; nobody in it exists."""

from datetime import date, datetime
from decimal import Decimal

from models.forms import CaseHead, FormParty
from models.forms.head import Account, Bench, Contact, Opinion, Session
from models.values import COURT_ZONE

APPLICANT = FormParty(
    name="甲某某",
    natural=True,
    id_number="410000198005060013",
    address="某省某县某镇某村1号",
    agent="乙某某",
    agent_post="某某律师事务所律师",
)
COMPANY = FormParty(
    name="某县某某商贸有限公司",
    natural=False,
    id_number="91410000MA00000000",
    address="某省某县某路2号",
    representative="丙某某",
    representative_post="执行董事",
)
PERSON = FormParty(name="丁某", natural=True, id_number="410000197512120028", address="某省某县某街3号")

HEAD = CaseHead(
    court_name="某省某县人民法院",
    case_no="（2026）豫0999执123号",
    applicants=(APPLICANT,),
    respondents=(COMPANY, PERSON),
    cause="买卖合同纠纷",
    basis_no="（2026）豫0999民初456号民事判决书",
    amount=Decimal("800000.50"),
    filed_on=date(2026, 5, 6),
    date=date(2026, 11, 21),
)
CONTACT = Contact(name="戊某某", phone="0000-1234567", address="某省某县某大道4号", postcode="000000")
ACCOUNT = Account(bank="某银行某县支行", holder="某省某县人民法院", number="6000000000000000001")
PANEL = Bench(judges=("己某某", "庚某", "辛某某"), assistant="壬某某", clerk="癸某")
JUDGE = Bench(judges=("己某某",), clerk="癸某")
DUTIES = ("向甲某某支付货款人民币780000.50元及利息", "负担案件受理费20000元")
HOUSE = "丁某名下位于某县某小区5幢601室的房屋（不动产权证号：某0000001）"


def at(month: int, day: int, hour: int = 9, minute: int = 30) -> datetime:
    """An instant of 2026 on the court's clock."""
    return datetime(2026, month, day, hour, minute, tzinfo=COURT_ZONE)


SESSION = Session(
    started_at=at(5, 8),
    ended_at=at(5, 8, 10, 15),
    place="本院执行事务中心接待室",
    interviewer="戊某某",
    recorder="癸某",
    interviewee="甲某某",
    interviewee_role="申请执行人",
)
OPINIONS = (
    Opinion(post="承办人", opinion="拟同意，请审批。", name="戊某某", on=date(2026, 6, 1)),
    Opinion(post="团队负责人"),
    Opinion(post="执行局长"),
)
