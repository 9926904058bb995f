"""Customs of Ruyang (汝阳)."""

from simulation.courts.national import EVIDENCE, SIGNS
from simulation.customs import Customs

CUSTOMS = Customs(
    name="汝阳县人民法院",
    short="汝阳",
    units={
        "query_group": "查控组",
        "fast_team": "速执团队",
        "ordinary_team_1": "普执一团队",
        "ordinary_team_2": "普执二团队",
        "ordinary_team_3": "普执三团队",
        "special_team": "特执团队",
    },
    centre="query_group",
    topics=(
        "service_address",
        "respondent_whereabouts",
        "risk",
        "leads",
        "investigation_order",
        "settlement_wish",
    ),
    signers=(),
    institutions=(
        "house_registry",
        "land_registry",
        "housing_fund_centre",
        "vehicle_registry",
        "market_regulator",
    ),
    signs=SIGNS,
    evidence=EVIDENCE,
)
