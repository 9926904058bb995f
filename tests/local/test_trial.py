"""What a trial counts, and what it holds against the product, each on real processes and a real register."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import psycopg2
import pytest

from local import pidfiles, trial_verdict
from local.place import ROOT, Place
from local.ports import Ports
from local.processes import Program, kill_group, launch
from local.roles import Urls
from local.trial import main
from local.trial_holds import HeldKills
from local.trial_hunts import CommitHunt, PaperHunt
from local.trial_machine import TrialMachine
from local.trial_sight import Outside, Rows
from local.trial_tally import Tallies, Tally

CASE = "ruyang:（2026）豫0326执1号"
ACT = "00000000-0000-4000-8000-000000000001"
FIRST = "0" * 64

LIVES = "import time; time.sleep(600)"
PAYS = """
import sys, urllib.parse, httpx
at = "2026-03-03T12:00:00+08:00"
body = {"court": "ruyang", "case_no": "（2026）豫0326执1号", "at": at, "payee": "A1", "purpose": "claim",
        "amount": "400.00"}
httpx.post(sys.argv[1] + "/bank/payouts", json=body, trust_env=False, timeout=60,
           headers={"Idempotency-Key": urllib.parse.quote(sys.argv[2])})
"""
KEY = f"{CASE}|pay_out/P1"


class Court:
    """One case in a real register, written by its owner, past every rule but the guards."""

    def __init__(self, owner: str) -> None:
        self._connection = psycopg2.connect(owner.replace("+psycopg2", ""))
        self._connection.autocommit = True
        self._seq, self._head = 0, FIRST
        self.run("insert into rulebook values ('d', 'ruyang', '2026-01-01', '{}')")
        self.run(
            'insert into "case" (key, court, case_no, rulebook, seq, head, state, filed_at)'
            " values (%s, 'ruyang', '（2026）豫0326执1号', 'd', 1, '', '{}', now())",
            CASE,
        )

    def run(self, statement: str, *values: object) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(statement, values)

    def write(self, kind: str, subject: str, facts: str = "{}", act: str | None = None) -> None:
        """One more entry of the journal."""
        self._seq, before = self._seq + 1, self._head
        self._head = f"{self._seq}"
        self.run(
            "insert into journal (case_key, seq, kind, subject, occurred_at, recorded_at, actor, role,"
            " on_behalf_of, digest, previous, head, act_id)"
            " values (%s, %s, %s, %s, now(), now(), '', '', '', '', %s, %s, %s)",
            *(CASE, self._seq, kind, subject, before, self._head, act),
        )
        self.run("insert into journal_facts values (%s, %s, %s)", CASE, self._seq, facts)

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def court(database: Urls) -> Iterator[Court]:
    opened = Court(database.owner)
    yield opened
    opened.close()


@pytest.fixture
def rows(database: Urls) -> Iterator[Rows]:
    opened = Rows(database.worker)
    yield opened
    opened.close()


class Machine(TrialMachine):
    """A machine without a runner: nothing is started again."""

    def await_again(self, name: str) -> None:
        """Nobody starts anything here."""


@pytest.fixture
def machine(tmp_path: Path, free_port: Callable[[], int]) -> Machine:
    place = Place(ROOT, tmp_path / "data")
    place.make()
    return Machine(place, Ports(*(free_port() for _ in range(5))), tmp_path / "docket.jsonl")


@pytest.fixture
def run(machine: Machine) -> Iterator[Callable[..., pidfiles.Record]]:
    """Runs a program under a name of the machine's, with the pid file a runner would write."""
    started = []

    def start(name: str, *command: str, ready: Callable[[], object] = lambda: True) -> pidfiles.Record:
        log = machine.place.logs / f"{name}.log"
        process = launch(Program(name, (sys.executable, *command), ROOT, dict(os.environ), log))
        started.append(process)
        identity = pidfiles.identity_of(process.pid)
        assert identity is not None
        record = pidfiles.Record(name, len(started), identity, command[-1], 15, 5.0)
        pidfiles.write(machine.place.run, record)
        patience = time.monotonic() + 20
        while not (ready() and record.lives):
            assert time.monotonic() < patience and process.poll() is None, log.read_text()
            time.sleep(0.01)
        return record

    yield start
    for process in started:
        kill_group(process)
        process.wait()


@pytest.fixture
def outside(machine: Machine, run: Callable[..., pidfiles.Record]) -> Iterator[Outside]:
    """The simulated outside in its own process, with money on the case's account."""
    client = Outside(machine.ports)

    def answers() -> bool:
        try:
            return bool(client.get("/health"))
        except httpx.HTTPError:
            return False

    run("outside", "-m", "simulation.outside", "--port", str(machine.ports.outside), ready=answers)
    court, case_no = CASE.split(":")
    truth = {"other_arrivals": [{"amount": "1000.00", "business_days": 0}]}
    filed = {"court": court, "case_no": case_no, "filed_at": "2026-03-02T12:00:00+08:00"}
    client.post("/truth", {**filed, "truth": truth})
    yield client
    client.close()


