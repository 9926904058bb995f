"""What staff of a court know by heart: who does what before a team has the case, what a form asks."""

from dataclasses import dataclass

ALL = ("judge_assistant", "enforcement_officer", "clerk", "judge")


@dataclass(frozen=True)
class Customs:
    """The habits of one court."""

    name: str
    """The court's full name, as lists offer it."""
    short: str
    units: dict[str, str]
    """What its units are called."""
    centre: str
    """The unit that receives, queries, serves and triages."""
    topics: tuple[str, ...]
    signers: tuple[str, ...]
    institutions: tuple[str, ...]
    """Counters asked before triage, in the order of the round; none where the team goes itself."""


CUSTOMS = {
    "ruyang": Customs(
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
    ),
    "gushi": Customs(
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
    ),
}


def unit_name(court: str, unit: str) -> str:
    """What a unit that holds cases is called; its key where it has no name here."""
    return CUSTOMS[court].units.get(unit, unit)
