"""`python -m tests.rules.mutation [COURT|FOLDER …]`: which wrong rules no worked case would notice.

A draft is named by the folder of its files; its sheets lie in the folder `rules` beside it, or where
`--sheets` says. Prints every mutant that survived, then `caught X of Y` for each court. Exit code 1 if one
survived unargued, if an argued one is noticed after all or no longer exists, or if a case fails on the true
book; 2 for a court, a folder or a day nobody has rules for.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from models.errors import Code, Refusal
from models.rulebook import Rulebook
from models.shelf.files import known_courts, released_library
from models.shelf.shelf import court_of, library_of, shipped
from tests.rules.cases import RULES, Case, all_cases
from tests.rules.editions import of_edition
from tests.rules.mutation.trial import SHARED, Key, Outcome, equivalents, failing, tried


def main(words: Sequence[str]) -> int:
    """Tries the books of the courts and drafts named, or of all courts."""
    parser = argparse.ArgumentParser(prog="python -m tests.rules.mutation", description=__doc__)
    parser.add_argument("named", nargs="*", metavar="COURT|FOLDER", help="what to try; all courts without")
    parser.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="the edition in force that day")
    parser.add_argument("--sheets", type=Path, metavar="FOLDER", help="where the sheets of the drafts lie")
    asked = parser.parse_args(words)
    try:
        return _run(asked.named or list(known_courts()), asked.on, asked.sheets, complete=not asked.named)
    except Refusal as refusal:
        parser.error(str(refusal))


def _run(named: Sequence[str], on: date | None, sheets: Path | None, *, complete: bool) -> int:
    began = time.perf_counter()
    books, cases, folders = _material(named, on, sheets)
    wanted = [court_of(each) for each in named]
    broken = [f"fails on the true book: {line}" for line in failing(books, wanted, cases)]
    print(*broken, sep="\n", end="\n" if broken else "")
    argued = equivalents(*folders)
    outcomes = list(tried(books, wanted, argued, cases))
    survivors = [each for each in outcomes if not each.noticed_by and not each.equivalent]
    stale = list(_stale(outcomes, argued, complete=complete and on is None))
    for line in (*map(_line, survivors), *stale, *_figures(outcomes)):
        print(line)
    print(f"{len(outcomes)} mutants in {time.perf_counter() - began:.1f} s")
    return 1 if broken or survivors or stale else 0


def _material(
    named: Sequence[str], on: date | None, sheets: Path | None
) -> tuple[dict[str, Rulebook], list[Case], list[Path]]:
    """The books by court, the cases of their editions, and the folders of the drafts' sheets.

    Beside what is named stand the other courts: with them it may share limits. Raises Refusal for what
    nobody knows.
    """
    libraries = {court_of(each): library_of(each) for each in named}
    for court in known_courts():
        if court not in libraries and (on is None or on >= released_library().changes(court)[0]):
            libraries[court] = released_library()
    books = {court: library.load(court, on) for court, library in libraries.items()}
    folders = {court_of(each): _sheets_of(each, sheets) for each in named if each not in shipped()}
    cases = [
        case
        for court, library in libraries.items()
        for case in of_edition(all_cases(folders.get(court, RULES)), library.since(court, on))
        if case.court == court
    ]
    return books, cases, list(folders.values())


def _sheets_of(draft: str, sheets: Path | None) -> Path:
    """Where the sheets of a draft lie; those of a shipped court's next edition may be the shipped ones."""
    folder = sheets or Path(draft).resolve().parent / "rules"
    if folder.is_dir():
        return folder
    if sheets or court_of(draft) not in shipped():
        raise Refusal(Code.RULEBOOK_MISSING, f"{folder}：没有这个文件夹（例题）")
    return RULES


def _line(survivor: Outcome) -> str:
    readers = [name for name in survivor.serves if name != survivor.where]
    read_by = f" (read by {', '.join(readers)})" if readers else ""
    return f"survived: {survivor.court}  {survivor.where}{read_by}: {survivor.what}"


def _stale(outcomes: Sequence[Outcome], argued: Mapping[Key, str], complete: bool) -> Iterator[str]:
    """Entries of the list of equivalents that are wrong: noticed after all, or about no mutant."""
    for each in outcomes:
        if each.equivalent and each.noticed_by:
            yield f"argued as equivalent, yet noticed by {each.noticed_by}: {each.key}"
    if complete:
        for key in argued.keys() - {outcome.key for outcome in outcomes}:
            yield f"argued as equivalent, yet no such mutant: {key}"


def _figures(outcomes: Sequence[Outcome]) -> list[str]:
    """`caught X of Y` by court and in sum; the argued ones are counted apart."""
    judged = [each for each in outcomes if not each.equivalent]
    total = Counter(each.court for each in judged)
    caught = Counter(each.court for each in judged if each.noticed_by)
    apart = Counter(each.court for each in outcomes if each.equivalent)
    lines = [
        f"{court:<10} caught {caught[court]} of {total[court]}"
        + (f"; {apart[court]} more can make no difference" if apart[court] else "")
        for court in (*(c for c in total if c != SHARED), *([SHARED] if SHARED in total else []))
    ]
    return [*lines, f"{'all':<10} caught {sum(caught.values())} of {sum(total.values())}"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
