"""Numbers of the law that a court has moved the loose way: auction, terms, measures (数值宽于法定)."""

from collections.abc import Iterator, Mapping

from models.lint.edition import Edition
from models.lint.findings import Finding, FindingCode, Severity
from models.rulebook import Rulebook
from models.sourced import Sourced

_AT_LEAST: dict[str, str] = {
    "first_floor_percent": "一拍起拍价占参考价的比例",
    "first_notice_days_movable": "动产一拍公告的日数",
    "first_notice_days_immovable": "不动产一拍公告的日数",
    "second_notice_days_movable": "动产二拍公告的日数",
    "second_notice_days_immovable": "不动产二拍公告的日数",
    "tell_parties_days": "公告前通知当事人的日数",
    "sale_notice_days_movable": "动产变卖公告的日数",
    "sale_notice_days_immovable": "不动产变卖公告的日数",
    "deposit_min_percent": "保证金的最低比例",
    "bidding_hours": "竞价的小时数",
}
"""Numbers of the auction that may be larger than the law's, never smaller (NB-181..NB-209)."""

_AT_MOST: dict[str, str] = {
    "second_reduction_percent": "二拍降价的幅度",
    "second_within_days": "流拍后进行二拍的日数",
    "deposit_max_percent": "保证金的最高比例",
}
"""Numbers of the auction that may be smaller than the law's, never larger (NB-182, NB-186, NB-191)."""

_LONGEST: dict[str, str] = {
    "money": "存款冻结的最长月数",
    "movable": "动产查封的最长月数",
    "immovable": "不动产查封的最长月数",
}
"""Longest terms of a control (NB-33..NB-35)."""


def looser_numbers(edition: Edition) -> Iterator[Finding]:
    """Every number below the law's least or above its most."""
    if edition.base is None:
        return
    book, law = edition.book, edition.base.book
    yield from _compared(book.auction, law.auction, _AT_LEAST, wanted="不少于")
    yield from _compared(book.auction, law.auction, _AT_MOST, wanted="不多于")
    yield from _compared(book.control_terms, law.control_terms, _LONGEST, wanted="不多于")
    yield from _measures(book, law)


def _compared(own: Sourced, law: Sourced, names: Mapping[str, str], *, wanted: str) -> Iterator[Finding]:
    for field, name in names.items():
        ours, theirs = getattr(own, field), getattr(law, field)
        if ours < theirs if wanted == "不少于" else ours > theirs:
            message = f"{name}：本院{own.citation}为{ours}，{law.citation}要求{wanted}{theirs}"
            yield _finding(message, field, own, law)


def _measures(book: Rulebook, law: Rulebook) -> Iterator[Finding]:
    below = {measure.kind: measure for measure in law.measures}
    for measure in book.measures:
        limit = below[measure.kind].max_days if measure.kind in below else None
        if limit is not None and (measure.max_days is None or measure.max_days > limit):
            own = "没有写明上限" if measure.max_days is None else f"最长{measure.max_days}日"
            lawful = f"{below[measure.kind].citation}要求最长{limit}日"
            message = f"{measure.name}：本院{measure.citation}{own}，{lawful}"
            yield _finding(message, measure.kind, measure, below[measure.kind])


def _finding(message: str, row: str, own: Sourced, law: Sourced) -> Finding:
    return Finding(
        code=FindingCode.NUMBER_LOOSER,
        severity=Severity.CONFLICT,
        message=message,
        ids=(row,),
        articles=(own.citation, law.citation),
    )
