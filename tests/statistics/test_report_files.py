"""The files of a report: what stands in the tables stands in the workbook, and the picture draws it."""

import re
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook

from activities.report_files import write_files
from activities.report_files.picture import picture
from activities.report_files.plots import NAMES, WIDTH_OF_PLOT
from activities.report_files.wording import NOTHING, written
from activities.statistics.making import Statistics
from activities.statistics.statement import Column, Format, Plot, Series, Shape, Statement, Table
from models.errors import Refusal
from models.period import Period
from models.shelf.files import known_courts
from models.values import COURT_ZONE
from tests.statistics.many_cases import LAST, ManyCases

SVG = "{http://www.w3.org/2000/svg}"


def statements(register: ManyCases) -> list[Statement]:
    """Every report of every court for May."""
    made = Statistics(register.database)
    return [one for court in known_courts() for one in made.make(court, Period.month("2026-05"), LAST)]


def cells(value: Any) -> Any:
    """A cell as a workbook gives it back: numbers as floats, instants on the court's wall."""
    if isinstance(value, Decimal):
        return float(value)
    if hasattr(value, "astimezone"):
        return value.astimezone(COURT_ZONE).replace(tzinfo=None, microsecond=0)
    return value if value != "" else None


@pytest.mark.requirement("SQ-27", "JL-38", "JL-35", "RY-50", "SH-58")
def test_the_workbook_holds_every_row(register: ManyCases, tmp_path: Path) -> None:
    """Read back: each table with its headings and all its rows, no formula, and what it rests on."""
    for one in statements(register):
        path, page = write_files(one, tmp_path)
        assert path.name == f"{one.court_short}-{one.name}-2026-05.xlsx" and page.exists()
        book = load_workbook(path)
        assert book.sheetnames == [table.title for table in one.tables] + ["说明"]
        for table in one.tables:
            read = list(book[table.title].iter_rows(min_row=3, values_only=True))
            assert list(read[0]) == [column.heading for column in table.columns]
            for row, wanted in zip(read[1:], table.rows, strict=True):
                seen = [e.replace(microsecond=0) if isinstance(e, datetime) else e for e in row]
                assert seen == [cells(value) for value in wanted]
            assert all(c.data_type != "f" for line in book[table.title].iter_rows() for c in line)
        basis = " ".join(str(row[1]) for row in book["说明"].iter_rows(values_only=True))
        assert f"本院案件 {one.cases} 件、案件日志 {one.entries} 条" in basis and one.citation in basis


def test_the_picture_draws_the_numbers(register: ManyCases) -> None:
    """Every picture is one well-formed page; every bar is as long as its number against the longest."""
    drawn = 0
    for one in statements(register):
        root = ElementTree.fromstring(picture(one))
        assert root.get("width") == "1123" and root.get("height") == "794"
        words = [element.text for element in root.iter(f"{SVG}text")]
        assert f"{one.court_name}{one.name}" in words
        frames = root.findall(f"{SVG}g")
        assert len(frames) == min(4, len(one.plots))
        for plot, frame in zip(one.plots, frames, strict=False):
            drawn += same_lengths(plot, frame)
    assert drawn > 50


def same_lengths(plot: Plot, frame: ElementTree.Element) -> int:
    """Compare bars with values; answers how many."""
    bars = [rect for rect in frame.findall(f"{SVG}rect") if rect.find(f"{SVG}title") is not None]
    if not bars:
        return 0
    values = [float(s.values[place] or 0) for place in range(len(plot.categories)) for s in plot.series]
    lengths = [float(str(bar.get("width"))) for bar in bars]
    longest, value = max(zip(lengths, values, strict=True))
    scale = longest / value  # Of the longest bar: the two decimals of a short one would tell little.
    assert lengths == pytest.approx([value * scale for value in values], abs=0.05)
    ends = [float(str(bar.get("x"))) + length for bar, length in zip(bars, lengths, strict=True)]
    starts = [float(str(bar.get("x"))) for bar in bars]
    stacked = plot.shape is Shape.STACKED
    for number, start in enumerate(starts):
        first = number % len(plot.series) == 0 or not stacked
        assert start == pytest.approx(NAMES if first else ends[number - 1], abs=0.05)
    assert max(ends) < 516
    return len(bars)


def small(**changes: Any) -> Statement:
    """A report with one table and one plot."""
    table = Table(title="表", columns=(Column(heading="人员", format=Format.TEXT),), rows=())
    made: dict[str, Any] = {
        "court": "x", "court_name": "某院", "court_short": "某", "key": "k", "name": "表", "maker": "某组",
        "period": "2026-05", "period_name": "2026年5月", "at": LAST, "readers": "", "citation": "第1条",
        "cases": 0, "entries": 0, "tables": (table,), "plots": (), "notes": (),
    }  # fmt: skip
    return Statement.model_validate(made | changes)


