"""Panels on many cases at once: checked as a whole, written case by case, once (SQ-17, RY-55)."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from openpyxl import Workbook, load_workbook
from typer.testing import CliRunner, Result

import terminal.answering
from activities.absences.absences import AbsenceDesk
from activities.journal import read_entries
from activities.panels.desk import PanelDesk, PanelRecorded
from activities.panels.records import read_panel_record
from models.case import ApprovalState
from models.errors import Code, Refusal
from models.events import EventKind
from models.panels import FIELD_NAMES
from models.shelf.files import load
from models.tables import ActLog
from terminal.panels import commands
from tests.activities.clerk import FILED_AT, Clerk

FAST_JUDGE, ASSISTANT, CLERK = "RY020", "RY021", "RY022"
PANEL = ["RY020", "RY030", "RY040"]
DAY = FILED_AT.date()

pytestmark = pytest.mark.requirement("SQ-17", "RY-55")


def in_team(clerk: Clerk, number: int, unit: str = "fast_team", owner: str = FAST_JUDGE) -> str:
    """A simple case of the fast team, or of another."""
    key = clerk.file(number)
    facts: dict[str, Any] = {"unit": unit, "unit_kind": "team", "owner": owner, "track": "simple"}
    clerk.append(key, EventKind.GROUP_ENTERED, "Y1", **facts)
    return key


def put_to_panel(
    clerk: Clerk, key: str, matter: str = "panel_termination", target: str = "termination"
) -> str:
    """Put a matter to the panel; the id of the request."""
    asked = {"matter": matter, "target": target, "reason": "申请执行人不同意"}
    answer = clerk.act(key, "request_approval", ASSISTANT, "judge_assistant", asked)
    assert answer.refused is None, answer.refused
    return next(id_ for id_, each in clerk.state(key).approvals.items() if each.target == target)


def desk_of(clerk: Clerk, fails_at: str = "") -> PanelDesk:
    """The desk with the register itself in the place of the running cases."""

    async def act(key: str, kind: str, staff: str, data: dict[str, Any], **more: Any) -> SimpleNamespace:
        if key == fails_at:
            raise ConnectionError("no server")
        answer = clerk.act(key, kind, staff, more.pop("role"), data, **more)
        if answer.refused:
            raise Refusal(answer.refused.code, answer.refused.reason)
        return SimpleNamespace(seq=answer.seq)

    async def clock(_: str) -> datetime:
        return clerk.now

    return PanelDesk(clerk.database, clerk.books, clerk.casework, act, clock)


def rows_for(keys: list[str], **changes: Any) -> dict[str, Any]:
    """A record on one matter of each case."""
    rows = [
        {
            "case": key.split(":")[1],
            "matter": "panel_termination",
            "granted": True,
            "conclusion": f"同意第{n}件",
        }
        for n, key in enumerate(keys)
    ]
    head = {"record": "合议2026-05-1", "held_on": DAY, "presiding": "RY030", "members": PANEL}
    return {**head, "matters": rows} | changes


def written(tmp_path: Path, content: dict[str, Any], name: str = "合议.yaml") -> Path:
    """The record as a file of the kind its name says."""
    path = tmp_path / name
    if path.suffix == ".json":
        path.write_text(json.dumps(content, default=str, ensure_ascii=False), "utf-8")
    elif path.suffix == ".xlsx":
        book = Workbook()
        fields = list(FIELD_NAMES)
        fields.remove("matters")
        book.worksheets[0].append([FIELD_NAMES[name] for name in fields])
        for number, row in enumerate(content["matters"]):
            head = {**content, "members": "、".join(content["members"])} if number == 0 else {}
            cells = {**head, **row, "granted": "同意" if row["granted"] else "不同意"}
            book.worksheets[0].append([cells.get(name) for name in fields])
        book.save(path)
    else:
        path.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    return path


async def send(desk: PanelDesk, path: Path, staff: str = CLERK) -> tuple[PanelRecorded, ...]:
    """Read and write a record."""
    return await desk.record(read_panel_record(path), staff)


def everything(clerk: Clerk, keys: list[str]) -> list[Any]:
    """All that may not change: the cases and the act log."""
    with clerk.database.transaction() as session:
        logged = session.query(ActLog).count()
    return [logged, *(clerk.state(key) for key in keys)]


async def test_one_sitting_on_many_cases(clerk: Clerk, tmp_path: Path) -> None:
    """Three cases of the team wait, one of another; the record decides the three, each by its own act."""
    keys = [in_team(clerk, number) for number in (1, 2, 3)]
    other = in_team(clerk, 4, "ordinary_team_1", "RY030")
    asked = {"matter": "panel_termination", "target": "termination", "reason": "不同意"}
    assert clerk.act(other, "request_approval", "RY030", "judge", asked).refused is None
    for key in keys:
        put_to_panel(clerk, key)
    desk = desk_of(clerk)
    assert [row.case_key for row in desk.waiting("ruyang", "fast_team")] == keys
    assert [row.case_key for row in desk.waiting("ruyang")] == [*keys, other]
    assert desk.waiting("gushi") == () == desk.waiting(track="ordinary")

    content = rows_for(keys)
    content["matters"][1] |= {"granted": False, "conclusion": "仍有财产线索", "dissent": "一人认为可以终本"}
    clerk.now += timedelta(hours=2)
    made = await send(desk, written(tmp_path, content))
    assert [(each.case_key, each.code, each.before) for each in made] == [(key, "", False) for key in keys]
    assert [row.case_key for row in desk.waiting()] == [other]
    states = [clerk.state(key).approvals["A1"] for key in keys]
    assert [each.state for each in states] == [
        ApprovalState.GRANTED,
        ApprovalState.REFUSED,
        ApprovalState.GRANTED,
    ]
    with clerk.database.transaction() as session:
        entries = [each.entry for each in read_entries(session, keys[1])]
    held = next(entry for entry in entries if entry.kind is EventKind.PANEL_HELD)
    assert (held.actor, held.role, held.subject, held.occurred_at) == (CLERK, "clerk", "A1", clerk.now)
    assert held.facts == {
        "record": "合议2026-05-1", "presiding": "RY030", "members": PANEL, "matter": "panel_termination",
        "target": "termination", "granted": False, "conclusion": "仍有财产线索",
        "dissent": "一人认为可以终本",
    }  # fmt: skip
    assert all(clerk.casework.rebuild(key, write=False) == () for key in keys)


@pytest.mark.parametrize("again", ["again.yaml", "again.json", "again.xlsx"])
async def test_sent_twice_it_changes_nothing(clerk: Clerk, tmp_path: Path, again: str) -> None:
    """In whatever form, and days later: the same record is known, and nothing is written."""
    keys = [in_team(clerk, number) for number in (1, 2)]
    for key in keys:
        put_to_panel(clerk, key)
    desk, content = desk_of(clerk), rows_for(keys)
    first = await send(desk, written(tmp_path, content))
    before = everything(clerk, keys)
    clerk.now += timedelta(days=3)
    second = await send(desk, written(tmp_path, content, again), FAST_JUDGE)
    assert [each.before for each in first] == [False, False] and [each.before for each in second] == [
        True,
        True,
    ]
    assert [each.seq for each in second] == [each.seq for each in first]
    assert everything(clerk, keys) == before
    content["matters"][0]["conclusion"] = "另一结论"
    with pytest.raises(Refusal, match=r"第 1 项，事项.*已审批"):
        await send(desk, written(tmp_path, content))
    assert everything(clerk, keys) == before


async def test_broken_off_and_sent_again(clerk: Clerk, tmp_path: Path) -> None:
    """The server goes away after the first case: sent again, the rest is written and the first is not."""
    keys = [in_team(clerk, number) for number in (1, 2)]
    for key in keys:
        put_to_panel(clerk, key)
    path = written(tmp_path, rows_for(keys))
    with pytest.raises(ConnectionError):
        await send(desk_of(clerk, fails_at=keys[1]), path)
    done = clerk.state(keys[0]).seq
    made = await send(desk_of(clerk), path)
    assert [each.before for each in made] == [True, False]
    assert clerk.state(keys[0]).seq == done
    assert clerk.state(keys[1]).approvals["A1"].state is ApprovalState.GRANTED


Change = Callable[[dict[str, Any]], Any]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda c: c.update(members=["RY020", "RY030"]),
            r"合议.yaml：合议庭成员（members）：应为 3 人以上的单数",
        ),
        (lambda c: c.update(members=["RY020", "RY030", "RY040", "RY050"]), "单数，现为 4 人"),
        (lambda c: c.update(members=["RY020"], presiding="RY020"), "3 人以上的单数，现为 1 人"),
        (lambda c: c.update(members=["RY020", "RY030", "RY020"]), "人员 RY020 重复"),
        (lambda c: c.update(members=["RY020", "RY030", "RY021"]), "人员 RY021 当日不任员额法官"),
        (lambda c: c.update(members=["RY020", "RY030", "RY404"]), "人员 RY404 当日不任"),
        (lambda c: c.update(presiding="RY050"), "审判长（presiding）：审判长 RY050 不在"),
        (lambda c: c.update(held_on=DAY + timedelta(days=1)), "合议.yaml：合议日期（held_on）晚于今天"),
        (lambda c: c.update(held_on=DAY - timedelta(days=1)), "第 1 项，事项（matter）：合议日期早于提交"),
        (
            lambda c: c["matters"][1].update(case="（2026）豫0326执99号"),
            "第 2 项，案号（case）：案件.*不存在",
        ),
        (lambda c: c["matters"][1].update(case="不是案号"), "第 2 项，案号"),
        (lambda c: c["matters"][1].update(matter="panel_party_change"), "第 2 项，事项（matter）：本案没有"),
        (lambda c: c["matters"][1].update(matter="A9"), "第 2 项，事项（matter）：本案没有"),
        (lambda c: c["matters"].append({**c["matters"][0], "matter": "A1"}), "第 3 项，事项.*出现两次"),
        (lambda c: c["matters"][1].pop("conclusion"), "第 2 项：缺少评议意见（conclusion）"),
        (lambda c: c["matters"][1].update(conclusion=""), "第 2 项：评议意见（conclusion）不能为空"),
        (lambda c: c["matters"][1].update(granted="maybe"), "第 2 项：是否同意（granted）应为 true"),
        (lambda c: c["matters"][1].update(reslt="x"), "第 2 项：.*reslt"),
        (lambda c: c.update(held_on="昨天"), "合议日期（held_on）应为日期"),
        (lambda c: c.pop("record"), "缺少笔录编号（record）"),
    ],
)
async def test_one_fault_and_nothing_is_written(
    clerk: Clerk, tmp_path: Path, change: Change, said: str
) -> None:
    """The message names file, row and field; the first case, with which nothing is wrong, is as it was."""
    keys = [in_team(clerk, number) for number in (1, 2)]
    for key in keys:
        put_to_panel(clerk, key)
    before, content = everything(clerk, keys), rows_for(keys)
    change(content)
    with pytest.raises(Refusal, match=said) as refused:
        await send(desk_of(clerk), written(tmp_path, content))
    assert refused.value.message.startswith("合议.yaml")
    assert everything(clerk, keys) == before


async def test_who_may_not_record_or_sit(clerk: Clerk, tmp_path: Path) -> None:
    """Another team's clerk may not send it; nobody away sits; who was refused by the register is told so."""
    key = in_team(clerk, 1)
    put_to_panel(clerk, key)
    path = written(tmp_path, rows_for([key]))
    with pytest.raises(Refusal, match="第 1 项，案号（case）：“登记合议结论”由速执团队办理"):
        await send(desk_of(clerk), path, "RY032")
    AbsenceDesk(clerk.database).record("RY040", DAY, DAY, "RY090")
    with pytest.raises(Refusal, match="人员 RY040 当日缺勤"):
        await send(desk_of(clerk), path)
    data = {
        "record": "r", "presiding": "RY030", "members": PANEL,
        "conclusions": [{"approval": "A1", "granted": True, "conclusion": "同意"}],
    }  # fmt: skip
    assert clerk.refused(key, "record_panel", CLERK, "clerk", data) == Code.NOT_A_PANEL
    alone = {**data, "members": ["RY030"]}
    assert clerk.refused(key, "record_panel", CLERK, "clerk", alone) == Code.NOT_A_PANEL
    assert clerk.refused(key, "record_panel", "RY032", "clerk", data) == Code.WRONG_UNIT
    twice = {
        **data,
        "members": ["RY020", "RY030", "RY050"],
        "conclusions": [*data["conclusions"], *data["conclusions"]],
    }
    assert clerk.refused(key, "record_panel", CLERK, "clerk", twice) == Code.BAD_DATA
    twice["conclusions"] = data["conclusions"]
    assert clerk.act(key, "record_panel", CLERK, "clerk", twice).refused is None


