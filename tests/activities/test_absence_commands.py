"""`desk.py absence`, `absences`, `reassign`, `inbox --person` and `act --for` as staff type them."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import typer
from typer.testing import CliRunner, Result

import terminal.answering
from activities.desk_service import DeskService
from models.acts.envelope import Act, ActKind
from models.errors import Code, Refusal
from models.events import EventKind
from models.tables import Membership
from models.values import court_local
from terminal import absences, cases
from tests.activities.clerk import Clerk

Run = Callable[..., Result]
DIRECTOR, JUDGE, COLLEAGUE, OTHER_JUDGE = "RY090", "RY020", "RY055", "RY030"


@pytest.fixture
def run(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The commands on a register; it takes the acts itself, in the place of the running case."""
    clerk.now = court_local(datetime.now(UTC))

    async def deliver(key: str, act: Act) -> SimpleNamespace:
        answer = clerk.record(key, act.act_id)
        if answer.refused:
            raise Refusal(answer.refused.code, answer.refused.reason)
        return SimpleNamespace(seq=answer.seq)

    dispatcher: Any = SimpleNamespace(task_queue="none", acts=SimpleNamespace(deliver=deliver))
    service = DeskService(
        cast(Any, None), clerk.database, clerk.books, dispatcher, skip_time=False, store=cast(Any, None)
    )

    @asynccontextmanager
    async def opened() -> AsyncIterator[DeskService]:
        yield service

    monkeypatch.setattr(terminal.answering, "opened", opened)

    app = typer.Typer()
    for group in (absences, cases):
        app.add_typer(group.commands)

    def command(*words: str) -> Result:
        return CliRunner().invoke(app, words)

    return command


@pytest.fixture
def key(clerk: Clerk, run: Run) -> str:
    """A simple case in the hands of the fast team's judge."""
    case = clerk.file(1, filed_at=(clerk.now - timedelta(hours=2)).isoformat())
    clerk.append(case, EventKind.RECEPTION_ENDED, performance_state="willing")
    clerk.triage_and_assign(case)
    clerk.act(case, ActKind.ACCEPT_HANDOVER, JUDGE, "judge", {"handover": "Y1"})
    return case


def day(later: int = 0) -> str:
    """Today on the court's clock, or some days later."""
    return (court_local(datetime.now(UTC)).date() + timedelta(days=later)).isoformat()


def away(run: Run, *words: str) -> Result:
    """The judge is away from today for a week."""
    return run("absence", JUDGE, "--since", day(), "--until", day(7), "--as", DIRECTOR, *words)


@pytest.mark.requirement("RY-57")
def test_an_absence_is_recorded_and_listed(run: Run) -> None:
    """In Chinese, and as JSON; entered again nothing is new."""
    assert "已登记" in away(run, "--substitute", OTHER_JUDGE).output
    assert json.loads(away(run, "--substitute", OTHER_JUDGE, "--json").output) == {"recorded": False}
    shown = run("absences", "--court", "ruyang").output
    assert JUDGE in shown and OTHER_JUDGE in shown and "缺勤中" in shown
    (row,) = json.loads(run("absences", "--json").output)
    assert (row["court"], row["absence"]["until"], row["standing"]) == ("ruyang", day(7), "now")
    assert json.loads(run("absences", "--court", "gushi", "--json").output) == []


@pytest.mark.requirement("RY-54", "RY-57", "CV-12")
def test_the_substitutes_inbox_and_act(run: Run, key: str, tmp_path: Path, clerk: Clerk) -> None:
    """They see why each thing is theirs and for whom, and do it under their own name."""
    own = json.loads(run("inbox", "--person", JUDGE, "--json").output)
    assert {task["ground"] for task in own} == {"owner"} and {task["absent"] for task in own} == {""}
    assert json.loads(run("inbox", "--person", OTHER_JUDGE, "--court", "ruyang", "--json").output) == []
    away(run, "--substitute", OTHER_JUDGE)
    stood_in = json.loads(run("inbox", "--person", OTHER_JUDGE, "--json").output)
    assert [{**task, "absent": ""} for task in stood_in] == own
    assert {task["absent"] for task in stood_in} == {JUDGE}
    shown = run("inbox", "--person", OTHER_JUDGE).output
    assert "承办" in shown and JUDGE in shown

    plan = tmp_path / "plan.json"
    plan.write_text('{"plan": "传唤"}', encoding="utf-8")
    words = ("act", key, "make_plan", "--as", OTHER_JUDGE, "--data", str(plan))
    assert run(*words).exit_code == 2
    assert "记入案件日志" in run(*words, "--for", JUDGE).output
    stated = clerk.casework.view(key).lines[-1]
    assert (stated.kind, stated.actor) == ("plan_made", OTHER_JUDGE)
    stranger = run("act", key, "make_plan", "--as", "RY021", "--data", str(plan), "--for", JUDGE)
    assert stranger.exit_code == 2 and "RY021 当日不是 RY020 的代理人" in stranger.stderr
    assert [(log.actor, log.code) for log in clerk.log(key)][-1] == ("RY021", Code.NOT_THE_SUBSTITUTE)


def test_a_substitute_sees_only_what_they_may_do(run: Run, key: str, clerk: Clerk) -> None:
    """Without a role in common since the absence began, nothing of the owner's is shown."""
    away(run, "--substitute", OTHER_JUDGE)
    with clerk.database.transaction() as session:
        yesterday = clerk.now.date() - timedelta(days=1)
        session.query(Membership).filter_by(staff=OTHER_JUDGE).update({"until": yesterday})
    assert json.loads(run("inbox", "--person", OTHER_JUDGE, "--json").output) == []


@pytest.mark.requirement("RY-T11", "RY-57")
def test_cases_are_given_away(run: Run, key: str, clerk: Clerk) -> None:
    """Case by case with its outcome; a second time nothing is left."""
    with clerk.database.transaction() as session:
        since = clerk.now.date()
        session.add(Membership(staff=COLLEAGUE, court="ruyang", unit="fast_team", role="judge", since=since))
    give = ("reassign", "--absent", JUDGE, "--as", DIRECTOR)
    assert run(*give).exit_code == 2 and "没有缺勤" in run(*give).stderr
    away(run)
    shown = run(*give, "--reason", "住院").output
    assert COLLEAGUE in shown and "已改派" in shown
    assert clerk.state(key).owner == COLLEAGUE
    assert json.loads(run(*give, "--json").output) == []
    assert json.loads(run("inbox", "--person", JUDGE, "--json").output) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("absence", JUDGE, "--since", "x", "--until", day(), "--as", DIRECTOR), "--since"),
        (("absence", JUDGE, "--since", day(1), "--until", day(), "--as", DIRECTOR), "止日早于起日"),
        (("absence", JUDGE, "--since", day(), "--until", day(), "--as", OTHER_JUDGE), "负责人"),
        (("reassign", "--absent", "RY999", "--as", DIRECTOR), "RY999"),
        (("inbox", "--person", "RY999"), "RY999"),
        (("inbox", "--person", JUDGE, "--court", "gushi"), "gushi"),
        (("inbox", "--person", JUDGE, "--unit", "fast_team"), "--unit"),
    ],
)
def test_what_is_refused(run: Run, words: tuple[str, ...], said: str) -> None:
    """One line on standard error and exit code 2."""
    done = run(*words)
    assert done.exit_code == 2 and said in done.stderr and len(done.stderr.splitlines()) == 1
