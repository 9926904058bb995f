"""`python -m local.pictures`: the Web UI as operations staff see it, taken with the system's Chromium."""

import argparse
import asyncio
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy.exc import OperationalError

from activities.casework import CaseRow
from activities.desk_opening import open_desk
from local.faults import LocalFault
from local.place import ROOT
from local.temporal import NAMESPACE
from models.errors import Refusal

PICTURES = ROOT / "docs" / "pictures"

COLUMNS = ("Status", "Workflow ID", "Overdue", "NextDue", "Stage", "Track", "Unit", "Owner", "Trouble")
"""Columns of the list of cases: status, id, then our search attributes."""

SETTINGS = {
    "namespace-workflow-table-columns": json.dumps({NAMESPACE: [{"label": name} for name in COLUMNS]}),
    "navOpen": "false",
}
"""What the Web UI keeps in the browser's local storage; staff set the same with "Configure Columns"."""

WIDTH, HEIGHT, TALLEST = 1840, 960, 1280
"""Pixels of a picture; a longer page is shown down to the tallest."""

PATIENCE_MS = 30_000

HEIGHT_OF_ALL = "Math.max(...[...document.querySelectorAll('div')].map(part => part.scrollHeight))"
"""How tall the page would have to be to show everything; it scrolls inside."""

DETAILS = "#user-metadata-current-details"
"""Where the page of a case shows its Markdown."""

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """The Chromium of this system; none where there is none."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


@dataclass(frozen=True)
class WebUi:
    """The Web UI in a browser on the court's clock."""

    url: str
    page: Any

    @classmethod
    @asynccontextmanager
    async def opened(cls, url: str) -> AsyncIterator["WebUi"]:
        """Open a browser of its own.

        Raises LocalFault where the system has no Chromium, or the page does not show what is waited for.
        """
        from playwright.async_api import Error, async_playwright  # comes with the extra e2e

        path = chromium()
        if path is None:
            raise LocalFault("no Chromium on this system: install the system package chromium")
        async with async_playwright() as engine:
            browser = await engine.chromium.launch(executable_path=path)
            context = await browser.new_context(
                viewport={"width": WIDTH, "height": HEIGHT}, locale="zh-CN", timezone_id="Asia/Shanghai"
            )
            for name, value in SETTINGS.items():
                await context.add_init_script(f"localStorage.setItem({name!r}, {json.dumps(value)})")
            context.set_default_timeout(PATIENCE_MS)
            try:
                yield cls(url, await context.new_page())
            except Error as error:
                raise LocalFault(f"the Web UI: {str(error).splitlines()[0]}") from error
            finally:
                await browser.close()

    async def cases(self, key: str) -> None:
        """Show the list of cases, once the named one is in it with its stage."""
        await self.page.goto(f"{self.url}/namespaces/{NAMESPACE}/workflows", wait_until="load")
        await self.page.get_by_role("link", name=key).first.wait_for()
        await self.page.get_by_role("columnheader", name=COLUMNS[-1]).wait_for()

    async def case(self, key: str) -> None:
        """Show the page of one case (User Metadata), once the worker has answered for it."""
        await self._open(key, "user-metadata")
        await self.details.get_by_role("heading", name=key.split(":", 1)[1]).wait_for()
        await self.page.wait_for_function(f"document.querySelector({DETAILS!r}).clientHeight > 300")

    @property
    def details(self) -> Any:
        """The current details of the case that is shown, as rendered."""
        return self.page.frame_locator(DETAILS)

    async def timeline(self, key: str) -> None:
        """Show the timeline of one case, from its beginning."""
        await self._open(key, "timeline")
        await self.page.get_by_role("button", name="Descending").click()
        await self.page.get_by_role("button", name="Event load_case").wait_for()

    async def save(self, path: Path, tallest: int = TALLEST) -> None:
        """Take a picture of what is shown, as tall as it is."""
        height = min(max(await self.page.evaluate(HEIGHT_OF_ALL), HEIGHT), tallest)
        await self.page.set_viewport_size({"width": WIDTH, "height": height})
        await self.page.screenshot(path=path, animations="disabled")
        await self.page.set_viewport_size({"width": WIDTH, "height": HEIGHT})

    async def _open(self, key: str, tab: str) -> None:
        """The page of a case sends on to its latest run; the tab lies below that."""
        place = f"{self.url}/namespaces/{NAMESPACE}/workflows/{quote(key, safe='')}"
        await self.page.goto(place, wait_until="load")
        await self.page.wait_for_url("**/timeline")
        await self.page.goto(self.page.url.removesuffix("timeline") + tab, wait_until="load")


async def take(url: str, folder: Path, chosen: str) -> None:
    """Take the pictures; the case is the chosen one or the most telling.

    Raises LocalFault where there is no case, Refusal where there is not the chosen one.
    """
    async with open_desk() as desk:
        board = desk.casework.cases()
        telling = desk.casework.find(chosen) if chosen else most_telling(board)
    closed = max((row for row in board if row.closed_at), key=lambda row: row.seq, default=None)
    async with WebUi.opened(url) as ui:
        await ui.cases(telling)
        await ui.save(folder / "cases.png", HEIGHT)
        await ui.case(telling)
        await ui.save(folder / "case.png")
        await ui.timeline(closed.case_key if closed else telling)
        await ui.save(folder / "timeline.png")


def most_telling(board: Iterable[CaseRow]) -> str:
    """An open case in a team's hands with limits passed, or the nearest to that with most to tell."""
    rows = sorted(board, key=lambda row: (row.closed_at is not None, not row.owner, -row.overdue, -row.seq))
    if not rows:
        raise LocalFault("there is no case to take a picture of: file one, or use `make run`")
    return rows[0].case_key


def main() -> int:
    """Reads the arguments; what stands in the way is one line on stderr and exit code 1."""
    parser = argparse.ArgumentParser(prog="python3 -m local pictures", description=__doc__)
    parser.add_argument("--case", default="", help="case number; otherwise the most telling one")
    parser.add_argument("--folder", type=Path, default=PICTURES)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    try:
        asyncio.run(take(os.environ["COURT_UI_URL"], given.folder, given.case))
    except (LocalFault, Refusal) as fault:
        print(f"local: {fault}", file=sys.stderr)
        return 1
    except OperationalError:
        print("local: the servers do not answer: is `make up` running?", file=sys.stderr)
        return 1
    print(f"local  pictures are in {given.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
