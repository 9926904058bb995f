"""Rules, limits and legs that can never come into play (不可能适用的规则)."""

from collections.abc import Iterator
from itertools import permutations

from models.lint.conditions_of import conditions_of
from models.lint.edition import Edition
from models.lint.findings import Finding, FindingCode, Severity, cited, of_rules
from models.lint.outcomes import deciders, outcome_words
from models.lint.worlds import TooManyError, Worlds
from models.rulebook import Rulebook


def unreachable_rules(edition: Edition) -> Iterator[Finding]:
    """Conditions no case fulfils, rules another one always beats, legs and pools nothing leads to."""
    book = edition.book
    yield from _never_holding(book)
    yield from _outvoted(book)
    yield from _legs(book)
    yield from _pools(book)


def _never_holding(book: Rulebook) -> Iterator[Finding]:
    worlds = Worlds(book.derived)
    for each in conditions_of(book):
        try:
            possible = worlds.can_hold(each.condition)
        except TooManyError:
            continue
        if not possible:
            yield Finding(
                code=FindingCode.NEVER_HOLDS,
                severity=Severity.CONFLICT,
                message=f"{each.named}的条件在任何案件中都不能成立，{each.consequence}",
                ids=(each.row,),
                articles=(each.article,),
            )


def _outvoted(book: Rulebook) -> Iterator[Finding]:
    """A rule whose every case another rule takes first, with another outcome."""
    worlds = Worlds(book.derived)
    for late, early in permutations(deciders(book), 2):
        if early.rank > late.rank or early.outcome == late.outcome or early.rule.rest:
            continue
        if not early.reads & late.reads:
            continue
        try:
            always = worlds.implies(late.when, early.when)
        except TooManyError:
            continue
        rule, first = late.rule, early.rule
        if always:
            message = (
                f"{cited(rule.article, rule.id)}成立时，在先的{cited(first.article, first.id)}必定也成立，"
                f"结论为{outcome_words(book, first)}，故前者归{outcome_words(book, rule)}的结论永远不会采用"
            )
            yield of_rules(FindingCode.ALWAYS_OUTVOTED, Severity.CONFLICT, message, rule, first)


def _legs(book: Rulebook) -> Iterator[Finding]:
    """Legs entered only by a decision that no decision names."""
    sent = {rule.leg for rule in book.triage.rules} | {row.leg for row in book.conversions}
    sent |= {back.to for back in book.flow.returns} | {approval.leg for approval in book.approvals}
    for leg in book.flow.stages:
        if leg.by_exit and leg.id not in sent:
            named = cited(leg.citation, leg.id)
            yield Finding(
                code=FindingCode.LEG_UNREACHABLE,
                severity=Severity.CONFLICT,
                message=f"环节{named}只能由决定进入，但没有规则、审批、转换或者回转通向它",
                ids=(leg.id,),
                articles=(leg.citation,),
            )


def _pools(book: Rulebook) -> Iterator[Finding]:
    """Pools no rule and no conversion draws from."""
    used = {rule.pool for rule in book.triage.rules} | {row.to_pool for row in book.conversions}
    for pool in book.triage.pools:
        if pool.key not in used:
            yield Finding(
                code=FindingCode.POOL_UNUSED,
                severity=Severity.NOTE,
                message=f"分案池“{book.names.get(pool.key, pool.key)}”（{pool.citation}）没有规则分入案件",
                ids=(pool.key,),
                articles=(pool.citation,),
            )
