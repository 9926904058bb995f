"""Values that do not say which article they come from, or say two different ones (条款)."""

import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from models.lint.edition import Edition
from models.lint.findings import Finding, FindingCode, Severity
from models.sourced import Sourced

_CITES_AN_ARTICLE = re.compile(r"[（(《]|第[\d一二三四五六七八九十百]+条|\d\.\d|CV-\d")
"""A source names a place in a document: an article in brackets, or a row of the comparison (7.1)."""

_KEYS = ("id", "key", "matter", "act", "kind", "item", "method", "channel", "event", "system")


def articles(edition: Edition) -> Iterator[Finding]:
    """Rows without an article, and rows whose article is not the one of their source."""
    for key, value in edition.book:
        if key not in ("calendar", "words"):
            yield from _below(value, key)


def _below(value: Any, row: str) -> Iterator[Finding]:
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _below(one, str(key))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _below(one, _named(one, row))
    elif isinstance(value, BaseModel):
        if isinstance(value, Sourced):
            yield from _judged(value, row)
        for name in type(value).model_fields:
            yield from _below(getattr(value, name), f"{row}.{name}")


def _named(value: Any, row: str) -> str:
    return next((str(getattr(value, key)) for key in _KEYS if getattr(value, key, "")), row)


def _judged(value: Sourced, row: str) -> Iterator[Finding]:
    article = getattr(value, "article", None)
    if article == "":
        yield _finding(FindingCode.ARTICLE_MISSING, f"“{row}”没有写明条款（article）", row, value.citation)
    elif value.source and not _CITES_AN_ARTICLE.search(value.source):
        message = f"“{row}”的依据“{value.source}”没有写明条款"
        yield _finding(FindingCode.ARTICLE_MISSING, message, row, value.source)
    elif article and value.source and not _agree(str(article), value.source):
        message = f"“{row}”的条款为{article}，依据却写{value.source}"
        yield _finding(FindingCode.ARTICLE_DIFFERS, message, row, str(article), value.source)


def _agree(article: str, source: str) -> bool:
    """Whether the source names the article, or the same part of the document in other words."""

    def bare(text: str) -> str:
        return re.sub(r"[\s第条款项（）()、，：]", "", text)

    return bare(article) in bare(source)


def _finding(code: FindingCode, message: str, row: str, *cited: str) -> Finding:
    return Finding(code=code, severity=Severity.NOTE, message=message, ids=(row,), articles=cited)