async def test_one_court_at_a_time(clerk: Clerk, tmp_path: Path) -> None:
    """Two courts in one record are two panels."""
    keys = [in_team(clerk, 1), clerk.file(1, court="gushi", case_no="（2026）豫1525执1号")]
    put_to_panel(clerk, keys[0])
    with pytest.raises(Refusal, match=r"合议.yaml 第 2 项，案号（case）：一次合议只能登记一个法院"):
        await send(desk_of(clerk), written(tmp_path, rows_for(keys)))


async def test_what_was_refused_may_be_right_later(clerk: Clerk, tmp_path: Path) -> None:
    """Refused from another team's clerk, the same words are an act of the team's own."""
    key = in_team(clerk, 1)
    put_to_panel(clerk, key)
    row = {"approval": "A1", "granted": True, "conclusion": "同意0", "dissent": ""}
    data = {"record": "合议2026-05-1", "presiding": "RY030", "members": PANEL, "conclusions": [row]}
    assert clerk.refused(key, "record_panel", "RY032", "clerk", data) == Code.WRONG_UNIT
    made = [(await send(desk_of(clerk), written(tmp_path, rows_for([key]))))[0] for _ in range(3)]
    assert [each.before for each in made] == [False, True, True]
    assert clerk.kinds(key).count(EventKind.PANEL_HELD) == 1


