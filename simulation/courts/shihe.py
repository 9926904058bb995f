"""Customs of Shihe (浉河)."""

from simulation.courts.national import EVIDENCE, SIGNS
from simulation.customs import Customs, Desk, Errand

LISTING = {"kind": "dishonest_listing", "action": "publish"}
"""What the file centre enters, as the team decided (SH-29)."""

CONFIRMED = {"confirmation_printed": True, "buyer_contacted": True}
"""What the disposal officer does when a thing is sold (SH-38)."""

GENERAL = ("ownership", "occupation", "arrears", "defects")
"""What every status report states (SH-35)."""

STATUS_REPORT = {
    "house": (*GENERAL, "location_and_area"),
    "shop": (*GENERAL, "location_and_area"),
    "land": (*GENERAL, "location_and_area", "land_term"),
    "vehicle": (*GENERAL, "vehicle_condition"),
    "machinery": (*GENERAL, "machine_condition"),
    "equity": (*GENERAL, "company_papers"),
    "listed_stock": (*GENERAL, "shares_held"),
    "securities": (*GENERAL, "shares_held"),
}
"""What it states of property of each kind (SH-36)."""

CUSTOMS = Customs(
    name="信阳市浉河区人民法院",
    short="浉河",
    units={
        "fast_team": "快执团队",
        "offline_group": "线下组",
        "implementation_team": "执行实施团队",
        "terminated_group": "终本案件管理组",
    },
    centre="intake_document_team",
    topics=(
        "case_information",
        "service_address",
        "respondent_information",
        "trial_service_by_notice",
        "related_cases",
        "property",
        "rights_and_risk",
        "leads",
        "investigation_order",
        "reward_notice",
        "dishonest_listing",
        "complaint_channels",
    ),
    signers=("interviewer", "recorder", "interviewee"),
    institutions=("house_registry", "vehicle_registry", "market_regulator", "bank_counter"),
    reception_before_filing=True,
    checked=("filing", "basis", "application"),
    by_hand=("collect", "in_person", "public_notice"),
    errands={
        "SH-D4": Errand("feedback_printed"),
        "SH-D6": Errand("out_of_area_passed"),
        "SH-D10": Errand("roster_done", hours=(0.5, 1)),
        "SH-D11": Errand("traditional_query_started", during="implementation", hours=(3, 8)),
        "SH-D12": Errand("property_analysed", not_during="offline_query", last=True, hours=(2, 6)),
        "SH-D18": Errand("entrust_out_sent"),
        "SH-D19": Errand("entrust_in_accepted"),
        "SH-D20": Errand("entrust_in_completed", hours=(4, 8)),
        "SH-D21": Errand("listing_entered", facts={"identity_verified": True, **LISTING}),
        "SH-D22": Errand("auction_notice_drafted", hours=(2, 5)),
        "SH-D23": Errand("auction_notice_served", hours=(2, 5)),
        "SH-D24": Errand("team_told", hours=(0.1, 0.3)),
        "SH-D26": Errand("failed_round_told", hours=(0.2, 0.5)),
        "SH-38": Errand("sale_confirmed", facts=CONFIRMED, hours=(0.2, 0.5)),
        "SH-D34": Errand("handler_reminded"),
        "SH-D35": Errand("disposal_step_told"),
        "SH-D36": Errand("platform_item_answered", hours=(4, 10)),
        "SH-D38": Errand("sanction_drafted", hours=(2, 5), only_if="sanction_due", before_closing=True),
        "SH-D39": Errand("entrust_answer_handed"),
    },
    signs={**SIGNS, "SH-D17": ("judge_assistant",), "SH-65": ("judge_assistant",)},
    arrivals=Desk("funds_officer", ("finance",)),
    auction_papers=(
        "auction_ruling",
        "asset_status_report",
        "first_seizure_papers",
        "reserve_price_record",
        "title_certificate",
        "party_identity_data",
    ),
    report_points={"asset_status_report": STATUS_REPORT},
    sanctions_judged_by="terminated_group",
    passing_legs=frozenset({"terminated"}),
    passes_terminations=frozenset({"implementation_team", "offline_group"}),
    requeries=True,
    evidence={**EVIDENCE, "inquiry_papers": "present"},
    closing_fields=True,
)
