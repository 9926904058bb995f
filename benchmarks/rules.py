"""How fast the rules answer: random cases through the triage tool, and again under a changed rulebook.

Nothing is asserted: times are printed beside a baseline of the same run, because only the ratio carries
over to another machine.
"""

import json
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from models.facts.case_facts import parse_facts
from models.random_facts import FactMaker
from models.rule_tools import triage_tool
from models.rulebook import Rulebook
from models.shelf.files import FOLDER, Library, load_all
from models.triage import TriageAnswer, triage

CASES = 10_000
SEED = 20260306
ROUNDS = 3
REFORM = Path(__file__).with_name("reform") / "2030-01-01.yaml"
REFORM_DAY = date(2030, 1, 1)
SHOWN = 20
"""Lines of moves that are printed."""


class Stored(NamedTuple):
    """A case as it was kept: its court, its facts as JSON, and what triage decided then."""

    court: str
    text: str
    outcome: "Outcome"


class Outcome(NamedTuple):
    """What a person sees of a triage answer, and the rule that decided it."""

    track: str
    unit: str
    exit: str
    rule: str

    @classmethod
    def of(cls, answer: TriageAnswer) -> "Outcome":
        """The outcome of an answer."""
        return cls(answer.track, answer.unit, answer.exit, answer.decided_by)


class Move(NamedTuple):
    """One way cases move: the rules that decided before and after, and what of the outcome changed."""

    court: str
    rules: str
    changed: str

    @classmethod
    def between(cls, court: str, before: Outcome, after: Outcome) -> "Move":
        """The way from one outcome to another; of units only that they differ, since many may."""
        named = [("track", before.track, after.track), ("exit", before.exit, after.exit)]
        parts = [f"{name} {old or 'none'} → {new or 'none'}" for name, old, new in named if old != new]
        parts += ["another unit"] if before.unit != after.unit else []
        return cls(court, f"{before.rule or 'none'} → {after.rule or 'none'}", ", ".join(parts))

    def __str__(self) -> str:
        return f"{self.court:<9} {self.rules:<17} {self.changed or 'stays where it is'}"


def fact_files(books: dict[str, Rulebook], count: int) -> list[tuple[str, str]]:
    """`count` random cases as JSON, court by court in turn."""
    makers = {court: FactMaker(book, SEED) for court, book in books.items()}
    courts = sorted(makers)
    return [
        (court, json.dumps(makers[court].case(), ensure_ascii=False))
        for number in range(count)
        for court in [courts[number % len(courts)]]
    ]


def timed(work: Callable[[], object]) -> float:
    """Seconds the work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def tool_speed(files: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Every case through the triage tool, JSON in and JSON out, beside only reading its JSON."""

    def through_the_tool() -> None:
        for court, text in files:
            json.dumps(triage_tool(court, json.loads(text)), ensure_ascii=False)

    rounds = [
        (timed(lambda: [json.loads(text) for _, text in files]), timed(through_the_tool))
        for _ in range(ROUNDS)
    ]
    reading, tool = min(rounds, key=lambda pair: pair[1])
    yield f"triage tool: {len(files)} cases in {tool:.2f} s, {len(files) / tool:,.0f} cases/s"
    yield f"  reading their JSON alone: {reading:.2f} s; ratio {tool / reading:.1f}"


def reform_speed(files: Sequence[tuple[str, str]], books: dict[str, Rulebook]) -> Iterator[str]:
    """Every case decided again under the changed rulebook, with what would move and by which rule."""
    stored = [Stored(court, text, _decided(books[court], text)) for court, text in files]
    moves: Counter[Move] = Counter()

    def decided_again() -> None:
        changed = reformed(sorted(books))
        for case in stored:
            after = _decided(changed[case.court], case.text)
            if after != case.outcome:
                moves[Move.between(case.court, case.outcome, after)] += 1

    reading = timed(lambda: [json.loads(case.text) for case in stored])
    again = timed(decided_again)
    moved = sum(count for move, count in moves.items() if move.changed)
    yield f"changed rulebook: {len(stored)} cases decided again in {again:.2f} s, books loaded anew"
    yield f"  reading their JSON alone: {reading:.2f} s; ratio {again / reading:.1f}"
    yield f"  {moved} would go elsewhere, {moves.total() - moved} more are decided by another rule:"
    yield from (f"  {count:>6}  {move}" for move, count in moves.most_common(SHOWN))
    if len(moves) > SHOWN:
        yield f"          and {len(moves) - SHOWN} rarer moves"


def _decided(book: Rulebook, text: str) -> Outcome:
    return Outcome.of(triage(book, parse_facts(json.loads(text), "case")))


def reformed(courts: Sequence[str]) -> dict[str, Rulebook]:
    """The books of all courts as they would be if the national rules changed as in `reform/`."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "rulebooks"
        shutil.copytree(FOLDER, folder)
        shutil.copy(REFORM, folder / "national" / REFORM.name)
        library = Library(folder)
        return {court: library.load(court, REFORM_DAY) for court in courts}


def report(count: int = CASES) -> Iterator[str]:
    """The figures of this run, line by line."""
    loading: dict[str, Rulebook] = {}
    seconds = timed(lambda: loading.update(load_all()))
    yield f"{len(loading)} rulebooks loaded in {seconds:.2f} s"
    files = fact_files(loading, count)
    yield from tool_speed(files)
    yield from reform_speed(files, loading)
