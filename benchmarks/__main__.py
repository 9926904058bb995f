"""`python -m benchmarks`: every benchmark that needs no server, its figures on standard output."""

from benchmarks.rules import report


def main() -> None:
    """Prints the figures."""
    for line in report():
        print(line)


if __name__ == "__main__":
    main()