def sight(**parts: Any) -> Any:
    """What is seen in a test."""
    return SimpleNamespace(**parts)


def holds(machine: Machine, rows: Rows, outside: Outside) -> tuple[HeldKills, Tally]:
    """The kills while something is held, and their count for payments; no blows are due."""
    tallies = Tallies()
    kills = HeldKills(machine, sight(rows=rows, outside=outside), tallies, 1, lambda: None)
    kills._blows.clear()
    return kills, tallies.of("payout")


def paying(machine: Machine, run: Callable[..., pidfiles.Record], outside: Outside) -> pidfiles.Record:
    """A worker that has paid and waits for the answer."""
    url = f"http://127.0.0.1:{machine.ports.outside}"
    return run("worker", "-c", PAYS, url, KEY, ready=lambda: outside.get("/held")["held"])


def until(look: Callable[[], bool]) -> None:
    patience = time.monotonic() + 10
    while not look():
        assert time.monotonic() < patience, "it never struck"
        time.sleep(0.01)


def test_a_worker_killed_while_the_bank_holds_its_answer_counts(
    machine: Machine, run: Callable[..., pidfiles.Record], court: Court, rows: Rows, outside: Outside
) -> None:
    kills, payouts = holds(machine, rows, outside)
    assert kills.look() is False
    assert "payout" in outside.get("/held")["ordered"]
    worker = paying(machine, run, outside)
    until(kills.look)
    assert not worker.lives
    assert (payouts.kills, payouts.counted, payouts.pending) == (1, 1, False)
    assert outside.get("/held") == {"held": [], "ordered": {}}


def test_an_answered_step_is_no_reason_to_kill(
    machine: Machine, run: Callable[..., pidfiles.Record], court: Court, rows: Rows, outside: Outside
) -> None:
    court.run("insert into step_key values (%s, 'pay_out/P1', '{}')", CASE)
    kills, payouts = holds(machine, rows, outside)
    kills.look()
    paying(machine, run, outside)
    until(lambda: kills.look() or not outside.get("/held")["held"])
    assert (payouts.kills, payouts.counted) == (0, 0)


def test_a_paper_nobody_was_told_of_is_the_moment(
    machine: Machine, run: Callable[..., pidfiles.Record], court: Court, rows: Rows
) -> None:
    worker = run("worker", "-c", LIVES)
    known, reported, unknown = "ab" * 32, "cd" * 32, "ef" * 32
    histories = SimpleNamespace(reported=lambda key, word: key == CASE and word == reported)
    hunt = PaperHunt(machine, sight(rows=rows, histories=histories), Tally("document", 1, True))
    hunt.begin()
    court.write("document_made", "D1", f'{{"sha256": "{known}"}}')
    for told in (known, reported):
        put(machine.place.files, told)
        assert hunt.look() is False
    assert worker.lives and state_of(worker) != "T"
    put(machine.place.files, unknown)
    assert hunt.look() is True
    assert not worker.lives
    assert (hunt.tally.kills, hunt.tally.counted) == (1, 1)


def put(folder: Path, address: str) -> None:
    """A paper in the e-file."""
    path = folder / address[:2] / address[2:4] / address
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


def state_of(record: pidfiles.Record) -> str:
    """The state letter of a process; T stands still."""
    stat = Path(f"/proc/{record.identity.pid}/stat").read_text()
    return stat[stat.rindex(")") + 2]


@pytest.mark.parametrize(("known", "struck"), [(1, True), (2, False), (0, False)])
def test_a_commit_the_history_does_not_have_is_the_moment(
    machine: Machine,
    run: Callable[..., pidfiles.Record],
    court: Court,
    rows: Rows,
    known: int,
    struck: bool,
) -> None:
    worker = run("worker", "-c", LIVES)
    histories = SimpleNamespace(recorded_seq=lambda key: known)
    hunt = CommitHunt(machine, sight(rows=rows, histories=histories), Tally("register", 1, True))
    hunt.begin()
    assert hunt.look() is False
    court.run('update "case" set seq = 2')
    assert hunt.look() is struck
    assert worker.lives is not struck
    assert (hunt.tally.kills, hunt.tally.counted) == ((1, 1) if struck else (0, 0))


def test_a_process_stands_still_while_it_is_looked_at(
    machine: Machine, run: Callable[..., pidfiles.Record]
) -> None:
    worker = run("worker", "-c", LIVES)
    with machine.paused("worker") as stands:
        until(lambda: state_of(worker) == "T")
        assert stands
    until(lambda: state_of(worker) != "T")
    assert machine.kill("worker") is True
    assert machine.kill("worker") is False
    with machine.paused("worker") as stands:
        assert not stands


