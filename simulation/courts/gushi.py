"""Customs of Gushi (固始)."""

from simulation.courts.national import EVIDENCE, SIGNS
from simulation.customs import Customs

CUSTOMS = Customs(
    name="固始县人民法院",
    short="固始",
    units={
        "fast_team_1": "速执一团队",
        "fast_team_2": "速执二团队",
        "ordinary_team_1": "普执一团队",
        "ordinary_team_2": "普执二团队",
        "special_team": "特执团队",
    },
    centre="affairs_centre",
    topics=(
        "filing_information",
        "service_address",
        "reference_price_opinion",
        "online_auction_opinion",
        "payee_account",
        "risk",
        "questions",
    ),
    signers=("interviewer", "recorder", "interviewee"),
    institutions=(),
    signs=SIGNS,
    evidence=EVIDENCE,
)