def test_names_are_neither_markup_nor_formulas(tmp_path: Path) -> None:
    """A name with brackets, or one a spreadsheet would compute, stays what it is."""
    name = '=1+1<a href="x">&'
    series = Series(name=name, values=(1,))
    plot = Plot(title=name, shape=Shape.BARS, format=Format.COUNT, categories=(name,), series=(series,))
    column = Column(heading="人员", format=Format.TEXT)
    one = small(tables=(Table(title="表", columns=(column,), rows=((name,),)),), plots=(plot,))
    path, page = write_files(one, tmp_path)
    cell = load_workbook(path)["表"]["A4"]
    assert (cell.value, cell.data_type) == (name, "s")
    ElementTree.fromstring(page.read_text(encoding="utf-8"))


def test_a_line_breaks_where_nothing_could_be_counted() -> None:
    """Between two months with a number and one without there is no line, and no zero."""
    values = (Decimal("50.0"), None, Decimal("25.0"), Decimal("100.0"))
    series = Series(name="率", values=values)
    months = ("2026-02", "2026-03", "2026-04", "2026-05")
    plot = Plot(title="率", shape=Shape.LINE, format=Format.PERCENT, categories=months, series=(series,))
    frame = ElementTree.fromstring(picture(small(plots=(plot,)))).findall(f"{SVG}g")[0]
    points = [float(str(point.get("cy"))) for point in frame.findall(f"{SVG}circle")]
    assert len(points) == 3 and points[1] > points[0] > points[2]
    assert len([line for line in frame.findall(f"{SVG}line") if line.get("stroke-width")]) == 1
    assert [e.text for e in frame.iter(f"{SVG}text") if re.search("%", e.text or "")] == [
        "50.0%",
        "25.0%",
        "100.0%",
    ]


def test_an_empty_month_is_a_page_too() -> None:
    """No bar, no division by zero: the plot says that there was nothing."""
    series = Series(name="件", values=(0, 0))
    plot = Plot(
        title="件", shape=Shape.STACKED, format=Format.COUNT, categories=("甲", "乙"), series=(series,)
    )
    assert "本期没有" in picture(small(plots=(plot,)))
    empty = plot.model_copy(update={"categories": (), "series": (Series(name="件", values=()),)})
    assert "本期没有" in picture(small(plots=(empty,)))


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """One sentence with the folder."""
    taken = tmp_path / "file"
    taken.write_text("", encoding="utf-8")
    with pytest.raises(Refusal, match="无法写入"):
        write_files(small(), taken / "below")


@pytest.mark.parametrize(
    ("value", "format", "words"),
    [
        (None, Format.PERCENT, NOTHING),
        (0, Format.COUNT, "0"),
        (Decimal("1234567.5"), Format.MONEY, "1,234,567.50"),
        (Decimal("12.5"), Format.PERCENT, "12.5%"),
        (LAST, Format.INSTANT, "2026-07-20 12:00"),
        ("甲", Format.COUNT, "甲"),
    ],
)
def test_wording(value: Any, format: Format, words: str) -> None:
    """How each kind of cell is written."""
    assert written(value, format) == words


def test_words_of_a_plot_do_not_lie_on_each_other() -> None:
    """A long title ends before the names of the series; letters are no taller than their bars."""
    names = ("收到的案件", "移出的案件", "结案的案件")
    groups = tuple(f"第{n}查控组" for n in range(8))
    many = tuple(Series(name=name, values=tuple(range(8))) for name in names)
    plot = Plot(
        title="各组收到、移出和结案的案件以及期末在办的案件",
        shape=Shape.BARS,
        format=Format.COUNT,
        categories=groups,
        series=many,
    )
    frame = ElementTree.fromstring(picture(small(plots=(plot,)))).findall(f"{SVG}g")[0]
    words = {element.text: element for element in frame.iter(f"{SVG}text")}
    title = next(text for text in words if text and text.startswith("各组收到"))
    starts = [float(str(words[name].get("x"))) for name in names]
    assert title.endswith("…") and 12 + 15 * len(title) < starts[0] - 17
    ends = [start + 12 * len(name) for start, name in zip(starts, names, strict=True)]
    assert all(end < start - 17 for end, start in zip(ends, starts[1:], strict=False))
    assert ends[-1] < WIDTH_OF_PLOT
    bars = [rect for rect in frame.findall(f"{SVG}rect") if rect.find(f"{SVG}title") is not None]
    told = [text for text in frame.findall(f"{SVG}text") if text.get("text-anchor") == "start"]
    assert len(bars) == len(told) == 24
    for bar, text in zip(bars, told, strict=True):
        assert float(str(text.get("font-size"))) <= float(str(bar.get("height"))) + 0.05


def test_a_long_name_is_cut_by_its_width() -> None:
    """Latin letters take half a column: a name that fits is whole, one that does not has a mark."""
    whole, long = "RY-D3 制作并送达执行文书", "登记传统查控，作财产情况分析并确认是否满足申请执行标的额"
    series = Series(name="件", values=(1, 2))
    shape = {"shape": Shape.BARS, "format": Format.COUNT}
    plot = Plot.model_validate({"title": "节点", **shape, "categories": (whole, long), "series": (series,)})
    shown = [element.text or "" for element in ElementTree.fromstring(picture(small(plots=(plot,)))).iter()]
    assert whole in shown and any(text.endswith("…") and long.startswith(text[:-1]) for text in shown)
