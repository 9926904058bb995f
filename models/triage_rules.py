"""Triage as data (繁简分流、分案): the rules, the pools a case is drawn into, related cases."""

from typing import Literal

from pydantic import Field, model_validator

from models.conditions import Condition
from models.roles import Role
from models.sourced import Sourced


class TriageRule(Sourced):
    """A triage rule (分流规则): if the condition is known true, this track and pool.

    Rules are read in the order of `precedence` (lower first), then of the list. `chosen` marks a
    catch-all class that only a person may pick, with a reason (CV-7). A row of the court's table that
    holds several cases repeats its id with another `branch`.

    `effect` says what the rule decides: the `track` with its pool; that a group which holds the case
    sends it on (`exit`, JL-T4, SH-T18); how the drawn pool is shared (`assignment`, reads `track` and
    `pool`); that the team of a related case is proposed (`related`); that a `matter` needs approval
    (`approval`, JL-T12); or nothing, it only tells (`advice`, JL-T5).

    `exit` is where the case goes: a unit, `closing_review` or a closing method. `leg` is the leg of the
    way it goes on at. `approval` is the matter to be granted first. `hands_over` is false where only
    work goes there and the case stays with its team (JL-A16). `rest`: holds only where no other rule of
    its effect does (JL-T10: all the rest).
    """

    id: str
    branch: str = ""
    text: str
    article: str
    effect: Literal["track", "exit", "assignment", "related", "approval", "advice"] = "track"
    when: Condition | None = None
    chosen: bool = False
    precedence: int
    track: str = ""
    pool: str = ""
    exit: str = ""
    leg: str = ""
    approval: str = ""
    matter: str = ""
    hands_over: bool = True
    rest: bool = False

    @model_validator(mode="after")
    def _decides(self) -> "TriageRule":
        if self.effect == "track" and not (self.track and self.pool):
            raise ValueError("缺少 track 或 pool")
        if self.effect == "exit" and not self.exit:
            raise ValueError("缺少去向（exit）")
        if self.effect == "approval" and not self.matter:
            raise ValueError("缺少审批事项（matter）")
        if self.effect not in ("track", "exit") and self.when is None:
            raise ValueError("缺少条件（when）")
        return self

    @property
    def deciding(self) -> bool:
        """Whether it may decide where the case goes."""
        return self.effect in ("track", "exit")


class Pool(Sourced):
    """Where a triaged case goes (分案): the units it may go to and how one of them is drawn.

    `only_if` holds, for single units, the condition under which they take part (RY-A2). `approval`
    is the matter that must be granted before the case goes there. `owner` is the role from whose
    holders in the unit the owner of the case is drawn: a judge (RY-54), or the group's leader (JL-6).
    """

    key: str
    units: tuple[str, ...] = Field(min_length=1)
    method: Literal["random", "even", "fixed"]
    approval: str = ""
    owner: Role = Role.JUDGE
    only_if: dict[str, Condition] = Field(default_factory=dict)


class Scope(Sourced):
    """Which cases are triaged at all (分流范围, SQ-14): where `when` is known false, no rule applies."""

    when: Condition
    text: str
    article: str


class Triage(Sourced):
    """Sorting simple from complex (繁简分流).

    `default_rule` decides when no other one does; empty where a court has no tracks (JL-3).
    """

    rules: tuple[TriageRule, ...]
    default_rule: str = ""
    unit: str
    pools: tuple[Pool, ...]
    tracks: dict[str, str] = Field(default_factory=dict)
    scope: Scope | None = None


class Related(Sourced):
    """Related cases (类案): whether the earlier case's team is proposed, and who approves."""

    same_team: bool
    approval: str = ""
