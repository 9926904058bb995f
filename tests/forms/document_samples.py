"""One filled-in document of every kind that goes out of the court."""

from datetime import date
from decimal import Decimal

from models.forms import Form, FormKind, FormParty
from models.forms.coercion import (
    ConsumptionRestrictionOrder,
    DetentionDecision,
    DishonestGround,
    DishonestListingDecision,
    FineDecision,
    LinkedPerson,
)
from models.forms.control import DistributionPlan, DistributionRow, ReleaseRuling, RenewalRuling
from models.forms.disposal import (
    AuctionNotice,
    AuctionRuling,
    DebtAssetRuling,
    Deduction,
    DeductionRuling,
    EvictionNotice,
    Lot,
    SaleRuling,
)
from models.forms.head import AuctionRound
from models.forms.served import (
    AssistanceNotice,
    ClosingNotice,
    CombinedNotice,
    EnforcementNotice,
    GeneralRuling,
    PropertyDeclaration,
    PropertyReportOrder,
    ProvidePropertyNotice,
    SecondAssignmentFeedback,
    Summons,
    TerminationRuling,
)
from models.forms.third_parties import ThirdPartyNotice, ThirdPartyRuling
from tests.forms.cast import (
    ACCOUNT,
    APPLICANT,
    COMPANY,
    CONTACT,
    DUTIES,
    HEAD,
    HOUSE,
    JUDGE,
    PANEL,
    PERSON,
    at,
)

