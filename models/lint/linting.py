"""Runs every check over a rulebook; what the inherited rules already say is not repeated."""

from collections.abc import Callable, Iterator
from datetime import date

from models.lint.articles import articles
from models.lint.edition import Edition, open_edition
from models.lint.findings import SEVERITY_NAMES, Finding, Severity
from models.lint.limits_order import limits_order
from models.lint.limits_overlap import limits_overlap
from models.lint.looser_numbers import looser_numbers
from models.lint.looser_than_law import looser_than_law
from models.lint.missing_bodies import missing_bodies
from models.lint.overlapping_rules import overlapping_rules
from models.lint.statutory_moments import statutory_moments
from models.lint.unhandled_classes import unhandled_classes
from models.lint.unreachable_rules import unreachable_rules
from models.values import Value

_CHECKS: tuple[Callable[[Edition], Iterator[Finding]], ...] = (
    looser_than_law,
    looser_numbers,
    statutory_moments,
    limits_overlap,
    limits_order,
    overlapping_rules,
    unreachable_rules,
    unhandled_classes,
    missing_bodies,
    articles,
)


def lint(edition: Edition) -> tuple[Finding, ...]:
    """What is wrong or doubtful in a book, the gravest first."""
    inherited = set(_found(edition.base)) if edition.base is not None else set()
    found = [finding for finding in dict.fromkeys(_found(edition)) if finding not in inherited]
    gravity = list(Severity)
    return tuple(sorted(found, key=lambda finding: gravity.index(finding.severity)))


def _found(edition: Edition) -> Iterator[Finding]:
    for check in _CHECKS:
        yield from check(edition)


class Report(Value):
    """The findings on one book."""

    court: str
    name: str
    in_force: str
    findings: tuple[Finding, ...]


def lint_tool(named: str, on: date | None = None) -> Report:
    """The findings on a court's book, or on a folder with one, in force on a day; else on the latest.

    Raises Refusal if it does not load.
    """
    edition = open_edition(named, on)
    book = edition.book
    return Report(court=book.court, name=book.name, in_force=book.in_force, findings=lint(edition))


def lines(report: Report) -> Iterator[str]:
    """The findings as a person reads them."""
    yield f"{report.name}（{report.in_force} 起施行的规则）：发现 {len(report.findings)} 项"
    for finding in report.findings:
        named = "、".join(finding.ids)
        yield f"【{SEVERITY_NAMES[finding.severity]}】{finding.message}。〔{finding.code}：{named}〕"
