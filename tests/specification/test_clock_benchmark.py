"""The benchmark of the clock measures what it says: real cases, one instant, delays up to the commit."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

import worker
from activities.database import Database
from activities.database import connect as connect_database
from activities.register import Register
from benchmarks.clock import burst
from benchmarks.clock.bare import BareTimer
from benchmarks.clock.bare_row import TABLE, Alarm, Rows
from benchmarks.clock.burst import Burst
from benchmarks.clock.cases import LIMIT, WAITS_IN, Order, Registry
from benchmarks.clock.figures import Spread, medians
from benchmarks.clock.looking import Answer
from benchmarks.clock.measured import Held, Measured, Round, Size
from benchmarks.clock.report import lines
from local.roles import Urls
from models.messages import LoadCase, PassLimit
from models.nodes import Passing
from models.settings import Settings

NOW = datetime.now(UTC).replace(microsecond=0)
DUE = NOW + timedelta(seconds=90)
"""When the limit of every case here falls due."""


@pytest.fixture
def registry(database_url: str) -> Registry:
    """A register the benchmark may write to."""
    return Registry(Settings(DATABASE_URL=SecretStr(database_url)))


def test_a_case_waits_for_people_and_nothing_but_its_limit_is_near(registry: Registry) -> None:
    first, second = registry.write([Order(1, DUE), Order(2, DUE)], NOW)
    register = Register(registry.database, registry.books)
    for key in (first, second):
        loaded = register.load_case(LoadCase(case_key=key, rulebook=""))
        assert loaded.state.open_parts == (WAITS_IN,)
        assert loaded.latest <= NOW
        passing = {node.limit: node.next_passing() for node in loaded.nodes}
        assert passing[LIMIT] == (Passing.LIMIT, DUE)
        others = [following for limit, following in passing.items() if following and limit != LIMIT]
        assert others and all(at >= NOW for _, at in others)


def test_a_case_is_missing_until_its_limit_has_passed(registry: Registry) -> None:
    """The two questions of a burst, on a register where one of two limits was noted."""
    keys = registry.write([Order(1, DUE), Order(2, DUE)], NOW)
    watched = burst.cases(keys, DUE)
    register = Register(registry.database, registry.books)
    seq = register.load_case(LoadCase(case_key=keys[0], rulebook="")).state.seq
    noticed = DUE + timedelta(seconds=1)
    step = PassLimit(
        case_key=keys[0], key="o", expected_seq=seq, at=noticed, node=f"{LIMIT}##1", passing=Passing.LIMIT
    )
    with registry.engine.connect() as connection:
        assert watched.missing(connection) == 2
    assert register.pass_limit(step).entries[0].occurred_at == DUE
    with registry.engine.connect() as connection:
        assert watched.missing(connection) == 1


async def test_the_bare_workflow_writes_its_row_once(
    database: Urls, temporal_address: str, database_url: str
) -> None:
    """A timer and a row; the same key writes no second one."""
    owner = connect_database(Settings(DATABASE_URL=SecretStr(database.owner)))
    with owner.begin() as connection:
        connection.exec_driver_sql(TABLE)
    engine = connect_database(Settings(DATABASE_URL=SecretStr(database_url)))
    rows = Rows(Database(engine))
    client = await Client.connect(temporal_address, data_converter=pydantic_data_converter)
    alarm = Alarm(key="one", at=datetime.now(UTC) + timedelta(seconds=1))
    async with worker.on_queue(client, "bare-test", [BareTimer], [rows.write_row]):
        for number in range(2):
            await client.execute_workflow(
                "BareTimer", alarm, id=f"bare-test-{number}", task_queue="bare-test"
            )
    with engine.connect() as connection:
        assert burst.bare(["one", "two"]).missing(connection) == 1
        assert connection.exec_driver_sql("select count(*) from bare_row").scalar_one() == 1
    for each in (owner, engine):
        each.dispose()


def test_percentiles_are_by_nearest_rank() -> None:
    assert Spread.of([float(n) for n in range(100, 0, -1)]) == Spread(100, 50.0, 95.0, 99.0, 100.0)
    assert Spread.of([3.0]) == Spread(1, 3.0, 3.0, 3.0, 3.0)


def test_rounds_are_compared_one_by_one_and_the_median_counts() -> None:
    cases = [Spread(2, 2.0, 4.0, 6.0, 8.0), Spread(2, 9.0, 9.0, 9.0, 9.0), Spread(2, 1.0, 1.0, 1.0, 1.0)]
    bare = [Spread(2, 1.0, 2.0, 4.0, 4.0), Spread(2, 9.0, 9.0, 9.0, 9.0), Spread(2, 2.0, 2.0, 2.0, 2.0)]
    ratios = [mine.over(theirs) for mine, theirs in zip(cases, bare, strict=True)]
    assert medians(ratios) == Spread(6, 1.0, 1.0, 1.0, 1.0)


def test_the_report_tells_delays_ratios_misses_and_answers() -> None:
    done = Burst((1.5, 3.0), 1, {"worker": 0.3})
    bare = Burst((1.0, 2.0), 0, {"worker": 0.0, "bare": 0.1})
    told = "\n".join(
        lines(
            Measured(
                size=Size(8, 2, 1),
                held=Held(8, 50.0, 25.0, 2**21, 2**20, 7, 6500),
                rounds=(Round(done, bare, 7.0),),
                quiet=(Answer("status of a case", 4.0, True),),
                busy=(Answer("status of a case", 40.0, False),),
                ready_again=3.0,
            )
        )
    )
    assert "10 open cases, 2 limits due at one instant" in told
    assert "ratio, median of the rounds             2      1.50      1.50      1.50      1.50" in told
    assert "misses: cases 1, bare 0" in told
    assert "status not answered: 1" in told