def ledger(*effects: tuple[str, str], payouts: tuple[str, ...] = ()) -> dict[str, Any]:
    """What the outside counted."""
    return {
        "effects": [{"operation": operation, "key": key} for operation, key in effects],
        "payouts": [{"amount": amount} for amount in payouts],
        "calls": [],
    }


def test_what_happened_twice_is_found_outside_and_in_the_journal(court: Court, rows: Rows) -> None:
    for reference in ("FK1", "FK2"):
        court.write("document_sent", "D-1", f'{{"reference": "{reference}"}}')
    court.write("notice_sent", "S1", '{"recipient": "A1", "notice": "NT-1"}')
    court.write("notice_sent", "S1", '{"recipient": "R1", "notice": "NT-1"}')
    court.write("notice_sent", "S1", '{"recipient": "R1", "notice": "NT-2"}')
    once = {CASE: ledger(("payout", KEY), ("control", f"{CASE}|control|M1"))}
    assert trial_verdict.twice(once, rows) == {}
    for _ in range(2):
        court.write("paid_out", "P1")
        court.write("facts_recorded", "", act=ACT)
    again = {CASE: ledger(("control", f"{CASE}|control|M1"), ("control", f"{CASE}|control|M1"))}
    found = trial_verdict.twice(again, rows)
    assert set(found) == {"control", "payout", "register"}
    assert found["control"] == [f"{CASE}: {CASE}|control|M1 had its effect 2 times"]
    assert found["payout"] == [f"{CASE}: paid_out P1 is in the journal 2 times"]
    assert found["register"] == [f"{CASE}: one act wrote facts_recorded  2 times"]


@pytest.mark.parametrize("decision", ["second_assignment", "conversion_approved", "triaged"])
def test_a_case_is_drawn_once_for_every_decision_to_draw(court: Court, rows: Rows, decision: str) -> None:
    """A second assignment (二次分案), a conversion, sending on to the next group: each is a decision."""
    for kind in ("assigned", decision, "assigned"):
        court.write(kind, "")
    assert trial_verdict.twice({}, rows) == {}
    court.write("assigned", "")
    assert trial_verdict.twice({}, rows) == {"register": [f"{CASE}: assigned  is in the journal 2 times"]}


def test_a_system_answers_once_for_every_time_it_was_asked(court: Court, rows: Rows) -> None:
    """Asked again (重新查询), it answers again; one answer is never written down twice."""
    for kind in ("query_launched", "query_returned", "query_launched", "query_returned"):
        court.write(kind, "national")
    assert trial_verdict.twice({}, rows) == {}
    court.write("query_launched", "local")
    court.write("query_returned", "national")
    again = f"{CASE}: query_returned national is in the journal 2 times"
    assert trial_verdict.twice({}, rows) == {"signal": [again]}


def test_every_effect_is_told_once_and_nothing_else_is() -> None:
    ledgers = {
        CASE: ledger(
            ("payout", KEY),
            ("control", f"{CASE}|control|M1"),
            ("listing", f"{CASE}|publish/W1/first"),
            ("release", f"{CASE}|closing_papers/9|M1"),
        )
    }
    told = [
        (CASE, "paid_out", "P1"),
        (CASE, "controlled", "M1"),
        (CASE, "auction_published", "W1"),
        (CASE, "control_released", "M1"),
    ]
    assert trial_verdict.told_apart(ledgers, [*told, (CASE, "filed", "")]) == ()
    lost = trial_verdict.told_apart(ledgers, told[1:])
    assert lost == (f"{CASE}: paid_out P1 happened 1 times, told 0 times",)
    assert len(trial_verdict.told_apart(ledgers, [*told, told[1]])) == 1
    invented = trial_verdict.told_apart(ledgers, [*told, (CASE, "paid_out", "P2")])
    assert invented == (f"{CASE}: paid_out P2 happened 0 times, told 1 times",)


@pytest.mark.parametrize(
    ("bank", "apart"), [(("400.00",), False), (("400.01",), True), (("400.00", "400.00"), True), ((), True)]
)
def test_register_and_bank_agree_to_the_cent(
    court: Court, rows: Rows, bank: tuple[str, ...], apart: bool
) -> None:
    court.run(
        "insert into money_in values (%s, 'E1', 1000, now(), 'other', 600, 400)",
        CASE,
    )
    for payout, amount, paid in (("P1", Decimal("400.00"), "now()"), ("P2", Decimal("200.00"), "null")):
        court.run(
            f"insert into money_out values (%s, %s, 'E1', 'A1', 'claim', %s, now(), {paid})",
            CASE,
            payout,
            amount,
        )
    assert bool(trial_verdict.money_apart({CASE: ledger(payouts=bank)}, rows)) is apart


def test_wrong_arguments_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = Place(ROOT, tmp_path)
    for words, said in ((["--docket", "nowhere.jsonl"], "nowhere.jsonl"), (["--kills", "0"], "--kills 0")):
        with pytest.raises(SystemExit) as ended:
            main(place, words)
        assert ended.value.code == 2
        assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
