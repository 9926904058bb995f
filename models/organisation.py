"""A court's units, who may do which act, and who decides which matter."""

from typing import Literal

from pydantic import Field, model_validator

from models.conditions import Condition
from models.events import EventKind
from models.limits import Wanted
from models.roles import Role
from models.sourced import Sourced
from models.values import Facts, Value


class OrgUnit(Sourced):
    """A unit of the court (团队、小组、机构); `leader` is the role of the person who heads it."""

    key: str
    name: str
    kind: Literal["centre", "group", "division", "team"]
    parent: str = ""
    leader: Role | None = None
    track: str = ""
    case_kinds: tuple[str, ...] = ()
    posts: dict[Role, int] = Field(default_factory=dict)
    """Posts by role, where the court's plan states them (编制)."""


class ApproverLevel(Value):
    """Who decides a matter where a condition holds (审批权限, JL-T12)."""

    when: Condition
    approver: tuple[Role, ...]
    article: str = ""


class Approval(Sourced):
    """A matter somebody else decides (审批事项): an object with request, reason, decider, time.

    `unit`: only its members decide. `levels`: the first whose condition holds names the approver, else
    `approver`. `then`: a grant opens that further matter, level by level (SQ-D11, JL-T19). `on_request`:
    asked for by a person of `requester` (a unit, or the holder of the case). `refusal`: after one the
    case `goes_on` without, or the sender `corrects` and asks again; the refusals are its ledger (JL-36);
    or it `ends` what was to begin, and the case goes on at `leg` (JL-T18). A grant states the facts of
    `records`. `unit` may be the holder of the case (JL-T11).
    `effect`: a grant extends a limit or suspends limits (延长、扣除, CV-10), or releases the money or thing
    it was asked for (解除控制, SH-51).
    """

    matter: str
    name: str
    approver: tuple[Role, ...]
    form: str = ""
    unit: str = ""
    levels: tuple[ApproverLevel, ...] = ()
    then: str = ""
    on_request: bool = False
    requester: str = ""
    refusal: Literal["goes_on", "corrects", "ends"] = "goes_on"
    leg: str = ""
    records: Facts = Field(default_factory=dict)
    effect: Literal["", "extension", "suspension", "release"] = ""
    panel: bool = False
    """A panel decides it and nobody alone (合议事项): the act `record_panel` writes the conclusion."""


class NamedBody(Sourced):
    """A body the court's document names and never sets up (未设机构); `mapped_to` is a unit that serves."""

    key: str
    name: str
    article: str
    mapped_to: str = ""


class OccurrenceKind(Value):
    """A kind of a registered matter: the papers it must state, the actions it may be (SH-27, SH-29)."""

    papers: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()


class Occurrence(Sourced):
    """A matter of work somebody registers (登记事项): which event, by whom, with which facts.

    `needs` are facts it must carry, `must` facts with the value they must have, or one of several (a
    verified identity, SH-30). `approved`: it may be registered only with a granted request of
    that matter, named by the fact `approval` (a release from detention, JL-20). `kinds`: the fact `kind`
    is one of them; the fact `papers` holds its papers, the fact `action` is one of its actions.
    """

    event: EventKind
    name: str
    roles: tuple[Role, ...]
    unit: str = ""
    needs: tuple[str, ...] = ()
    must: dict[str, Wanted] = Field(default_factory=dict)
    approved: str = ""
    kinds: dict[str, OccurrenceKind] = Field(default_factory=dict)


class Approved(Value):
    """A grant without which an act is refused (须先经批准, NB-80): of this matter, for what the act is about.

    `target` names the act's datum that says what the request was about; `where` narrows to acts with
    these data.
    """

    matter: str
    target: str
    where: dict[str, Wanted] = Field(default_factory=dict)


class Permission(Sourced):
    """Who may do an act: anyone in one of the roles, or the person the case itself points to.

    `person` narrows: `approver` decides the matter put to them, `reviewer` sits in the unit that
    reviews the proposed closing, `key_holder` keeps the key where the court has one (GS-32),
    `anyone_else` is somebody other than who stated what is corrected, `leader` heads the unit or one
    above it, or holds one of the roles anywhere at the court. `unit` is a unit key,
    `owner_unit` or `receiver` (the unit a handover is offered to): only its members may.
    `not_by_doer_of`: whoever did one of these acts may not. `approved`: grants without which nobody may.
    """

    act: str
    name: str
    roles: tuple[Role, ...] = ()
    person: Literal["", "approver", "reviewer", "key_holder", "anyone_else", "leader"] = ""
    unit: str = ""
    not_by_doer_of: tuple[str, ...] = ()
    approved: tuple[Approved, ...] = ()

    @model_validator(mode="after")
    def _somebody(self) -> "Permission":
        if not self.roles and not self.person:
            raise ValueError("须写明 roles 或 person")
        return self
