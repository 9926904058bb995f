"""Every kind of act: what it becomes when the case allows it, and with which code it is refused when not."""

import pytest

from models.acts.envelope import Act, ActKind
from models.acts.registry import read_act_data
from models.errors import Code, Refusal
from models.events import Event, EventKind
from tests.models import (
    acts_before,
    acts_disposal,
    acts_distribution,
    acts_filing,
    acts_panels,
    acts_passing,
    acts_stamping,
    acts_team,
    acts_third_parties,
)
from tests.models.act_states import BAD, CORRECTION, SECOND, Case, Data, Told, asked, new, team, waived
from tests.models.telling import Tale

CASES = (
    *(acts_before.CASES + acts_team.CASES + acts_disposal.CASES + acts_passing.CASES),
    *(acts_filing.CASES + acts_third_parties.CASES + acts_panels.CASES),
    *acts_distribution.CASES,
    *acts_stamping.CASES,
)


def events(tale: Tale, kind: ActKind, data: Data, actor: str = "RY099") -> tuple[Event, ...]:
    """What an act becomes in a case."""
    act: Act = tale.act(kind, data, actor=actor)
    return read_act_data(act).events(act, tale.situation)


def test_every_kind_of_act_is_shown_here() -> None:
    """A new kind of act is told what it becomes and when it is refused."""
    assert [case.kind for case in CASES] == list(ActKind)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind.value)
def test_an_act_becomes_its_events(case: Case) -> None:
    """By whom, in which role, when it was done; and the case folds them without a complaint."""
    tale = case.told()
    made = events(tale, case.kind, case.data)
    assert tuple(event.kind for event in made) == case.becomes
    for event in made:
        assert (event.actor, event.role) == ("RY099", "judge")
        tale.tell(event)


@pytest.mark.parametrize(
    ("kind", "told", "data", "code"),
    [
        pytest.param(case.kind, *refused, id=f"{case.kind}-{number}")
        for case in CASES
        for number, refused in enumerate(case.refused)
    ],
)
def test_an_act_is_refused_with_its_code(kind: ActKind, told: Told, data: Data, code: Code) -> None:
    """One code for the program, one Chinese sentence for the person, nothing of the case changed."""
    tale = told()
    before = tale.state
    with pytest.raises(Refusal) as refusal:
        events(tale, kind, data)
    assert refusal.value.code == code
    assert any("\u4e00" <= sign <= "\u9fff" for sign in refusal.value.message)
    assert "丁某" not in refusal.value.message and tale.state == before


@pytest.mark.requirement("NB-79", "RY-40", "CV-8")
def test_nobody_is_his_own_second_person() -> None:
    """Neither one's own request nor one's own report nor one's own statement is anybody's to settle."""
    own = "RY010"
    tale = asked()
    with pytest.raises(Refusal) as decided:
        events(tale, ActKind.DECIDE_APPROVAL, {"approval": "A1", "granted": True}, own)
    with pytest.raises(Refusal) as reviewed:
        events(waived(), ActKind.REVIEW_CLOSING, {"approved": True}, own)
    corrected = new()
    act = corrected.act(ActKind.CORRECT_FACT, CORRECTION, actor=own)
    with pytest.raises(Refusal) as stated:
        situation = corrected.situation.model_copy(update={"corrected_authors": frozenset({own})})
        read_act_data(act).events(act, situation)
    assert {decided.value.code, reviewed.value.code, stated.value.code} == {SECOND}


@pytest.mark.requirement("RY-22", "GS-14")
def test_unknown_fields_are_refused_by_name() -> None:
    """A mistyped field is never silently lost."""
    for case in CASES:
        with pytest.raises(Refusal) as refusal:
            events(case.told(), case.kind, {**case.data, "mistyped": 1})
        assert (refusal.value.code, "mistyped" in refusal.value.message) == (BAD, True), case.kind


def test_a_signature_covers_all_but_itself() -> None:
    """The bytes to be signed change with every field of the act and with the case, not with the signature."""
    act = team().act(ActKind.MAKE_PLAN, {"plan": "x"})
    signed = act.model_copy(update={"key_id": "k", "signature": "s"})
    assert signed.bytes_about("ruyang:1") == act.bytes_about("ruyang:1") != act.bytes_about("ruyang:2")
    for change in ({"actor": "RY021"}, {"data": {"plan": "y"}}, {"role": "clerk"}, {"on_behalf_of": "RY099"}):
        assert act.model_copy(update=change).bytes_about("ruyang:1") != act.bytes_about("ruyang:1")


@pytest.mark.requirement("CV-12", "RY-38", "RY-40")
def test_a_substitute_is_no_second_person() -> None:
    """What was asked, proposed or stated on somebody's behalf is theirs as well as the substitute's."""
    on_behalf = {"actor": "RY030", "on_behalf_of": "RY020"}

    def settled(tale: Tale, kind: ActKind, data: Data, **by: str) -> str:
        act = tale.act(kind, data).model_copy(update={"actor": "RY099", **by})
        situation = tale.situation.model_copy(update={"corrected_authors": frozenset(on_behalf.values())})
        try:
            read_act_data(act).events(act, situation)
        except Refusal as refused:
            return refused.code
        return ""

    tale = team()
    event = tale.act(ActKind.REQUEST_APPROVAL).model_copy(update=on_behalf)
    tale.tell(event.event(EventKind.APPROVAL_REQUESTED, "A1", matter="simple_to_ordinary"))
    tale.tell(event.event(EventKind.CLOSING_PROPOSED, method="ended", ground="x"))
    for kind, data in (
        (ActKind.DECIDE_APPROVAL, {"approval": "A1", "granted": False, "reason": "x"}),
        (ActKind.REVIEW_CLOSING, {"approved": False, "reason": "x"}),
        (ActKind.CORRECT_FACT, CORRECTION),
    ):
        found = [
            settled(tale, kind, data, **by)
            for by in ({"actor": "RY030"}, {"actor": "RY020"}, {"on_behalf_of": "RY020"}, {})
        ]
        assert found == [SECOND, SECOND, SECOND, ""], kind
