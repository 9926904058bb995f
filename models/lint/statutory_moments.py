"""Moments the law fixes and a court's document moves: waiting, telling beforehand, ceilings (法定时点)."""

from collections.abc import Iterator

from models.calendar import Unit
from models.events import EventKind
from models.lint.edition import Edition
from models.lint.findings import Finding, FindingCode, Severity, cited
from models.lint.lengths import length_words
from models.rulebook import Rulebook

_TELLING = frozenset({EventKind.AUCTION_NOTICE_SERVED})
"""Events that tell the parties of a coming auction, which the law wants before the notice is published."""


def statutory_moments(edition: Edition) -> Iterator[Finding]:
    """A waiting time waived, a notice served after what it should precede, a ceiling used as the rule."""
    law = edition.base.book if edition.base is not None else edition.book
    yield from _waiting_time(edition.book, law)
    yield from _told_too_late(edition, law)
    yield from _ceilings(edition, law)


def _waiting_time(book: Rulebook, law: Rulebook) -> Iterator[Finding]:
    """The months before a case may be closed by termination (NB-287)."""
    own, months = book.closing, book.closing.national_min_months
    if own.min_months_since_filing >= months:
        return
    binding = "系统仍按法定期间把关" if own.national_gate == "bind" else "系统只作提示，不予阻止"
    shorter = f"只要求{own.min_months_since_filing}个月" if own.min_months_since_filing else "不受此限"
    yield Finding(
        code=FindingCode.WAITING_TIME_WAIVED,
        severity=Severity.CONFLICT,
        message=(
            f"{law.closing.citation}要求立案之日起超过{months}个月方可终结本次执行程序，"
            f"本院{own.citation}{shorter}；{binding}"
        ),
        ids=("min_months_since_filing",),
        articles=(own.citation, law.closing.citation),
    )


def _told_too_late(edition: Edition, law: Rulebook) -> Iterator[Finding]:
    """Limits that let the parties be told of an auction after its notice is out (NB-189)."""
    days = law.auction.tell_parties_days
    told = next((row for row in law.notices if row.event is EventKind.AUCTION_PLANNED and row.source), None)
    wanted = told.citation if told is not None else law.auction.citation
    for limit in edition.own_limits:
        after = any(start.event is EventKind.AUCTION_PUBLISHED for start in limit.starts)
        if days and after and any(done.event in _TELLING for done in limit.done_by):
            yield Finding(
                code=FindingCode.TOLD_TOO_LATE,
                severity=Severity.CONFLICT,
                message=(
                    f"{cited(limit.article, limit.id)}把拍卖公告送达当事人写在公告发布之后"
                    f"（{length_words(limit)}内），{wanted}要求在公告发布{days}日前通知；两步都要办"
                ),
                ids=(limit.id, "tell_parties_days"),
                articles=(limit.article, wanted),
            )


def _ceilings(edition: Edition, law: Rulebook) -> Iterator[Finding]:
    """Limits that give a measure as its length what the law gives as its most (NB-118)."""
    for limit in edition.own_limits:
        for measure in law.measures:
            if limit.unit is not Unit.CALENDAR_DAYS or limit.limit != measure.max_days:
                continue
            taken = any(
                start.event is EventKind.MEASURE_TAKEN and start.where.get("kind") == measure.kind
                for start in limit.starts
            )
            if taken and any(done.event is EventKind.MEASURE_LIFTED for done in limit.done_by):
                yield Finding(
                    code=FindingCode.MAXIMUM_AS_FIXED,
                    severity=Severity.CONFLICT,
                    message=(
                        f"{cited(limit.article, limit.id)}把{measure.name}写为固定的{length_words(limit)}，"
                        f"而{measure.citation}的{measure.max_days}日是上限，应当逐案决定"
                    ),
                    ids=(limit.id, measure.kind),
                    articles=(limit.article, measure.citation),
                )
