"""The reports section of a rulebook: what it refuses, and that every court's own section holds."""

from typing import Any

import pytest
from pydantic import ValidationError

from models.reporting import Report, ReportKind, report_problems
from models.shelf.files import known_courts, load_all

CLOSED: dict[str, Any] = {"key": "closed", "name": "结案", "count": {"event": "closed"}}
BULLETIN: dict[str, Any] = {
    "key": "bulletin",
    "kind": "officer_bulletin",
    "name": "通报",
    "article": "第1条",
    "units": ["one"],
    "figures": [CLOSED],
    "source": "XX-1（第1条）",
}


def test_every_court_makes_an_overdue_table() -> None:
    """The national row is every court's, in its own words where it has some; each cites its article."""
    books = load_all()
    assert set(books) == set(known_courts())
    for book in books.values():
        kinds = [report.kind for report in book.reports]
        assert kinds.count(ReportKind.OVERDUE_NODES) == 1
        assert all(report.citation and report.article for report in book.reports)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"figures": [CLOSED, CLOSED]}, "重复"),
        ({"figures": [{**CLOSED, "nodes": "due"}]}, "只写一项"),
        ({"figures": [{"key": "closed", "name": "结案"}]}, "只写一项"),
        ({"figures": [{**CLOSED, "limits": ["X-1"]}]}, "limits 只用于 nodes"),
        (
            {"figures": [CLOSED, {"key": "r", "name": "率", "rate": {"of": "closd", "over": "closed"}}]},
            "closed",
        ),
        (
            {
                "figures": [
                    CLOSED,
                    {"key": "r", "name": "率", "rate": {"of": "closed", "over": "closed"}},
                    {"key": "q", "name": "率", "rate": {"of": "r", "over": "closed"}},
                ]
            },
            "比率只能由",
        ),
        ({"plots": ["opened"]}, "未知统计项"),
        ({"figures": []}, "缺少统计项"),
        ({"units": []}, "缺少单位"),
        ({"kind": "ranking"}, "better"),
        ({"source": ""}, "缺少依据"),
        ({"abnormal_change": 0}, "greater than 0"),
    ],
)
def test_what_is_refused(changes: dict[str, Any], words: str) -> None:
    """Each slip has its own sentence."""
    Report.model_validate(BULLETIN)
    with pytest.raises(ValidationError, match=words):
        Report.model_validate({**BULLETIN, **changes})


def test_names_the_book_does_not_have() -> None:
    """Units, limits and facts of events are those of the book, with the nearest name."""
    report = Report.model_validate(
        {
            **BULLETIN,
            "maker": "onne",
            "limits": ["X-9"],
            "figures": [{"key": "sum", "name": "金额", "sum": {"event": "closed", "fact": "recoverd"}}],
        }
    )
    found = [problem.message for problem in report_problems([report], {"one"}, {"X-1"}, {"recovered"})]
    assert found == [
        "未知单位“onne”，是否为“one”",
        "未知期限“X-9”，是否为“X-1”",
        "未知事件事实“recoverd”，是否为“recovered”",
    ]
