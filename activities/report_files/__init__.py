"""A finished report as files a court can hand on: a workbook and a one-page picture."""

from pathlib import Path

from activities.report_files.picture import picture
from activities.report_files.workbook import write_workbook
from activities.statistics.statement import Statement
from models.errors import Code, Refusal


def write_files(statement: Statement, folder: Path) -> tuple[Path, Path]:
    """Write a report's workbook and picture into a folder; answers their paths.

    Raises Refusal(BAD_DATA) where the folder cannot be written to.
    """
    stem = f"{statement.court_short}-{statement.name}-{statement.period}"
    book, page = folder / f"{stem}.xlsx", folder / f"{stem}.svg"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_workbook(statement, book)
        page.write_text(picture(statement), encoding="utf-8")
    except OSError as error:
        raise Refusal(Code.BAD_DATA, f"{folder}：无法写入报表文件") from error
    return book, page
