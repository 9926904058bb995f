"""`python -m benchmarks [rules|clock]`: what this run measured, on standard output; both without a word."""

import argparse
import sys

from benchmarks import rules
from benchmarks.clock import report as clock
from benchmarks.clock.measured import Size
from local.faults import LocalFault

BENCHMARKS = ("rules", "clock")


def main() -> int:
    """Prints the figures; answers the exit code, 1 with a line why where a run did not come about."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("which", nargs="*", choices=[*BENCHMARKS, []], help="rules, clock; both by default")
    parser.add_argument("--others", type=int, default=Size().others, help="open cases that are not due")
    parser.add_argument("--due", type=int, default=Size().due, help="cases that fall due at one instant")
    parser.add_argument("--rounds", type=int, default=Size().rounds, help="bursts of each kind")
    given = parser.parse_args()
    which = given.which or BENCHMARKS
    try:
        for name in which:
            lines = (
                rules.report()
                if name == "rules"
                else clock.report(Size(given.others, given.due, given.rounds))
            )
            for line in lines:
                print(line, flush=True)
    except LocalFault as fault:
        print(f"benchmarks: {fault}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("benchmarks: stopped; nothing of it is left", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
