"""Who works at a court (人员名册): the roster files the product loads, and a choice among their people."""

from dataclasses import dataclass
from pathlib import Path

import yaml

from simulation.outside.chance import chance

ROSTERS = Path(__file__).parent / "rosters"


class NobodyError(LookupError):
    """A unit has nobody who could do what is to be done (无人可办)."""


@dataclass(frozen=True)
class Post:
    """One person in one role of one unit."""

    staff: str
    unit: str
    role: str


@dataclass(frozen=True)
class Staffing:
    """The posts of one court."""

    court: str
    posts: tuple[Post, ...]

    def choose(self, unit: str, roles: tuple[str, ...], mark: str, not_these: frozenset[str]) -> Post:
        """Somebody of the unit (of any unit, if none is named) in the first of these roles that is held.

        Among several the mark decides, the same one for the same mark. `not_these` are left out.
        Raises NobodyError where nobody fits.
        """
        for role in roles:
            fitting = [
                post
                for post in self.posts
                if post.role == role and unit in ("", post.unit) and post.staff not in not_these
            ]
            if fitting:
                return chance(self.court, mark, role).choice(fitting)
        raise NobodyError(f"{self.court} 的人员名册：{unit or '全院'} 没有人任 {'、'.join(roles)}")

    def holds(self, unit: str, role: str) -> bool:
        """Whether somebody of the unit has this role."""
        return any(post.unit == unit and post.role == role for post in self.posts)

    def staffed(self, unit: str) -> bool:
        """Whether anybody works in a unit of that name."""
        return any(post.unit == unit for post in self.posts)

    def roles_of(self, staff: str, unit: str) -> tuple[str, ...]:
        """The roles a person holds in a unit."""
        return tuple(post.role for post in self.posts if post.staff == staff and post.unit == unit)


def read_staffing(path: Path) -> Staffing:
    """The posts of one roster file."""
    roster = yaml.safe_load(path.read_text(encoding="utf-8"))
    posts = tuple(
        Post(person["number"], membership["unit"], membership["role"])
        for person in roster["staff"]
        for membership in person["memberships"]
    )
    return Staffing(court=roster["court"], posts=posts)


def roster_files() -> tuple[Path, ...]:
    """The roster files of the simulated courts."""
    return tuple(sorted(ROSTERS.glob("*.yaml")))


def all_staffing() -> dict[str, Staffing]:
    """The posts of every simulated court, by court."""
    return {staffing.court: staffing for staffing in map(read_staffing, roster_files())}
