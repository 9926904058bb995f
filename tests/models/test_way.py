"""Where a case goes next: the rulebook's order, its conditions, its ways back."""

import pytest

from models.events import EventKind
from models.flow import Part
from models.shelf.files import known_courts, load
from models.way import next_leg
from tests.models.telling import Tale

KIND = EventKind


def enter(tale: Tale) -> str:
    """Enter the next leg and leave it again; its id, empty at the end of the way."""
    leg = next_leg(tale.book, tale.state)
    if leg is None:
        return ""
    visit = tale.state.visit + 1
    for part in leg.run:
        tale.happens(KIND.STAGE_ENTERED, part.value, leg=leg.id, visit=visit)
    for part in leg.run:
        tale.happens(KIND.STAGE_LEFT, part.value)
    return leg.id


def way(tale: Tale) -> list[str]:
    """The legs a case goes through when nothing special happens."""
    legs = []
    while leg := enter(tale):
        legs.append(leg)
        assert len(legs) < 20, "a way that does not end"
    return legs


@pytest.mark.requirement("GS-13", "GS-15", "RY-18", "RY-21", "GS-1")
@pytest.mark.parametrize(
    ("court", "legs"),
    [
        ("gushi", ["intake", "reception", "preparation", "triage", "implementation", "closing"]),
        ("ruyang", ["intake", "preparation", "reception", "triage", "implementation", "closing"]),
    ],
)
def test_the_order_is_the_courts(court: str, legs: list[str]) -> None:
    """Gushi receives before it queries, Ruyang after; no disposal, no auction."""
    assert way(Tale(book=load(court))) == legs


@pytest.mark.parametrize("court", known_courts())
def test_every_part_of_the_way_is_a_stage(court: str) -> None:
    """Each stage stands in the way; only counters a team asks itself may have none (GS-A9), and the
    examination of a resumption where the document has none (RY-41, SQ-6).

    Documents stand there whole, or as making, with service after it or left to a person (SH-A18, JL-18).
    """
    book = load(court)
    parts = [part for leg in book.flow.stages for part in leg.run]
    left_out = set() if book.offline.unit != "owner_unit" else {Part.OFFLINE_QUERY}
    halves = {Part.MAKING} if Part.DOCUMENTS in parts else {Part.DOCUMENTS}
    left_out |= set() if Part.RESUMPTION in parts else {Part.RESUMPTION}
    assert set(parts) - {Part.SERVICE} == set(Part) - left_out - halves - {Part.SERVICE}


@pytest.mark.requirement("RY-31", "RY-35", "GS-26")
def test_into_disposal_and_back_as_often_as_needed() -> None:
    """A thing in disposal leads to the auction, its end back to implementation; a second thing again."""
    tale = Tale()
    while enter(tale) != "implementation":
        pass
    for asset in ("W1", "W2"):
        tale.happens(KIND.PROPERTY_FOUND, asset, kind="vehicle", source="network")
        tale.happens(KIND.DISPOSAL_ENTERED, asset, kind="vehicle")
        assert enter(tale) == "auction"
        tale.happens(KIND.DISPOSAL_ENDED, asset, outcome="unsold")
        assert enter(tale) == "implementation"
    assert [enter(tale), enter(tale)] == ["closing", ""]


@pytest.mark.requirement("RY-40", "RY-45")
def test_a_returned_closing_goes_back_to_the_team() -> None:
    """Returned: back to implementation; approved: the way is at its end."""
    tale = Tale()
    while enter(tale) != "implementation":
        pass
    tale.happens(KIND.CLOSING_PROPOSED, method="ended", ground="x")
    assert enter(tale) == "closing"
    tale.happens(KIND.CLOSING_RETURNED, reason="材料不全")
    assert enter(tale) == "implementation"
    tale.happens(KIND.CLOSING_PROPOSED, method="ended", ground="x")
    assert enter(tale) == "closing"
    tale.happens(KIND.CLOSING_APPROVED, method="ended")
    assert enter(tale) == ""
