"""The rosters: everybody a rulebook needs is there, and the product takes them as they are."""

import pytest

from activities.rosters import read_roster
from models.limits import OWNER_UNIT, RECEIVER
from models.organisation import Permission
from models.roles import Role
from models.rulebook import Rulebook
from models.rulebook_files import load_all
from simulation.customs import CUSTOMS
from simulation.staffing import Staffing, all_staffing, roster_files

BOOKS = load_all()
STAFFING = all_staffing()
COURTS = sorted(STAFFING)


def handling_units(book: Rulebook) -> set[str]:
    """The units a case may be drawn to."""
    return {unit for pool in book.triage.pools for unit in pool.units}


def places(book: Rulebook, permission: Permission) -> set[str]:
    """The units in which somebody must be able to do an act; empty for any unit."""
    if permission.unit in (OWNER_UNIT, RECEIVER):
        return handling_units(book)
    return {permission.unit} if permission.unit else {""}


def posted(staffing: Staffing, unit: str) -> set[str]:
    """The roles held in a unit, or in any."""
    return {post.role for post in staffing.posts if unit in ("", post.unit)}


@pytest.mark.parametrize("path", roster_files(), ids=lambda path: path.stem)
def test_the_product_reads_the_rosters(path) -> None:
    """Every roster is valid, its units and roles known, its people in office since 2024."""
    roster = read_roster(path)
    book = BOOKS[roster.court]
    units, roles = {unit.key for unit in book.units}, {role.value for role in Role}
    for person in roster.staff:
        for membership in person.memberships:
            assert membership.unit in units
            assert membership.role in roles
            assert (membership.since.isoformat(), membership.until) == ("2024-01-01", None)
    assert len({person.number for person in roster.staff}) == len(roster.staff)
    assert len({person.name for person in roster.staff}) == len(roster.staff)


@pytest.mark.parametrize("court", COURTS)
def test_every_act_has_somebody_to_do_it(court: str) -> None:
    """For each act of the rulebook there is somebody in the right role of the right unit."""
    book, staffing = BOOKS[court], STAFFING[court]
    for permission in book.acts:
        if permission.person in ("approver", "reviewer"):
            continue
        wanted = {"key_holder"} if permission.person == "key_holder" else set(permission.roles)
        if permission.person == "key_holder" and not book.identity.key_holder_only:
            wanted = set(permission.roles)
        for place in places(book, permission):
            assert posted(staffing, place) & wanted, f"{permission.act} in {place}"


@pytest.mark.parametrize("court", COURTS)
def test_every_matter_has_somebody_to_decide_it(court: str) -> None:
    """The first approver of each matter that the simulation puts up is in office."""
    held = posted(STAFFING[court], "")
    matters = {approval.matter: approval.approver[0] for approval in BOOKS[court].approvals}
    conversions = {conversion.approval for conversion in BOOKS[court].conversions}
    measures = {measure.approval for measure in BOOKS[court].measures if measure.approval}
    pools = {pool.approval for pool in BOOKS[court].triage.pools if pool.approval}
    assert {matters[matter] for matter in conversions | measures | pools} <= held


@pytest.mark.parametrize("court", COURTS)
def test_every_handling_unit_has_a_judge(court: str) -> None:
    """Every case has a judge as its owner (RY-54)."""
    assert all("judge" in posted(STAFFING[court], unit) for unit in handling_units(BOOKS[court]))


@pytest.mark.parametrize("court", COURTS)
def test_reviewers_are_two_at_least(court: str) -> None:
    """Whoever proposed a closing does not review it: the reviewing unit has somebody else."""
    for method in BOOKS[court].closing.methods:
        staff = {post.staff for post in STAFFING[court].posts if post.unit == method.reviewer}
        assert len(staff) >= 2


@pytest.mark.requirement("RY-15")
def test_ruyang_has_the_posts_of_its_plan() -> None:
    """Judges, assistants, clerks and bailiffs of each team are as many as the court's plan says."""
    posts = STAFFING["ruyang"].posts
    for unit in BOOKS["ruyang"].units:
        for role, count in unit.posts.items():
            assert sum(1 for post in posts if (post.unit, post.role) == (unit.key, role)) == count, unit.key


@pytest.mark.parametrize("court", COURTS)
def test_customs_are_those_of_the_rulebook(court: str) -> None:
    """What staff know by heart is what the rulebook asks: topics, signers, counters, units."""
    book, customs = BOOKS[court], CUSTOMS[court]
    assert customs.topics == tuple(topic.key for topic in book.reception.topics)
    assert customs.signers == book.reception.signers
    asked_first = any("offline_query" in leg.run for leg in book.flow.stages)
    assert customs.institutions == tuple(row.key for row in book.offline.institutions if asked_first)
    assert customs.centre == book.intake.unit == book.documents.unit == book.triage.unit
    assert (customs.name, customs.short) == (book.name, book.short)
    assert set(customs.units) >= handling_units(book)


def test_choosing_is_stable_and_leaves_out() -> None:
    """The same mark chooses the same person, never one left out; nobody fitting is an error."""
    staffing = STAFFING["ruyang"]
    first = staffing.choose("query_group", ("clerk",), "mark", frozenset())
    assert first == staffing.choose("query_group", ("clerk",), "mark", frozenset())
    assert first != staffing.choose("query_group", ("clerk",), "mark", frozenset({first.staff}))
    with pytest.raises(LookupError):
        staffing.choose("query_group", ("bailiff",), "mark", frozenset())
