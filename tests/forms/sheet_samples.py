"""One filled-in sheet, record and approval form of every kind."""

from datetime import date
from decimal import Decimal

from models.forms import Form, FormKind
from models.forms.head import Answer
from models.forms.sheets import (
    ConversionApproval,
    EnforcementPlan,
    FeedbackRow,
    FirstInterviewRecord,
    InquiryRecord,
    LedgerEntry,
    NodeRow,
    NodeTable,
    PayoutApproval,
    PayoutLine,
    PlanTask,
    PropertyLedger,
    QueryFeedbackSheet,
    ReceptionRecord,
    TerminationInterview,
)
from tests.forms.cast import COMPANY, HEAD, OPINIONS, SESSION, at

SHEETS: dict[FormKind, Form] = {
    FormKind.TERMINATION_INTERVIEW: TerminationInterview(
        head=HEAD,
        session=SESSION,
        measures=("两次网络查控", "到被执行人住所地实地调查"),
        outstanding=Decimal("794680.43"),
        opinion="没有其他线索，同意终结本次执行程序。",
    ),
    FormKind.INQUIRY_RECORD: InquiryRecord(
        head=HEAD,
        body="某县住房公积金管理中心",
        session=SESSION,
        answers=(Answer(question="被执行人有无公积金账户？", answer="有一个，余额五千元。"),),
        findings=("丁某的公积金余额5,000.00元",),
        note="另附账户明细一页",
    ),
    FormKind.PAYOUT_APPROVAL: PayoutApproval(
        head=HEAD,
        owner="戊某某",
        arrived=Decimal("5320.07"),
        arrived_on=date(2026, 6, 1),
        notified_on=date(2026, 6, 2),
        payouts=(
            PayoutLine(
                payee="甲某某", purpose="执行案款", account="户名甲某某，某银行，6001", amount=Decimal("5000")
            ),
            PayoutLine(payee="本院", purpose="申请执行费", account="诉讼费专户", amount=Decimal("320.07")),
        ),
        opinions=OPINIONS,
    ),
    FormKind.PROPERTY_LEDGER: PropertyLedger(
        head=HEAD,
        entries=(
            LedgerEntry(
                kind="银行存款",
                description="某银行某县支行账户",
                holder="丁某",
                source="总对总",
                found_on=date(2026, 5, 7),
                measure="冻结",
                controlled_on=date(2026, 5, 7),
                expires_on=date(2027, 5, 6),
                rank="首封",
                value=Decimal("5000"),
                state="已扣划",
            ),
            LedgerEntry(
                kind="机动车",
                description="小型汽车一辆",
                holder="丁某",
                source="车管所查询",
                found_on=date(2026, 5, 9),
                state="已查封登记未扣押",
            ),
        ),
        keeper="癸某",
    ),
    FormKind.CONVERSION_APPROVAL: ConversionApproval(
        head=HEAD,
        unit="速执团队",
        owner="己某某",
        from_track="简易执行案件",
        to_track="普通执行案件",
        received_on=date(2026, 5, 16),
        due_on=date(2026, 6, 15),
        new_due_on=date(2026, 11, 6),
        grounds=("新发现需处置的财产", "案外人提出执行异议"),
        reason="执行中发现被执行人名下房屋一套需评估拍卖，三十日内不能办结。",
        opinions=OPINIONS,
    ),
    FormKind.ENFORCEMENT_PLAN: EnforcementPlan(
        head=HEAD,
        unit="普执一团队",
        judge="己某某",
        situation="被执行人经营停顿，法定代表人可以联系。",
        property_state="已冻结存款5000元，查封房屋一套、车辆一辆。",
        measures=("启动房屋询价、评估", "传唤被执行人并实地调查"),
        tasks=(
            PlanTask(task="首次传唤及实地调查", assignee="壬某某", due_on=date(2026, 5, 26)),
            PlanTask(task="卷宗整理", assignee="癸某"),
        ),
        risks="房屋内有老人居住，腾退前联系社区。",
    ),
    FormKind.FIRST_INTERVIEW_RECORD: FirstInterviewRecord(
        head=HEAD,
        session=SESSION,
        service_address="某省某县某镇某村1号",
        contact_data="电话 00000000000",
        respondent_workplace="不清楚",
        respondent_residence="某县某小区",
        respondent_business_place="某路2号",
        respondent_phone="00000000001",
        leads="被执行人在某镇有仓库一处。",
        risk_acknowledged="听清了，知道了。",
        settlement_will="愿意分期和解。",
        answers=(Answer(question="是否申请律师调查令？", answer="暂不申请。"),),
    ),
    FormKind.RECEPTION_RECORD: ReceptionRecord(
        head=HEAD,
        session=SESSION,
        filing_check="准确、完整。",
        service_address="某省某县某镇某村1号",
        contact_data="电话 00000000000，同意电子送达。",
        price_opinion="先网络询价。",
        auction_opinion="平台由法院选择，流拍后不接受以物抵债。",
        payee_account="户名甲某某，某银行某县支行，账号6001",
        risk_acknowledged="听清了，知道了。",
        answers=(Answer(question="多久能有结果？", answer="本院将按期限办理并告知进展。"),),
    ),
    FormKind.QUERY_FEEDBACK_SHEET: QueryFeedbackSheet(
        head=HEAD,
        rows=(
            FeedbackRow(
                system="总对总",
                subject="丁某",
                item="银行存款",
                launched_at=at(5, 8, 10, 20),
                returned_at=at(5, 9, 8, 5),
                result="某银行账户余额5000元",
                freeze="5月9日线上冻结5000元",
            ),
            FeedbackRow(
                system="点对点",
                subject=COMPANY.name,
                item="不动产",
                launched_at=at(5, 8, 10, 20),
                result="待反馈",
            ),
        ),
        keeper="癸某",
    ),
    FormKind.NODE_TABLE: NodeTable(
        head=HEAD,
        unit="速执团队",
        owner="己某某",
        nodes=(
            NodeRow(
                name="发起网络查询",
                article="第5条",
                responsible="执行事务中心",
                started_at=at(5, 8, 10, 15),
                due_at=None,
                done_at=at(5, 8, 10, 20),
                signer="癸某",
                remark="立即",
            ),
            NodeRow(
                name="二次分案后移送案件",
                article="第14条",
                responsible="移送团队",
                started_at=at(6, 1),
                due_at=at(6, 4, 23, 59),
            ),
        ),
    ),
}
