"""Files of filings: every good row comes out, every bad one is named with its reason."""

import csv
import io
import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from activities.filing.files import Batch, read, served_courts, write_template
from activities.filing.sheets import csv_lines
from models.errors import Refusal
from models.filing.filing import FilingFault
from models.values import COURT_ZONE
from tests.filing.samples import COURTS, JSON_LINES, TABLE_ROWS, Expected, cells, good, line


def write_csv(path: Path, rows: Sequence[dict[str, Any]], encoding: str = "utf-8") -> Path:
    """The rows as a spreadsheet saves them."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding))
    return path


def write_xlsx(path: Path, rows: Sequence[dict[str, Any]]) -> Path:
    """The rows as a workbook."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append(list(row.values()))
    book.save(path)
    return path


def compare(batch: Batch, expected: Sequence[Expected], offset: int) -> None:
    """Every line is where it belongs, with the field and the words expected."""
    rejected = {row.row: row for row in batch.rejected}
    accepted = [row.number for row in batch.rows]
    for number, wanted in enumerate(expected, start=offset):
        if wanted is None:
            assert number in accepted, rejected.get(number)
        else:
            assert number in rejected, number
            assert rejected[number].field == wanted[0], rejected[number]
            assert wanted[1] in rejected[number].reason, rejected[number]
    assert len(accepted) + len(rejected) == len(expected)


def refusal(path: Path) -> str:
    """The sentence a whole file is refused with; it names the file."""
    with pytest.raises(Refusal) as found:
        read(path, COURTS)
    assert found.value.code == FilingFault.FILE
    assert path.name in found.value.message
    return found.value.message


