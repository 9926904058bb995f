"""What operations staff see in Temporal's Web UI, in a real browser."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from local import temporal
from local.pictures import COLUMNS, WebUi, chromium
from tests import roads
from tests.conftest import free_port
from tests.courthouse import CourtHouse, OutsideThread

pytestmark = pytest.mark.skipif(chromium() is None, reason="no Chromium on this system (package chromium)")


@pytest.fixture(scope="module")
def ui_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[temporal.Server]:
    """A dev server with its Web UI."""
    folder = tmp_path_factory.mktemp("temporal-ui")
    server = temporal.start(folder, free_port(), free_port(), synchronous="NORMAL")
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
async def watched_house(
    database_url: str, ui_server: temporal.Server, outside: OutsideThread, tmp_path: Path
) -> AsyncIterator[CourtHouse]:
    """A court at work on the server with the Web UI."""
    async with CourtHouse.opened(database_url, ui_server.address, outside, tmp_path) as house:
        yield house


@pytest.fixture
async def web(ui_server: temporal.Server) -> AsyncIterator[WebUi]:
    """The Web UI in a browser."""
    assert ui_server.ui_url is not None
    async with WebUi.opened(ui_server.ui_url) as ui:
        yield ui


async def test_the_list_shows_where_each_case_stands(watched_house: CourtHouse, web: WebUi) -> None:
    """Stage, next limit and lateness stand in the list, and the case's name does not."""
    late = await watched_house.file(roads.filing(), roads.respondent())
    await watched_house.forward(late, days=2)
    await web.cases(late)
    row = web.page.get_by_role("row").filter(has_text=late)
    cells = await row.get_by_role("cell").all_inner_texts()
    shown = dict(zip(COLUMNS, cells[-len(COLUMNS) :], strict=True))
    assert shown["Stage"] == "intake"
    assert shown["Overdue"] == "TRUE"
    assert shown["NextDue"]
    assert "甲某某" not in await web.page.locator("body").inner_text()


async def test_the_page_of_a_case_reads_in_chinese(watched_house: CourtHouse, web: WebUi) -> None:
    """Stage, open nodes with their articles, and the latest entries, as rendered by the page."""
    key = await watched_house.file(roads.filing(), roads.respondent())
    await web.case(key)
    text = await web.details.locator("body").inner_text()
    for words in ("汝阳县人民法院", "当前环节：立案核对", "待办节点", "最近记录", "录入流程系统"):
        assert words in text
    node = await web.details.get_by_role("row").filter(has_text="当日收案登记").inner_text()
    for words in ("财产查控组", "办理中", "二(一)1"):
        assert words in node
    assert "甲某某" not in text


async def test_the_timeline_names_limits_and_steps(watched_house: CourtHouse, web: WebUi) -> None:
    """Every wait for a limit names it with its article; every step says what it does."""
    key = await watched_house.file(roads.filing(), roads.respondent())
    await watched_house.act(key, "register_case", roads.REGISTRAR)
    await web.timeline(key)
    shown = await web.page.locator("body").inner_text()
    for words in ("RY-D1 当日收案登记", "（二(一)1）", "核对立案信息", "核对当事人身份"):
        assert words in shown
