"""What a person reads after filing a file: how many, which were there already, which went back and why."""

import pytest

from starter import print_report


def test_a_report_names_every_row_that_was_not_filed(capsys: pytest.CaptureFixture[str]) -> None:
    """Each once, with its field and reason; a row that cannot be read at all is named as a whole."""
    print_report(
        {
            "file": "filings.jsonl",
            "accepted": ["ruyang:（2026）豫0326执1号"],
            "already_filed": ["ruyang:（2026）豫0326执2号"],
            "rejected": [
                {"row": 3, "field": "claim_amount", "reason": "申请执行标的额（claim_amount）：应大于0"},
                {"row": 4, "field": "", "reason": "不是 UTF-8 编码"},
            ],
        }
    )
    assert capsys.readouterr().out.splitlines() == [
        "filings.jsonl：受理 1 件，已立案 1 件，退回 2 行",
        "  （2026）豫0326执2号　此前已立案，没有再立",
        "  第 3 行　申请执行标的额（claim_amount）：应大于0",
        "  第 4 行　整行：不是 UTF-8 编码",
    ]
