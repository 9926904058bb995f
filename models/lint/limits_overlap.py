"""Limits of one court that speak of the same act and disagree about when it is due (期限重叠)."""

from collections.abc import Iterator
from itertools import combinations

from models.limits import Limit
from models.lint.edition import Edition
from models.lint.findings import Finding, FindingCode, Severity, cited, of_limits
from models.lint.lengths import length_words, numbered
from models.lint.occasions import all_same, any_same, words


def limits_overlap(edition: Edition) -> Iterator[Finding]:
    """Two limits with numbers that end on the same event and can run in the same case at once."""
    measured = [limit for limit in edition.own_limits if numbered(limit)]
    sequence = _Sequence(measured)
    for one, other in combinations(measured, 2):
        if not _same_obligation(one, other) or not _same_scope(one, other):
            continue
        if sequence.apart(one, other) or _settled(one, other):
            continue
        if one.starts == other.starts and (one.unit, one.limit) == (other.unit, other.limit):
            continue
        yield of_limits(FindingCode.LIMITS_OVERLAP, Severity.DOUBT, _sentence(one, other), one, other)


def _same_obligation(one: Limit, other: Limit) -> bool:
    """Whether the same people have to bring about the same; whoever watches them has a clock besides."""
    both = all_same(one.done_by, other.done_by) and all_same(other.done_by, one.done_by)
    return both and one.responsible == other.responsible


def _same_scope(one: Limit, other: Limit) -> bool:
    """Whether neither is a special rule for some of the other's cases: such a rule simply goes first."""
    if one.when != other.when or one.per != other.per:
        return False
    return all(
        (first.where, first.subject) == (second.where, second.subject)
        for first in one.starts
        for second in other.starts
    )


def _settled(one: Limit, other: Limit) -> bool:
    """Whether the book itself says that one of them takes the other's place."""
    return one.id in other.replaces or other.id in one.replaces


class _Sequence:
    """Limits that follow on one another: where one begins another is over."""

    def __init__(self, limits: list[Limit]) -> None:
        self._after = {
            one.id: {
                other.id
                for other in limits
                if other is not one and any_same(other.starts, (*one.done_by, *one.waived_by))
            }
            for one in limits
        }

    def apart(self, one: Limit, other: Limit) -> bool:
        """Whether they never run at once in one course of things."""
        return other.id in self._followers(one.id) or one.id in self._followers(other.id)

    def _followers(self, limit_id: str) -> set[str]:
        found: set[str] = set()
        waiting = [limit_id]
        while waiting:
            new = self._after[waiting.pop()] - found
            found |= new
            waiting += new
        return found


def _sentence(one: Limit, other: Limit) -> str:
    sides = "，".join(
        f"{cited(limit.article, limit.id)}自{words(limit.starts)}起{length_words(limit)}"
        for limit in (one, other)
    )
    return (
        f"两个期限管同一件事{words(one.done_by)}：{sides}；"
        "文件没有写明以哪一个为准，须分别计算、以先届满的提醒"
    )
