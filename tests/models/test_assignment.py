"""Recorded draws that anyone can recompute (分案)."""

import hashlib
from collections import Counter
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from models.assignment import Candidate, Draw, Method, draw, ticket, verify
from models.errors import Refusal

TEAMS = tuple(Candidate(key=f"team-{n}", load=load) for n, load in enumerate((7, 3, 3, 5)))
rosters = st.lists(
    st.builds(Candidate, key=st.text(min_size=1, max_size=8), load=st.integers(0, 5)),
    min_size=1,
    max_size=6,
    unique_by=lambda candidate: candidate.key,
).map(tuple)
seeds = st.text(min_size=1, max_size=20)


@pytest.mark.requirement("GS-24", "GS-T16")
def test_a_random_draw_follows_the_published_formula() -> None:
    tickets = {team.key: hashlib.sha256(b"2026-0001\n" + team.key.encode()).hexdigest() for team in TEAMS}
    made = draw("random", "2026-0001", TEAMS)
    assert made.chosen == min(tickets, key=lambda key: tickets[key])
    assert made == Draw(method="random", seed="2026-0001", roster=TEAMS, chosen=made.chosen)


def test_the_formula_does_not_change() -> None:
    assert ticket("seed", "team-1") == "6cfcbdf9f4b7aacfe0b4943472c662eae90e74ebeec0f8f770910b08fe57559c"
    assert draw("random", "seed", TEAMS).chosen == "team-3"
    assert draw("even", "seed", TEAMS).chosen == "team-1"


@pytest.mark.requirement("JL-12", "RY-T11")
def test_an_even_draw_takes_the_least_loaded_and_breaks_ties_at_random() -> None:
    drawn = Counter(draw("even", f"case-{n}", TEAMS).chosen for n in range(200))
    assert set(drawn) == {"team-1", "team-2"}
    assert all(times > 60 for times in drawn.values())


@pytest.mark.requirement("GS-24")
def test_a_random_draw_spreads_over_all_and_ignores_loads() -> None:
    drawn = Counter(draw("random", f"case-{n}", TEAMS).chosen for n in range(400))
    assert set(drawn) == {team.key for team in TEAMS}
    assert all(60 < times < 140 for times in drawn.values())


def test_a_fixed_draw_takes_the_only_one() -> None:
    (only,) = roster = TEAMS[:1]
    assert draw("fixed", "", roster).chosen == only.key


@given(method=st.sampled_from(("random", "even")), seed=seeds, roster=rosters, data=st.data())
def test_the_order_of_the_roster_plays_no_part(
    method: Method, seed: str, roster: tuple[Candidate, ...], data: st.DataObject
) -> None:
    shuffled = tuple(data.draw(st.permutations(roster)))
    assert draw(method, seed, roster).chosen == draw(method, seed, shuffled).chosen


@given(method=st.sampled_from(("random", "even")), seed=seeds, roster=rosters)
def test_a_draw_proves_itself_and_nobody_else(
    method: Method, seed: str, roster: tuple[Candidate, ...]
) -> None:
    made = draw(method, seed, roster)
    assert verify(made)
    assert verify(Draw.model_validate_json(made.model_dump_json()))
    for other in roster:
        if other.key != made.chosen:
            assert not verify(made.model_copy(update={"chosen": other.key}))


def test_a_changed_load_shows() -> None:
    made = draw("even", "case", TEAMS)
    relieved = tuple(
        team.model_copy(update={"load": 0 if team.key == "team-0" else team.load}) for team in TEAMS
    )
    assert not verify(made.model_copy(update={"roster": relieved}))


def test_a_draw_from_an_impossible_roster_does_not_verify() -> None:
    made = draw("random", "case", TEAMS)
    assert not verify(made.model_copy(update={"seed": ""}))
    assert not verify(made.model_copy(update={"roster": ()}))


@pytest.mark.parametrize(
    ("method", "seed", "roster", "code"),
    [
        ("random", "case", (), "roster_empty"),
        ("even", "case", (*TEAMS, TEAMS[0]), "roster_repeats"),
        ("fixed", "", TEAMS, "roster_ambiguous"),
        ("random", "", TEAMS, "seed_missing"),
        ("even", "", TEAMS, "seed_missing"),
    ],
)
def test_what_cannot_be_drawn_is_refused(
    method: Method, seed: str, roster: tuple[Candidate, ...], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        draw(method, seed, roster)
    assert refused.value.code == code


@pytest.mark.parametrize("fields", [{"key": ""}, {"key": "a", "load": -1}])
def test_a_candidate_has_a_key_and_a_load(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Candidate(**fields)


def test_the_chosen_one_is_on_the_roster() -> None:
    with pytest.raises(ValidationError, match="名单"):
        Draw(method="random", seed="case", roster=TEAMS, chosen="team-9")
    assert get_args(Method) == ("random", "even", "fixed")
