"""Counters asked only of some respondents: the query of a case waits for those it was opened for."""

import pytest

from activities.filing import desk
from models.errors import Code
from models.events import EventKind
from models.rulebook import Rulebook
from models.shelf.files import load
from tests import roads
from tests.courthouse import CourtHouse
from tests.filing.samples import party, resident_id
from tests.workflows.limits import refused

ON_THE_SPOT = {
    "key": "field_inquiry",
    "name": "住所地实地调查",
    "when": {"organisation_respondent": True},
    "on_site": True,
    "topics": [{"key": "domicile", "name": "住所地", "proposed": "JL-9"}],
    "proposed": "JL-9",
}
PERSON = {"kind": "natural_person", "name": "丁某", "id_number": resident_id(2), "representative": None}


def drafted() -> Rulebook:
    """Ruyang's rules with a look on the spot where a respondent is an organisation."""
    court = load("ruyang").model_dump(mode="json")
    court["offline"]["institutions"].append(ON_THE_SPOT)
    return Rulebook.model_validate(court)


@pytest.mark.requirement("JL-9")
async def test_an_organisation_is_visited_before_the_query_ends(
    house: CourtHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The query of an enterprise waits for the report of the visit; that of a person knows none."""
    monkeypatch.setattr(desk, "load", lambda court, day: drafted())
    roads.hurry(house)
    person = await house.file(roads.filing(parties=party(1, 1, **PERSON)), roads.respondent())
    company = await house.file(roads.filing(), roads.respondent())
    visit = {"institution": "field_inquiry", "covered": ["domicile"]}
    for key in (person, company):
        await house.act(key, "register_case", roads.REGISTRAR)
        for institution in load("ruyang").offline.institutions:
            await house.act(key, "report_finding", roads.QUERY, {"institution": institution.key})
    assert roads.state(house, person).seen(EventKind.TRADITIONAL_QUERY_ENDED)
    assert (await refused(house, person, "report_finding", roads.QUERY, visit)).code == Code.UNKNOWN_SUBJECT
    assert not roads.state(house, company).seen(EventKind.TRADITIONAL_QUERY_ENDED)
    await house.act(company, "report_finding", roads.QUERY, visit)
    now = roads.state(house, company)
    assert now.seen(EventKind.TRADITIONAL_QUERY_ENDED)
    assert "assistance/field_inquiry" not in now.papers and "assistance/house_registry" in now.papers
