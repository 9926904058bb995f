"""Records the histories anew: `python -m tests.replay.record [NAME…]`.

Only in the change that adds a `workflow.patched` branch, or for a scenario nobody kept yet. A history
that no longer replays is evidence that this build would break cases which are open in courts: meet it
with a patch, never with a new recording.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from local import postgres, temporal
from tests.conftest import free_port, migrate
from tests.courthouse import CourtHouse, OutsideThread
from tests.replay import corpus
from tests.replay.scenarios import DUTIES, SCENARIOS

EVERYTHING = {**SCENARIOS, **DUTIES}
"""What is kept: cases, and the duties beside them."""


async def record(name: str, database_url: str, temporal_address: str, folder: Path) -> str:
    """Walk one scenario and keep its history; answers the workflow id."""
    with OutsideThread(free_port()) as outside:
        async with CourtHouse.opened(database_url, temporal_address, outside, folder) as house:
            key = await EVERYTHING[name](house)
            history = await house.handle(key).fetch_history()
            corpus.keep(name, history, house.client.identity)
            print(f"{name}: {len(history.events)} events")
            return key


def main(names: list[str]) -> None:
    """Record the named scenarios, or all of them."""
    ids = corpus.workflow_ids() if names and corpus.MANIFEST.exists() else {}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        database = postgres.start(folder / "pg", free_port())
        try:
            migrate(database.url_owner)
            server = temporal.start(folder / "temporal", free_port(), synchronous="NORMAL")
            try:
                for name in names or EVERYTHING:
                    ids[name] = asyncio.run(record(name, database.url_worker, server.address, folder))
            finally:
                server.stop()
        finally:
            database.stop()
    corpus.keep_manifest(dict(sorted(ids.items())))


if __name__ == "__main__":
    main(sys.argv[1:])
