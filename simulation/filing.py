"""Filing the docket: rosters loaded, truths told, cases filed, all through the product's own front doors."""

import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from simulation.docket import DatedRow, Row
from simulation.outside.business_time import ZONE, local
from simulation.outside_client import OutsideClient
from simulation.patience import PATIENCE, PAUSE, patiently
from simulation.staffing import roster_files

STARTER = Path(__file__).resolve().parent.parent / "starter.py"

BAD_INPUT = 2
"""Exit code of the starter when the input is wrong; anything else is an outage."""

DAY_ZERO = "day_zero"
"""Under this name the truth's notes keep the day the docket was first filed."""


class FilingError(Exception):
    """The product refused the docket or a roster; the text is what it said."""


async def load_rosters() -> None:
    """Load the rosters of the simulated courts. Raises FilingError."""
    await starter("roster", *(str(path) for path in roster_files()))


async def dated_rows(rows: Sequence[Row], outside: OutsideClient) -> tuple[DatedRow, ...]:
    """The rows at their days, counted from the day the docket was first filed, or from today."""
    start = await _day_zero(rows, outside)
    return tuple(row.dated(start) for row in rows)


async def file_docket(rows: Sequence[Row], outside: OutsideClient) -> tuple[DatedRow, ...]:
    """Tell every truth, then file every case; what is filed already stays as it was.

    The day it was first filed is kept with the truths, so that a later run knows the same days.
    Raises FilingError where a row is refused.
    """
    start = await _day_zero(rows, outside)
    dated = tuple(row.dated(start) for row in rows)
    for row in dated:
        truth = {**row.truth, "notes": {**row.truth.get("notes", {}), DAY_ZERO: start.isoformat()}}
        await patiently(partial(outside.tell_truth, row.court, row.case_no, row.filed_at, truth))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "docket.jsonl"
        lines = (json.dumps(row.filing, ensure_ascii=False) for row in dated)
        path.write_text("\n".join(lines), encoding="utf-8")
        report = json.loads(await starter("file", "--json", str(path)))[0]
    if report["rejected"]:
        first = report["rejected"][0]
        raise FilingError(f"第 {first['row']} 件被退回：{first['reason']}")
    return dated


async def _day_zero(rows: Sequence[Row], outside: OutsideClient) -> date:
    """The day the docket was first filed as the outside was told it, else today."""
    today = local(datetime.now(ZONE)).date()
    for row in rows:
        for year in (today.year, today.year - 1, today.year + 1):
            case_no = row.filed(datetime(year, 7, 1, tzinfo=ZONE)).case_no
            known = await patiently(partial(outside.truth, row.court, case_no))
            if known is not None and DAY_ZERO in known["notes"]:
                return date.fromisoformat(known["notes"][DAY_ZERO])
    return today


async def give_keys(service: Any, rows: Sequence[DatedRow]) -> None:
    """A signing key for everybody at the courts of the docket, from the day of its first case on."""
    first = min(local(row.filed_at).date() for row in rows)
    for court in sorted({row.court for row in rows}):
        await patiently(partial(asyncio.to_thread, service.signing.make_keys, court, first))


async def starter(*words: str) -> str:
    """What the starter printed. Raises FilingError when it refuses, or is away for too long."""
    clock = asyncio.get_running_loop().time
    end = clock() + PATIENCE
    while True:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            str(STARTER),
            *words,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        printed, said = (stream.decode() for stream in await process.communicate())
        if process.returncode == 0:
            return printed
        if process.returncode == BAD_INPUT or clock() > end:
            raise FilingError((said.strip().splitlines() or ["立案程序没有说明原因"])[-1])
        await asyncio.sleep(PAUSE)
