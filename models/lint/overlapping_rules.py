"""Triage rules that give one case two outcomes, where no document says which goes first (规则重叠)."""

from collections.abc import Iterator
from itertools import combinations

from models.facts.case_facts import Progress
from models.lint.edition import Edition
from models.lint.findings import Finding, FindingCode, Severity, cited, of_rules
from models.lint.outcomes import Decider, deciders, outcome_words
from models.lint.worlds import TooManyError, Worlds
from models.rulebook import Rulebook

_STANDING = frozenset({"group", "team", "track", *Progress.model_fields})
"""Facts that say where a case is; a rule that asks for nothing else is for what remains (其余)."""


def overlapping_rules(edition: Edition) -> Iterator[Finding]:
    """Rules of which one covers every case of the other, and rules of one rank that can hold together."""
    book = edition.book
    for pair in combinations(deciders(book), 2):
        first, second = sorted(pair, key=lambda each: each.rank)
        if first.rule.effect != second.rule.effect or first.outcome == second.outcome:
            continue
        try:
            found = _exception(book, first, second) or _tie(book, first, second)
        except TooManyError:
            continue
        if found:
            yield of_rules(FindingCode.RULES_OVERLAP, Severity.DOUBT, found, first.rule, second.rule)


def _exception(book: Rulebook, first: Decider, second: Decider) -> str:
    """The sentence where the first is an exception to the second and only our reading says so."""
    reading = first.rule.proposed or second.rule.proposed
    remainder = second.rule.rest or second.reads <= _STANDING
    if not reading or remainder or not second.reads & first.reads:
        return ""
    worlds = Worlds(book.derived)
    if not worlds.implies(first.when, second.when) or worlds.implies(second.when, first.when):
        return ""
    return (
        f"{_side(book, first)}，而这些案件又全部属于{_side(book, second)}："
        f"两条对同一案件结论不同，文件没有写明先后，现依{reading}以前者为准"
    )


def _tie(book: Rulebook, first: Decider, second: Decider) -> str:
    """The sentence where two rules of one rank can hold together."""
    if first.rule.precedence != second.rule.precedence or first.rule.rest or second.rule.rest:
        return ""
    if not Worlds(book.derived).can_hold(first.when, second.when):
        return ""
    return (
        f"{_side(book, first)}，{_side(book, second)}："
        "两条可以同时成立而次序相同，现只以所列先后为准，须由本院写明"
    )


def _side(book: Rulebook, each: Decider) -> str:
    return f"{cited(each.rule.article, each.rule.id)}归{outcome_words(book, each.rule)}"
