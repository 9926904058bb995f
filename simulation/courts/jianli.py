"""Customs of Jianli (监利): seven groups, and every edge between them through the seventh."""

from simulation.courts.national import SIGNS
from simulation.customs import Customs, Desk, Errand

LEADER = ("group_leader",)
WATCHERS = ("judge_assistant", "clerk")

CUSTOMS = Customs(
    name="监利市人民法院",
    short="监利",
    units={
        "G1": "线上查控组",
        "G2": "线下查控组",
        "G3": "线索查控组",
        "G4": "财产处置组",
        "G5": "拒执打击组",
        "G6": "终本办理组",
        "G7": "指挥监控组",
    },
    centre="G1",
    topics=("risk", "case_understood", "written_leads"),
    signers=(),
    institutions=(
        "local_banks",
        "housing_fund_centre",
        "house_registry",
        "vehicle_registry",
        "market_regulator",
        "field_inquiry",
    ),
    finding_topics={
        "market_regulator": ("formation", "merger_division", "operation", "debts_claims", "change_ending"),
        "field_inquiry": ("domicile", "place_of_business"),
    },
    personal_service=frozenset({"JL-18", "JL-D12"}),
    errands={
        "JL-6": Errand("result_form_signed", subject="online_result_form", roles=LEADER, last=True),
        "JL-10": Errand("result_form_signed", subject="offline_result_form", roles=LEADER, last=True),
        "JL-D9": Errand("seizure_started", roles=("enforcement_officer", "judge_assistant", "judge")),
        "JL-D13": Errand("prosecution_started", roles=("judge",), hours=(3, 8)),
        "JL-D20": Errand("problem_reported", roles=WATCHERS),
        "JL-40": Errand("handler_reminded", roles=WATCHERS),
        "JL-42": Errand("petition_answered", roles=WATCHERS, hours=(8, 20)),
    },
    signs={**SIGNS, "JL-21": ("enforcement_officer",)},
    signs_at_end={"JL-D10": ("enforcement_officer", "judge_assistant", "judge")},
    deciders={
        "group_transfer": ("judge_assistant", "group_leader"),
        "filing_examination": ("judge", "team_head"),
        "resumption_review": LEADER,
        "spouse_query": LEADER,
    },
    gate="group_transfer",
    settlements="settlement_closing",
    payer=Desk("G7", ("clerk", "judge_assistant")),
    disposer="G4",
    disposal_pace=0.1,
    disposal_leg="disposal_start",
    passing_legs=frozenset({"leads", "crackdown"}),
    closing_facts={"can_be_closed": True},
    passes_terminations=frozenset({"G1", "G2", "G3", "G5"}),
    termination_months=0,
    evidence={
        "service_proofs": "present",
        "query_results": "present",
        "field_inquiry": "present",
        "disposal_papers": {"state": "not_applicable", "reason": "本案没有移送处置的财产"},
        "crackdown_findings": "present",
        "interview_and_approval": "present",
    },
)
