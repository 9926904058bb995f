"""Every condition of a book with what it is a condition of, as lint names it."""

from collections.abc import Iterator
from typing import NamedTuple

from models.conditions import Condition
from models.lint.findings import cited
from models.rulebook import Rulebook


class Conditioned(NamedTuple):
    """A condition, the row it stands in, and what does not happen if it never holds."""

    condition: Condition
    row: str
    article: str
    consequence: str

    @property
    def named(self) -> str:
        """The row with its article, as a sentence names it."""
        return cited(self.article, self.row)


def conditions_of(book: Rulebook) -> Iterator[Conditioned]:
    """The conditions that decide what happens, each with its row."""
    yield from _of_triage(book)
    yield from _of_closing(book)
    for limit in book.limits:
        if limit.when is not None:
            yield Conditioned(limit.when, limit.id, limit.article, "该期限不会起算")
    for leg in book.flow.stages:
        if leg.when is not None:
            yield Conditioned(leg.when, leg.id, leg.citation, "该环节不会进入")
    for back in book.flow.returns:
        if back.when is not None:
            yield Conditioned(back.when, back.to, back.citation, "不会由此回转")
    for conversion in book.conversions:
        if conversion.when is not None:
            yield Conditioned(conversion.when, conversion.key, conversion.citation, "不会由此转换")
    for approval in book.approvals:
        for level in approval.levels:
            article = level.article or approval.citation
            yield Conditioned(level.when, approval.matter, article, "该级审批不会用到")


def _of_triage(book: Rulebook) -> Iterator[Conditioned]:
    triage = book.triage
    if triage.scope is not None:
        yield Conditioned(triage.scope.when, "scope", triage.scope.article, "没有案件会分流")
    for rule in triage.rules:
        if rule.when is not None:
            yield Conditioned(rule.when, rule.id, rule.article, "该规则不会适用")
    for pool in triage.pools:
        for unit, condition in pool.only_if.items():
            yield Conditioned(condition, unit, pool.citation, "该单位不会参加分案")


def _of_closing(book: Rulebook) -> Iterator[Conditioned]:
    for method in book.closing.methods:
        for item in method.evidence:
            row = f"{method.method}.{item.item}"
            if item.satisfied_by is not None:
                yield Conditioned(item.satisfied_by, row, item.citation, "该项材料不能由事实认定")
            if item.obligatory_when is not None:
                yield Conditioned(item.obligatory_when, row, item.citation, "该项材料总可以注明不适用")