def test_a_panel_matter_is_nobodys_alone(clerk: Clerk) -> None:
    """A judge cannot decide it as an approval; a panel cannot decide what the director decides."""
    key = in_team(clerk, 1)
    approval = put_to_panel(clerk, key)
    decision = {"approval": approval, "granted": True}
    assert clerk.refused(key, "decide_approval", "RY030", "judge", decision) == Code.ACT_NOT_ALLOWED
    clerk.append(key, EventKind.APPROVAL_REQUESTED, "A2", matter="limit_extension", target="x")
    data = {
        "record": "r", "presiding": "RY030", "members": PANEL,
        "conclusions": [{"approval": "A2", "granted": True, "conclusion": "同意"}],
    }  # fmt: skip
    assert clerk.refused(key, "record_panel", CLERK, "clerk", data) == Code.ACT_NOT_ALLOWED


@pytest.mark.requirement("RY-55")
def test_no_termination_against_the_applicant_without_a_panel(clerk: Clerk) -> None:
    """Blocked until the panel has granted it; a refusal of the panel does not open it; consent does."""
    key = in_team(clerk, 1)
    report = {"method": "termination", "ground": "无财产", "applicant_agrees": False}
    silent = {"method": "termination", "ground": "无财产"}
    assert clerk.refused(key, "propose_closing", FAST_JUDGE, "judge", silent) == Code.APPROVAL_REQUIRED
    assert clerk.refused(key, "propose_closing", FAST_JUDGE, "judge", report) == Code.APPROVAL_REQUIRED
    for granted in (False, True):
        clerk.now += timedelta(minutes=1)
        put_to_panel(clerk, key)
        number = list(clerk.state(key).approvals)[-1]
        assert clerk.refused(key, "propose_closing", FAST_JUDGE, "judge", report) == Code.APPROVAL_REQUIRED
        row = {"approval": number, "granted": granted, "conclusion": "评议意见"}
        data = {"record": number, "presiding": "RY030", "members": PANEL, "conclusions": [row]}
        assert clerk.act(key, "record_panel", CLERK, "clerk", data).refused is None
    assert clerk.act(key, "propose_closing", FAST_JUDGE, "judge", report).refused is None
    agreed = in_team(clerk, 2)
    with_consent = {**report, "applicant_agrees": True}
    assert clerk.act(agreed, "propose_closing", FAST_JUDGE, "judge", with_consent).refused is None


