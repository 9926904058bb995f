"""The figures of a run of the clock, line by line."""

from collections.abc import Iterator, Sequence

from benchmarks.clock.burst import Burst
from benchmarks.clock.figures import Spread, lines_of, medians
from benchmarks.clock.looking import Answer
from benchmarks.clock.measured import Measured, Size
from benchmarks.clock.run import measure

MIB = 2**20


def report(size: Size) -> Iterator[str]:
    """Run, then tell. Raises LocalFault where the run did not come about."""
    yield from lines(measure(size))


def lines(measured: Measured) -> Iterator[str]:
    """The figures of a run."""
    size, held, rounds = measured.size, measured.held, measured.rounds
    yield (
        f"clock: {size.others + size.due:,} open cases, {size.due:,} limits due at one instant,"
        f" {size.rounds} rounds"
    )
    yield f"  cases written {held.written_per_second:.0f}/s, started {held.started_per_second:.0f}/s"
    thousands = held.cases / 1000
    yield (
        f"  memory per 1,000 open cases: worker {held.worker_bytes / MIB / thousands:.0f} MiB,"
        f" server {held.server_bytes / MIB / thousands:.0f} MiB"
    )
    events = ", ".join(f"{each.events:.1f}" for each in rounds)
    yield f"  history of a waiting case: {held.events} events, {held.history_bytes:,} bytes"
    yield f"  events a passing limit adds: {events}"
    yield f"  a new worker replays all of them in {measured.ready_again:.0f} s, then takes work"
    of_cases = [each.cases.spread for each in rounds]
    of_bare = [each.bare.spread for each in rounds]
    yield "detection delay: from the end of the limit, or of the bare timer, to the commit of its row"
    rows = [(f"cases, round {number}", spread) for number, spread in enumerate(of_cases, 1)]
    rows += [(f"bare, round {number}", spread) for number, spread in enumerate(of_bare, 1)]
    yield from lines_of(rows, "s", 2)
    ratios = [mine.over(theirs) for mine, theirs in zip(of_cases, of_bare, strict=True)]
    yield from lines_of([("ratio, median of the rounds", medians(ratios))], "x", 2)
    misses = sum(each.cases.misses for each in rounds), sum(each.bare.misses for each in rounds)
    yield f"  misses: cases {misses[0]}, bare {misses[1]}"
    yield "processor time for one of them"
    yield from _spent("a limit", [each.cases for each in rounds])
    yield from _spent("a bare timer", [each.bare for each in rounds])
    yield "what a supervisor waits for"
    yield from lines_of([*_asked(measured.quiet, "quiet"), *_asked(measured.busy, "burst")], "ms", 0)
    silent = sum(not answer.answered for answer in (*measured.quiet, *measured.busy))
    yield f"  status not answered: {silent}"


def _spent(what: str, bursts: Sequence[Burst]) -> Iterator[str]:
    count = sum(len(each.delays) + each.misses for each in bursts)
    names = [name for name in bursts[0].cpu if any(each.cpu[name] for each in bursts)]
    spent = {name: sum(each.cpu[name] for each in bursts) * 1000 / count for name in names}
    words = ", ".join(f"{name} {milliseconds:.1f}" for name, milliseconds in spent.items())
    yield f"  {what:<14}{sum(spent.values()):>6.1f} ms: {words}"


def _asked(answers: Sequence[Answer], when: str) -> Iterator[tuple[str, Spread]]:
    for question in dict.fromkeys(answer.question for answer in answers):
        times = [answer.milliseconds for answer in answers if answer.question == question]
        yield f"{question}, {when}", Spread.of(times)