DOCUMENTS: dict[FormKind, Form] = {
    FormKind.ENFORCEMENT_NOTICE: EnforcementNotice(
        head=HEAD,
        addressee=COMPANY,
        obligations=DUTIES,
        days=3,
        fee=Decimal("10400.01"),
        account=ACCOUNT,
        contact=CONTACT,
    ),
    FormKind.PROPERTY_REPORT_ORDER: PropertyReportOrder(head=HEAD, addressee=PERSON, days=7, contact=CONTACT),
    FormKind.PROVIDE_PROPERTY_NOTICE: ProvidePropertyNotice(
        head=HEAD, addressee=APPLICANT, days=7, contact=CONTACT
    ),
    FormKind.PROPERTY_DECLARATION: PropertyDeclaration(head=HEAD, declarant=PERSON, days=7),
    FormKind.GENERAL_RULING: GeneralRuling(head=HEAD, ceiling=Decimal("810400.51"), bench=PANEL),
    FormKind.CONSUMPTION_RESTRICTION_ORDER: ConsumptionRestrictionOrder(
        head=HEAD,
        addressee=COMPANY,
        linked_persons=(LinkedPerson(name="丙某某", post="法定代表人"),),
        contact=CONTACT,
    ),
    FormKind.DISHONEST_LISTING_DECISION: DishonestListingDecision(
        head=HEAD,
        addressee=PERSON,
        ground=DishonestGround.BREAKS_REPORTING,
        conduct="丁某收到报告财产令后无正当理由逾期未报告财产",
        term_years=2,
        contact=CONTACT,
    ),
    FormKind.FINE_DECISION: FineDecision(
        head=HEAD,
        punished=COMPANY,
        conduct="该公司虚假报告财产，隐瞒银行账户一个",
        article="第一百一十四条第一款第六项、第二百五十二条",
        fine=Decimal("60000"),
        pay_by=date(2026, 12, 1),
        account=ACCOUNT,
        higher_court="某省某市中级人民法院",
    ),
    FormKind.DETENTION_DECISION: DetentionDecision(
        head=HEAD,
        detained=PERSON,
        conduct="丁某有履行能力而拒不履行生效法律文书确定的义务",
        article="第一百一十四条第一款第六项",
        days=10,
        custody_place="某县拘留所",
        higher_court="某省某市中级人民法院",
    ),
    FormKind.THIRD_PARTY_NOTICE: ThirdPartyNotice(
        head=HEAD,
        third_party=FormParty(name="某县某某建材店", natural=False),
        creditor=COMPANY.name,
        basis="2025年买卖合同货款",
        amount=Decimal("3000"),
        days=15,
        contact=CONTACT,
    ),
    FormKind.THIRD_PARTY_RULING: ThirdPartyRuling(
        head=HEAD,
        third_party=FormParty(name="某县某某建材店", natural=False),
        creditor=COMPANY.name,
        amount=Decimal("3000"),
        bench=JUDGE,
    ),
    FormKind.DEDUCTION_RULING: DeductionRuling(
        head=HEAD,
        deductions=(
            Deduction(
                respondent="丁某",
                institution="某银行某县支行",
                account_number="6000000000000000002",
                amount=Decimal("5000"),
            ),
            Deduction(
                respondent=COMPANY.name,
                institution="某支付公司",
                account_number="net-0001",
                amount=Decimal("320.07"),
            ),
        ),
        account=ACCOUNT,
        bench=JUDGE,
    ),
    FormKind.RELEASE_RULING: ReleaseRuling(
        head=HEAD,
        item=HOUSE,
        measure="查封",
        since=date(2026, 5, 10),
        ground="双方已达成和解并部分履行",
        bench=PANEL,
    ),
    FormKind.RENEWAL_RULING: RenewalRuling(
        head=HEAD,
        item=HOUSE,
        measure="查封",
        ends=date(2026, 12, 9),
        until=date(2029, 11, 20),
        bench=JUDGE,
    ),
    FormKind.DISTRIBUTION_PLAN: DistributionPlan(
        head=HEAD,
        recovered=Decimal("90000"),
        amount=Decimal("60000"),
        principle="普通债权按照债权数额的比例受偿",
        law="《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》第五百零八条",
        rows=(
            DistributionRow(
                creditor="甲某某", rank="普通债权", claim=Decimal("100000"), share=Decimal("20000")
            ),
            DistributionRow(
                creditor="寅某某", rank="普通债权", claim=Decimal("200000"), share=Decimal("40000")
            ),
        ),
        objection_days=15,
        contact=CONTACT,
    ),
    FormKind.ASSISTANCE_NOTICE: AssistanceNotice(
        head=HEAD,
        unit="某县不动产登记中心",
        article="第二百五十五条",
        ruling_no="（2026）豫0999执123号之一",
        matters=("查封" + HOUSE, "查封期限自2026年5月10日至2029年5月9日止"),
        attachments=("执行裁定书一份", "执行人员证件复印件"),
        contact=CONTACT,
    ),
    FormKind.EVICTION_NOTICE: EvictionNotice(
        head=HEAD,
        premises="某县某小区5幢601室房屋",
        occupants="其他占有人",
        leave_by=date(2026, 12, 20),
        president="子某某",
        contact=CONTACT,
    ),
    FormKind.AUCTION_RULING: AuctionRuling(head=HEAD, assets=(HOUSE,), bench=PANEL),
    FormKind.AUCTION_NOTICE: AuctionNotice(
        head=HEAD,
        round=AuctionRound.FIRST,
        platform="某网络司法拍卖平台",
        lots=(
            Lot(
                name="某县某小区5幢601室房屋",
                description="建筑面积120平方米，住宅，所在层数6层",
                burdens="已设立抵押权，现由被执行人占有",
                reference_price=Decimal("1000000"),
                start_price=Decimal("700000"),
                deposit=Decimal("70000"),
                increment=Decimal("5000"),
            ),
        ),
        opens_at=at(12, 28, 10, 0),
        closes_at=at(12, 29, 10, 0),
        viewing="自公告之日起至2026年12月25日接受咨询，统一看样时间为12月20日上午",
        payment_days=10,
        account=ACCOUNT,
        contact=CONTACT,
    ),
    FormKind.SALE_RULING: SaleRuling(
        head=HEAD,
        asset=HOUSE,
        round=AuctionRound.FIRST,
        platform="某网络司法拍卖平台",
        sold_on=date(2026, 10, 8),
        buyer=FormParty(
            name="丑某某", natural=True, id_number="410000199001010017", address="某省某县某路9号"
        ),
        price=Decimal("735000"),
        bench=PANEL,
    ),
    FormKind.DEBT_ASSET_RULING: DebtAssetRuling(
        head=HEAD,
        asset=HOUSE,
        round=AuctionRound.SECOND,
        failed_on=date(2026, 11, 2),
        taker=APPLICANT,
        price=Decimal("560000"),
        offset=Decimal("560000"),
        surplus=Decimal("0"),
        bench=PANEL,
    ),
    FormKind.CLOSING_NOTICE: ClosingNotice(
        head=HEAD,
        ground="生效法律文书确定的义务已全部履行",
        recovered=Decimal("800000.50"),
        contact=CONTACT,
    ),
    FormKind.TERMINATION_RULING: TerminationRuling(
        head=HEAD,
        steps=(
            "向被执行人送达执行通知书、报告财产令，被执行人未报告财产",
            "通过网络执行查控系统查询被执行人的银行存款、车辆、不动产、证券等",
            "对被执行人采取限制消费措施",
        ),
        assets=("小型汽车一辆，已查封登记，未能实际扣押",),
        recovered=Decimal("5320.07"),
        outstanding=Decimal("794680.43"),
        applicant_agrees=True,
        bench=PANEL,
    ),
    FormKind.COMBINED_NOTICE: CombinedNotice(
        head=HEAD,
        addressee=PERSON,
        obligations=DUTIES,
        days=3,
        report_days=5,
        summons=Summons(at=at(5, 15, 9, 0), place="本院第二执行室"),
        fee=Decimal("10400.01"),
        account=ACCOUNT,
        contact=CONTACT,
    ),
    FormKind.SECOND_ASSIGNMENT_FEEDBACK: SecondAssignmentFeedback(
        head=HEAD,
        addressee=APPLICANT,
        reason="发现需要处置的房屋，短期内难以结案",
        query_results=("冻结存款5000元", "查封房屋一套"),
        progress=("已送达执行通知书", "已完成网络查询"),
        new_unit="普执团队",
        handler=CONTACT,
    ),
}
