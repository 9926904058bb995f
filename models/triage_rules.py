"""Triage as data (繁简分流、分案): the rules, the pools a case is drawn into, related cases."""

from typing import Literal

from pydantic import Field, model_validator

from models.conditions import Condition
from models.sourced import Sourced


class TriageRule(Sourced):
    """A triage rule (分流规则): if the condition is known true, this track and pool.

    Rules are read in the order of `precedence` (lower first), then of the list. `chosen` marks a
    catch-all class that only a person may pick, with a reason (CV-7). `effect` says what the rule
    decides: the `track` with its pool; how the drawn pool is shared (`assignment`, reads `track` and
    `pool`); or that the team of a related case is proposed (`related`).
    """

    id: str
    text: str
    article: str
    effect: Literal["track", "assignment", "related"] = "track"
    when: Condition | None = None
    chosen: bool = False
    precedence: int
    track: str = ""
    pool: str = ""

    @model_validator(mode="after")
    def _decides(self) -> "TriageRule":
        if self.effect == "track" and not (self.track and self.pool):
            raise ValueError("缺少 track 或 pool")
        if self.effect != "track" and self.when is None:
            raise ValueError("缺少条件（when）")
        return self


class Pool(Sourced):
    """Where a triaged case goes (分案): the units it may go to and how one of them is drawn.

    `only_if` holds, for single units, the condition under which they take part (RY-A2). `approval`
    is the matter that must be granted before the case goes there.
    """

    key: str
    units: tuple[str, ...] = Field(min_length=1)
    method: Literal["random", "even", "fixed"]
    approval: str = ""
    only_if: dict[str, Condition] = Field(default_factory=dict)


class Triage(Sourced):
    """Sorting simple from complex (繁简分流); `default_rule` decides when no other one does."""

    rules: tuple[TriageRule, ...]
    default_rule: str
    unit: str
    pools: tuple[Pool, ...]
    tracks: dict[str, str]


class Related(Sourced):
    """Related cases (类案): whether the earlier case's team is proposed, and who approves."""

    same_team: bool
    approval: str = ""
