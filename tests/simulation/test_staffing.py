"""The rosters: everybody a rulebook needs is there, and the product takes them as they are."""

import pytest

from activities.rosters import read_roster
from models.limits import OWNER_UNIT, RECEIVER
from models.organisation import Permission
from models.roles import Role
from models.rulebook import Rulebook
from models.shelf.files import load_all
from simulation.courts.register import CUSTOMS
from simulation.customs import ALL, HOLDER
from simulation.staffing import Staffing, all_staffing, roster_files

BOOKS = load_all()
STAFFING = all_staffing()
COURTS = sorted(STAFFING)


def handling_units(book: Rulebook) -> set[str]:
    """The units a case may be drawn to."""
    return {unit for pool in book.triage.pools for unit in pool.units}


def places(book: Rulebook, permission: Permission) -> set[str]:
    """The units in which somebody must be able to do an act; empty for any unit.

    What the holder does is done in the units whose owners may do it: a group that only queries has no judge.
    """
    if permission.unit == RECEIVER:
        return handling_units(book)
    if permission.unit == OWNER_UNIT:
        return {unit for pool in book.triage.pools if pool.owner in permission.roles for unit in pool.units}
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
    for approval in BOOKS[court].approvals:
        if approval.unit and approval.unit != OWNER_UNIT:
            assert posted(STAFFING[court], approval.unit) & set(approval.approver), approval.matter


@pytest.mark.parametrize("court", COURTS)
def test_every_handling_unit_has_somebody_to_own_its_cases(court: str) -> None:
    """A judge (RY-54), or whom the pool says: a group's leader (JL-6), an officer (JL-12)."""
    for pool in BOOKS[court].triage.pools:
        assert all(pool.owner in posted(STAFFING[court], unit) for unit in pool.units), pool.key


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
    against = book.documents.stamping.against if book.documents.stamping else ()
    assert customs.checked == tuple(point.key for point in against)
    asked_first = any("offline_query" in leg.run for leg in book.flow.stages)
    assert customs.institutions == tuple(row.key for row in book.offline.institutions if asked_first)
    assert customs.centre == book.intake.unit == book.documents.unit == book.triage.unit
    assert (customs.name, customs.short) == (book.name, book.short)
    assert set(customs.units) >= handling_units(book)


@pytest.mark.parametrize("court", COURTS)
def test_errands_are_nodes_and_matters_of_the_rulebook(court: str) -> None:
    """What a node makes staff register is a matter they may register; what they sign is a node."""
    book, customs = BOOKS[court], CUSTOMS[court]
    limits = {limit.id: limit for limit in book.limits}
    matters = {matter.event.value: matter for matter in book.occurrences}
    for node, errand in customs.errands.items():
        assert limits[node].act == "record_occurrence"
        assert errand.event in {done.event for done in limits[node].done_by}
        assert set(errand.roles) & {*matters[errand.event].roles, *ALL}
        assert set(matters[errand.event].needs) <= {"subject", "probably_no_assets", *errand.facts}
    assert {*customs.signs, *customs.signs_at_end} <= {limit.id for limit in book.limits}
    assert customs.personal_service <= set(limits)


@pytest.mark.parametrize("court", COURTS)
def test_habits_of_groups_are_those_of_the_rulebook(court: str) -> None:
    """Gate, settlements, desks, legs, months, papers: what the book says, by the book's own keys."""
    book, customs = BOOKS[court], CUSTOMS[court]
    matters = {approval.matter: approval for approval in book.approvals}
    assert {customs.gate, customs.settlements} - {""} <= set(matters)
    for matter, roles in customs.deciders.items():
        assert set(roles) <= set(matters[matter].approver)
    assert {*customs.passing_legs, customs.disposal_leg} - {""} <= {leg.id for leg in book.flow.stages}
    assert customs.payer.unit or customs.payer.roles == HOLDER
    assert (customs.payer.unit or OWNER_UNIT) == book.funds.payer
    assert customs.disposer in ("", book.auction.desk_unit)
    assert customs.reception_before_filing == book.reception.before_filing
    assert customs.termination_months == book.closing.min_months_since_filing
    assert customs.requeries == bool(book.closing.requery_months)
    assert customs.closing_fields == bool(book.closing.required_fields)
    assert set(customs.auction_papers) == {
        paper.key for paper in book.auction.required_papers if paper.when == "auction"
    }
    ladder = [rung.channel for rung in book.documents.ladder if rung.channel not in ("electronic", "post")]
    assert customs.by_hand in ((), tuple(ladder))
    method = next(method for method in book.closing.methods if method.method == "termination")
    by_hand = {item.item for item in method.evidence if item.satisfied_by is None and not item.by_review}
    assert by_hand <= set(customs.evidence)


def test_choosing_is_stable_and_leaves_out() -> None:
    """The same mark chooses the same person, never one left out; nobody fitting is an error."""
    staffing = STAFFING["ruyang"]
    first = staffing.choose("query_group", ("clerk",), "mark", frozenset())
    assert first == staffing.choose("query_group", ("clerk",), "mark", frozenset())
    assert first != staffing.choose("query_group", ("clerk",), "mark", frozenset({first.staff}))
    with pytest.raises(LookupError):
        staffing.choose("query_group", ("bailiff",), "mark", frozenset())
