"""Recorded draws (分案): who gets a case, so that anyone can recompute it.

The formula. The ticket of a candidate is the SHA-256, in lower-case hex, of the UTF-8 bytes of the
seed, one line feed, and the candidate's key. A random draw takes the smallest ticket; an even draw
takes the smallest ticket among those with the fewest open cases; a fixed draw takes the only
candidate. The order of the roster plays no part. In a shell: `printf '%s\\n%s' SEED KEY | sha256sum`.
"""

import hashlib
from typing import Literal, Self

from pydantic import Field, model_validator

from models.absence import Absence
from models.errors import Refusal
from models.values import Value

Method = Literal["random", "even", "fixed"]
"""How one is chosen: at random (随机), evenly (均衡), or named by the rulebook (固定)."""


class Candidate(Value):
    """Somebody who may get the case: a unit key or a staff number, and its open cases now."""

    key: str = Field(min_length=1)
    load: int = Field(default=0, ge=0)


class Draw(Value):
    """One draw with everything it rests on; `chosen` is the key of the one drawn."""

    method: Method
    seed: str
    roster: tuple[Candidate, ...]
    chosen: str

    @model_validator(mode="after")
    def _on_roster(self) -> Self:
        if self.chosen not in {candidate.key for candidate in self.roster}:
            raise ValueError("抽中者不在名单内")
        return self


class Drawn(Value):
    """Who gets a case: the draw of the unit, of the owner, and whose absence took them off either roster."""

    unit: Draw
    owner: Draw
    away: tuple[Absence, ...] = ()


def draw(method: Method, seed: str, roster: tuple[Candidate, ...]) -> Draw:
    """Draw one of the roster (GS-24, GS-T16, RY-T11, JL-12); the same input always draws the same.

    Raises Refusal: `roster_empty`, `roster_repeats` for a key given twice, `seed_missing` for a
    random or even draw without seed, `roster_ambiguous` for a fixed draw with more than one
    candidate.
    """
    _check(method, seed, roster)
    return Draw(method=method, seed=seed, roster=roster, chosen=_choose(method, seed, roster))


def verify(made: Draw) -> bool:
    """Whether a recorded draw follows from its own method, seed and roster."""
    try:
        return draw(made.method, made.seed, made.roster) == made
    except Refusal:
        return False


def ticket(seed: str, key: str) -> str:
    """The ticket of one candidate: SHA-256 in hex of seed, line feed and key."""
    return hashlib.sha256(f"{seed}\n{key}".encode()).hexdigest()


def _check(method: Method, seed: str, roster: tuple[Candidate, ...]) -> None:
    keys = [candidate.key for candidate in roster]
    if not keys:
        raise Refusal("roster_empty", "分案名单为空，没有可以分到的团队或者人员")
    if len(set(keys)) < len(keys):
        twice = sorted({key for key in keys if keys.count(key) > 1})
        raise Refusal("roster_repeats", f"分案名单重复：{'、'.join(twice)}")
    if method == "fixed":
        if len(keys) > 1:
            raise Refusal("roster_ambiguous", f"固定分案只能有一个去向，收到{len(keys)}个")
    elif not seed:
        raise Refusal("seed_missing", "随机分案缺少种子，结果将无法复核")


def _choose(method: Method, seed: str, roster: tuple[Candidate, ...]) -> str:
    fewest = min(candidate.load for candidate in roster)
    eligible = [each for each in roster if method != "even" or each.load == fewest]
    return min((each.key for each in eligible), key=lambda key: ticket(seed, key))
