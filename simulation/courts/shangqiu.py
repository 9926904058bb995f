"""Customs of Shangqiu Intermediate (商丘中院)."""

from simulation.courts.national import EVIDENCE, SIGNS
from simulation.customs import Customs, Desk, Errand

ASSISTANTS = ("judge_assistant", "clerk")

CUSTOMS = Customs(
    name="商丘市中级人民法院",
    short="商丘中院",
    units={
        "fast_team_1": "第一速执团队",
        "fast_team_2": "第二速执团队",
        "ordinary_team": "普执团队",
        "special_team": "特执团队",
    },
    centre="clerical_group",
    topics=(),
    signers=("interviewer", "recorder", "interviewee"),
    institutions=("house_registry", "vehicle_registry", "housing_fund_centre"),
    errands={
        "SQ-D5": Errand(
            "property_analysed",
            roles=ASSISTANTS,
            after=("feedback_filed",),
            not_during="network_query",
            last=True,
        ),
        "SQ-D8": Errand("reception_record_signed", roles=ASSISTANTS, hours=(0.1, 0.2)),
        "SQ-D17": Errand("petition_answered", roles=("team_head", "judge"), hours=(20, 40)),
        "SQ-D18": Errand("joint_meeting_held", roles=("bureau_director",), hours=(6, 12)),
        "SQ-34.1": Errand("entrust_in_accepted", roles=ASSISTANTS),
        "SQ-34.2": Errand("entrust_in_completed", roles=ASSISTANTS),
        "SQ-34.3": Errand("entrust_out_sent", roles=ASSISTANTS),
    },
    signs={**SIGNS, "SQ-D1": ASSISTANTS, "SQ-6.8": ASSISTANTS},
    payer=Desk("dispatch_group", ASSISTANTS),
    evidence=EVIDENCE,
)
