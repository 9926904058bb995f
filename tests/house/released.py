"""The ledger of released rule files: what courts work by is never edited, a new dated file is added.

`python -m tests.house.released` writes down every file that is not in it yet: run once, at a release.
Until then a file is not released and may be edited. It only ever adds.
"""

import hashlib
import json
import sys
from pathlib import Path

FILE = Path(__file__).parent / "released.json"

HOUSE = Path(__file__).parents[2]

RULEBOOKS = HOUSE / "models" / "rulebooks"

Ledger = dict[str, str]
"""By path of a released file, from the folder of rulebooks on, the SHA-256 of its bytes."""


def read(path: Path = FILE) -> Ledger:
    """The ledger as it is kept."""
    return dict(json.loads(path.read_text(encoding="utf-8"))["released"])


def current(folder: Path = RULEBOOKS) -> Ledger:
    """Every rule file there is, as it is now."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.yaml"))
    }


def broken(kept: Ledger, now: Ledger) -> list[str]:
    """What was released and is gone or otherwise, each with what to do instead."""
    gone = [f"{path} is released and gone" for path in kept if path not in now]
    edited = [
        f"{path} is released and was edited: add a dated file"
        for path, digest in kept.items()
        if now.get(path, digest) != digest
    ]
    return [*gone, *edited]


def extended(kept: Ledger, now: Ledger) -> Ledger:
    """The ledger with the files that are new; what it holds stays as it is."""
    return dict(sorted({**now, **kept}.items()))


def main() -> int:
    """Release what is there. Exit code 2 where something released was touched: nothing is written then."""
    kept, now = read(), current()
    if found := broken(kept, now):
        print("\n".join(found), file=sys.stderr)
        return 2
    after = extended(kept, now)
    FILE.write_text(json.dumps({"released": after}, indent=2) + "\n", encoding="utf-8")
    print(f"{len(after) - len(kept)} new, {len(after)} released")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