def test_thirty_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(b"\n".join(raw for raw, _ in JSON_LINES))
    compare(read(path, COURTS), [expected for _, expected in JSON_LINES], offset=1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_thirty_lines_of_csv(encoding: str, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "bad.csv", [row for row, _ in TABLE_ROWS], encoding)
    compare(read(path, COURTS), [expected for _, expected in TABLE_ROWS], offset=2)


def test_thirty_rows_of_a_workbook(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "bad.xlsx", [row for row, _ in TABLE_ROWS])
    compare(read(path, COURTS), [expected for _, expected in TABLE_ROWS], offset=2)


def test_a_table_says_the_same_as_json(tmp_path: Path) -> None:
    row = cells(2, 被执行人2姓名或名称="丁某", 被执行人2当事人类型="自然人", 专项行动="无", 关联案件="无")
    (found,) = read(write_csv(tmp_path / "one.csv", [row]), COURTS).rows
    filing = found.filing
    assert (filing.court, filing.case_no) == ("ruyang", "（2026）豫0326执2号")
    assert filing.filed_at == datetime(2026, 5, 6, 9, 30, tzinfo=COURT_ZONE)
    facts = filing.case_facts()
    assert facts["obligations"] == [{"kind": "pay"}, {"kind": "transfer_title", "asset_kind": "house"}]
    assert facts["foreign_related"] is False
    assert facts["campaign_code"] is None and facts["related_cases"] == []
    assert [party.name for party in filing.parties] == ["甲某某", "某县某某商贸有限公司", "丁某"]


def test_written_names_serve_as_headings(tmp_path: Path) -> None:
    row = {
        "court": "ruyang",
        "case_no": "(2026)豫0326执1号",
        "filed_at": "2026-05-06",
        "case_kind": "first_enforcement",
        "basis_kind": "civil_judgment",
        "basis_no": "（2025）豫0326民初1号",
        "cause": "借款合同纠纷",
        "claim_amount": "100",
        "applicant_name": "甲某某",
        "applicant_kind": "natural_person",
        "applicant2_name": "乙某某",
        "applicant2_kind": "自然人",
        "applicant2_agent_name": "某律师",
        "applicant2_agent_lawyer": "是",
        "respondent_name": "丙公司",
        "respondent_kind": "company",
        "prior_termination_in_this_court": "是",
        "prior_termination_closed_on": "2026-01-05",
        "prior_termination_case_no": "（2025）豫0326执9号",
    }
    batch = read(write_csv(tmp_path / "ascii.csv", [row]), COURTS)
    assert batch.rejected == ()
    filing = batch.rows[0].filing
    assert [party.role for party in filing.parties] == ["applicant", "applicant", "respondent"]
    assert filing.case_facts()["prior_termination"] == {
        "in_this_court": True,
        "case_no": "（2025）豫0326执9号",
        "closed_on": "2026-01-05",
    }


def test_what_a_spreadsheet_does_to_cells(tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "types.xlsx",
        [
            cells(1, 立案时间=date(2026, 5, 6), 申请执行标的额=800000),
            cells(2, 立案时间=datetime(2026, 5, 6, 9, 30), 申请执行标的额=800000.1, 涉外=True),  # noqa: DTZ001
            cells(3, 申请执行标的额="=1000+1"),
            cells(4, 申请执行人证件号码=410000198001010010),
            cells(5, 案由=date(2026, 5, 6)),
            cells(6, 立案时间=46148),
            cells(7, 申请执行标的额="#N/A"),
        ],
    )
    batch = read(path, COURTS)
    assert [row.number for row in batch.rows] == [2, 3]
    first, second = (row.filing for row in batch.rows)
    assert first.filed_at == datetime(2026, 5, 6, tzinfo=COURT_ZONE) and first.claim_amount == 800000
    assert second.filed_at == datetime(2026, 5, 6, 9, 30, tzinfo=COURT_ZONE)
    assert str(second.claim_amount) == "800000.1"
    assert second.foreign_related is True
    fields = {row.row: (row.field, row.reason) for row in batch.rejected}
    assert fields[4][0] == "claim_amount" and "公式" in fields[4][1]
    assert fields[5][0] == "applicant_id_number" and "失真" in fields[5][1]
    assert fields[6][0] == "cause" and "日期格式" in fields[6][1]
    assert fields[7][0] == "filed_at" and "日期" in fields[7][1]
    assert fields[8][0] == "claim_amount" and "错误值" in fields[8][1]


def test_a_thousands_comma_is_told_as_what_it_does(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "comma.csv", [cells(1), cells(2)])
    text = path.read_text("utf-8").replace("800000.5", "800,000.5", 1)
    path.write_text(text, "utf-8")
    batch = read(path, COURTS)
    assert [row.number for row in batch.rows] == [3]
    assert "逗号" in batch.rejected[0].reason and batch.rejected[0].row == 2


def test_an_unclosed_quote_spoils_its_own_line_only(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "quote.csv", [cells(1), cells(2), cells(3, 案由="第一行\n第二行"), cells(4)])
    text = path.read_bytes().decode().replace("甲某某", '"甲某某', 1)
    path.write_bytes(text.encode())
    batch = read(path, COURTS)
    assert [row.number for row in batch.rows] == [3, 6]
    reasons = {row.row: row.reason for row in batch.rejected}
    assert "引号" in reasons[2]
    assert "换行" in reasons[4]


def test_one_spoilt_line_does_not_make_a_utf8_file_something_else(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "mixed.csv", [cells(number) for number in range(1, 6)])
    lines = path.read_bytes().split(b"\r\n")
    lines[3] = lines[3].decode().encode("gb18030")
    path.write_bytes(b"\r\n".join(lines))
    batch = read(path, COURTS)
    assert [row.number for row in batch.rows] == [2, 3, 5, 6]
    assert batch.rejected[0].row == 4 and "UTF-8" in batch.rejected[0].reason


def test_the_encoding_is_that_of_most_lines_even_where_all_could_be_read_as_the_other(tmp_path: Path) -> None:
    path = tmp_path / "vote.csv"
    lines = ["中国".encode(), "中国".encode(), "张三".encode("gb18030")]
    assert b"\n".join(lines).decode("gb18030")
    path.write_bytes(b"\n".join(lines))
    found = list(csv_lines(path))
    assert [line.cells[0].value for line in found[:2]] == ["中国", "中国"]
    assert "UTF-8" in found[2].fault


def test_a_json_file_holds_one_object_or_many(tmp_path: Path) -> None:
    one, many = tmp_path / "one.json", tmp_path / "many.json"
    one.write_text(json.dumps(good(1)), "utf-8")
    many.write_bytes(b"\xef\xbb\xbf" + json.dumps([good(1), good(2, court=None), 3, good(4)]).encode())
    assert [row.number for row in read(one, COURTS).rows] == [1]
    batch = read(many, COURTS)
    assert [row.number for row in batch.rows] == [1, 4]
    assert [(row.row, row.field) for row in batch.rejected] == [(2, "court"), (3, "")]


def test_amounts_keep_every_cent(tmp_path: Path) -> None:
    path = tmp_path / "cents.jsonl"
    path.write_bytes(line(good(1)).replace(b'"800000.50"', b"123456789012.35"))
    assert str(read(path, COURTS).rows[0].filing.claim_amount) == "123456789012.35"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.txt", b"", "不支持的文件类型"),
        ("a.xls", b"", "另存为 .xlsx"),
        ("a.json", b"[{]", "第1行第3列"),
        ("a.json", "[“".encode("gb18030"), "UTF-8"),
        ("a.json", b"[" * 100_000, "JSON"),
        ("a.xlsx", b"not a workbook", "不是有效的 .xlsx"),
        ("a.csv", b"", "空的"),
        ("a.csv", "法院,案号\n".encode("utf-16"), "UTF-16"),
        ("a.csv", "法院,案号\n".encode(), "表头缺少：立案时间"),
        ("a.csv", "法院,案號\n".encode(), "未知列“案號”"),
        ("a.csv", "法院,案号,案号\n".encode(), "重复"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(
    name: str, content: bytes, words: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert words in refusal(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert "无法打开" in refusal(tmp_path / "none.csv")
    (tmp_path / "folder.csv").mkdir()
    assert "无法打开" in refusal(tmp_path / "folder.csv")


def test_a_deeply_nested_line_is_one_bad_line(tmp_path: Path) -> None:
    path = tmp_path / "deep.jsonl"
    path.write_bytes(b"[" * 100_000 + b"\n\n" + line(good(1)))
    batch = read(path, COURTS)
    assert [row.row for row in batch.rejected] == [1]
    assert [row.number for row in batch.rows] == [3]


@pytest.mark.parametrize(
    ("name", "word"), [("filled.xlsx", "不予覆盖"), ("立案.csv", ".xlsx"), ("nowhere/立案.xlsx", "无法写入")]
)
def test_a_template_that_cannot_be_written(tmp_path: Path, name: str, word: str) -> None:
    """What a clerk has filled in stays as it is."""
    (tmp_path / "filled.xlsx").write_text("filled in")
    with pytest.raises(Refusal, match=word) as refused:
        write_template(tmp_path / name)
    assert refused.value.message.startswith(Path(name).name)
    assert (tmp_path / "filled.xlsx").read_text() == "filled in"


def test_the_template_is_read_back_as_it_is_filled_in(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    write_template(path)
    book = load_workbook(path)
    sheet = book["立案"]
    headings = [cell.value for cell in sheet[1]]
    row = {name: value for name, value in cells(1).items() if name in headings}
    assert set(row) == set(cells(1))
    assert all(cell.comment is not None for cell in sheet[1])
    courts = [cell.value for cell in book["选项"]["A"] if cell.value]
    assert set(courts) == set(served_courts().values())
    assert len(sheet.data_validations.dataValidation) >= 10
    for name, value in row.items():
        sheet.cell(row=2, column=headings.index(name) + 1, value=value)
    book.save(path)
    batch = read(path, COURTS)
    assert batch.rejected == ()
    assert batch.rows[0].filing.case_no == "（2026）豫0326执1号"
