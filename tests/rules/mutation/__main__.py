"""`python -m tests.rules.mutation [COURT …]`: which wrong rules no worked case would notice.

Prints every mutant that survived, then `caught X of Y` for each court. Exit code 1 if one survived
unargued, if an argued one is noticed after all or no longer exists, or if a case fails on the true book.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from tests.rules.cases import all_cases
from tests.rules.mutation.trial import SHARED, Key, Outcome, equivalents, failing, tried
from tests.specification.books import load_books


def main(words: Sequence[str]) -> int:
    """Tries the books of the courts named, or of all."""
    parser = argparse.ArgumentParser(prog="python -m tests.rules.mutation", description=__doc__)
    parser.add_argument("courts", nargs="*", metavar="COURT", help="courts to try; all without")
    began = time.perf_counter()
    books, missing = load_books()
    wanted = parser.parse_args(words).courts or list(books)
    if strange := [court for court in wanted if court not in books]:
        parser.error(f"no such court: {', '.join(strange)}; there are {', '.join(books)}")
    broken = [f"fails on the true book: {line}" for line in failing(books, wanted, all_cases())]
    for line in (*missing, *broken):
        print(line)
    argued = equivalents()
    outcomes = list(tried(books, wanted, argued))
    survivors = [each for each in outcomes if not each.noticed_by and not each.equivalent]
    stale = list(_stale(outcomes, argued, complete=set(wanted) == set(books)))
    for line in (*map(_line, survivors), *stale, *_figures(outcomes)):
        print(line)
    print(f"{len(outcomes)} mutants in {time.perf_counter() - began:.1f} s")
    return 1 if missing or broken or survivors or stale else 0


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
