"""`python -m simulation run | attend | measure | xlsx`: a docket of cases, simulated staff, skipped time."""

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from rich.console import Console

import desk
from models.errors import Refusal
from simulation.attending import Attendants
from simulation.court import Court
from simulation.docket import DocketError, read_docket
from simulation.docket_sheet import write_sheet
from simulation.driver import Driver
from simulation.filing import FilingError, dated_rows, file_docket, give_keys, load_rosters
from simulation.measure import print_measures
from simulation.outside_client import OutsideClient, TruthFixedError
from simulation.patience import StillAwayError
from simulation.progress import Progress
from simulation.skipping import CaseClocks
from simulation.staffing import all_staffing
from simulation.verdict import print_verdict

DOCKET = Path(__file__).parent / "docket.jsonl"
SHEET = Path(__file__).parent / "docket.xlsx"

AS_EXPECTED, NOT_AS_EXPECTED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; bad input is one line on standard error and exit code 2."""
    arguments = _parser().parse_args(words)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    try:
        return int(asyncio.run(arguments.work(arguments)))
    except StillAwayError as error:
        print(
            f"登记簿、流程服务器或外部系统长时间没有恢复（{error}）；恢复后重新运行即可继续", file=sys.stderr
        )
        return NOT_AS_EXPECTED
    except KeyboardInterrupt:
        return INTERRUPTED
    except (DocketError, FilingError, TruthFixedError, Refusal) as error:
        print(error, file=sys.stderr)
        return BAD_INPUT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="simulation", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run = commands.add_parser("run", help="file the docket, play its staff, print the verdict")
    run.add_argument("--docket", type=Path, default=DOCKET)
    run.add_argument("--only", action="append", default=[], metavar="ROAD", help="only cases of this road")
    after = run.add_mutually_exclusive_group()
    after.add_argument("--until-done", action="store_true", help="end with the last case (the default)")
    after.add_argument("--keep", action="store_true", help="the same; what runs beside it is the caller's")
    run.set_defaults(work=_run)
    attend = commands.add_parser("attend", help="do the courts' recurring duties, day by day, until stopped")
    attend.set_defaults(work=_attend)
    measure = commands.add_parser("measure", help="history events and bytes by road")
    measure.add_argument("--docket", type=Path, default=DOCKET)
    measure.set_defaults(work=_measure)
    sheet = commands.add_parser("xlsx", help="the docket's filings as a spreadsheet")
    sheet.add_argument("--docket", type=Path, default=DOCKET)
    sheet.add_argument("--to", type=Path, default=SHEET)
    sheet.add_argument("--day-zero", type=date.fromisoformat, default=None, help="day 0, like 2026-03-02")
    sheet.set_defaults(work=_sheet)
    return parser


def outside_url() -> str:
    """Where the outside is reached: the product's own variable."""
    return os.environ.get("COURT_OUTSIDE_URL", "http://127.0.0.1:8600")


async def _run(arguments: argparse.Namespace) -> int:
    rows = read_docket(arguments.docket, arguments.only)
    console = Console()
    async with OutsideClient(outside_url()) as outside, desk.opened() as service:
        court = Court(service, await CaseClocks.connect(), outside)
        await load_rosters()
        dated = await file_docket(rows, outside)
        await give_keys(service, dated)
        with Progress(dated, console) as progress:
            driver = Driver(court, dated, all_staffing(), progress)
            await driver.run()
        states = {row.key: await court.state(row.key) for row in dated}
    good = print_verdict(dated, states, driver.failures, console)
    return AS_EXPECTED if good else NOT_AS_EXPECTED


async def _attend(_: argparse.Namespace) -> int:
    async with desk.opened() as service:
        await Attendants(service, all_staffing()).run()
    return AS_EXPECTED


async def _measure(arguments: argparse.Namespace) -> int:
    async with OutsideClient(outside_url()) as outside:
        dated = await dated_rows(read_docket(arguments.docket), outside)
    await print_measures(dated, await CaseClocks.connect(), Console())
    return AS_EXPECTED


async def _sheet(arguments: argparse.Namespace) -> int:
    await write_sheet(read_docket(arguments.docket), arguments.day_zero, arguments.to)
    print(f"{arguments.to}")
    return AS_EXPECTED


if __name__ == "__main__":
    sys.exit(main())