def test_every_court_has_a_panel_and_matters_for_it() -> None:
    """At least three judges, odd; the matters of NB-112 that an act here may be about."""
    for court in ("gushi", "ruyang", "shangqiu", "jianli", "shihe"):
        book = load(court)
        assert book.panel is not None and book.panel.at_least == 3 and book.panel.roles == ("judge",)
        assert len([row for row in book.approvals if row.panel]) == 3


# --- the commands ---------------------------------------------------------------------------------


@pytest.fixture
def run(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """The commands on the register."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[SimpleNamespace]:
        yield SimpleNamespace(panels=desk_of(clerk))

    monkeypatch.setattr(terminal.answering, "opened", opened)
    return lambda *words: CliRunner().invoke(commands, [str(word) for word in words])


def test_the_sheet_goes_out_and_comes_back(clerk: Clerk, run: Callable[..., Result], tmp_path: Path) -> None:
    """The list as a sheet, filled in, recorded; a second time it says so; a fault is one line and code 2."""
    keys = [in_team(clerk, number) for number in (1, 2)]
    for key in keys:
        put_to_panel(clerk, key)
    put_to_panel(clerk, keys[0], "panel_auction_terms", "W1")
    sheet = tmp_path / "待合议.xlsx"
    listed = run("panel", "list", "--court", "ruyang", "--unit", "fast_team", "--export", sheet)
    assert listed.exit_code == 0 and "待合议 3 项" in listed.output and "（W1）" in listed.output
    book = load_workbook(sheet)
    page = book.worksheets[0]
    headings = [cell.value for cell in page[1]]
    assert page.max_row == 4
    fill: dict[str, Any] = {"是否同意": "是", "评议意见": "同意"}
    head: dict[str, Any] = {
        "笔录编号": "HY-1",
        "合议日期": datetime.combine(DAY, datetime.min.time()),
        "审判长": "RY030",
    }
    for number in range(2, 5):
        for heading, value in {**fill, **(head if number == 2 else {})}.items():
            page.cell(number, headings.index(heading) + 1, value)
    book.save(sheet)
    missing = run("panel", "record", sheet, "--as", CLERK)
    assert missing.exit_code == 2 and "缺少合议庭成员（members）" in missing.stderr
    assert len(missing.stderr.splitlines()) == 1
    page.cell(2, headings.index("合议庭成员") + 1, "RY020，RY030、RY040")
    page.cell(4, headings.index("审判长") + 1, "RY020")
    book.save(sheet)
    differing = run("panel", "record", sheet, "--as", CLERK)
    assert "第 4 行：审判长（presiding）与前面各行不一致" in differing.stderr
    page.cell(4, headings.index("审判长") + 1).value = None
    book.save(sheet)
    done = run("panel", "record", sheet, "--as", CLERK)
    assert done.exit_code == 0, done.output + done.stderr
    assert done.output.count("已登记，见案件日志") == 2 and "2 项" in done.output
    assert "此前已登记" in run("panel", "record", sheet, "--as", CLERK).output
    assert "待合议 0 项" in run("panel", "list").output
    assert run("panel", "record", tmp_path / "no.yaml", "--as", CLERK).exit_code == 2
    assert isinstance(json.loads(run("panel", "list", "--json").output), list)
