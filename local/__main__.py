"""`python3 -m local COMMAND`, behind every make target; needs only Python until `.venv` stands."""

import argparse
import os
import shlex
import sys

if sys.version_info < (3, 11):  # noqa: UP036 - said here because nothing else would say it in one line
    sys.exit("local: Python 3.11 or newer is needed, this is {}.{}".format(*sys.version_info[:2]))
if not sys.platform.startswith("linux"):
    sys.exit("local: Linux is needed: processes are told apart by /proc")

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from local import bootstrap, control, environment
from local.faults import LocalFault, from_os_error
from local.place import Place
from local.ports import Ports

COMMANDS = {
    "run": "everything up with the sample docket, until Ctrl-C",
    "demo": "everything up with the sample docket, until it is done; exit 0 if every case ended as expected",
    "up": "everything up without a docket, until Ctrl-C",
    "down": "stop what runs in another terminal, or what a killed run left behind",
    "status": "which processes live",
    "env": "print the product's environment as export lines",
    "desk": "desk.py with this machine's environment; arguments follow",
    "starter": "starter.py with this machine's environment; arguments follow",
    "forward": "let time pass for one case; arguments follow",
    "pictures": "take the pictures of the documentation from the running machine; arguments follow",
    "trial": "the sample docket while its processes are killed; exit 0 if nothing was lost or done twice",
    "test": "pytest; arguments follow",
    "check": "format, lint and types",
    "requirements": "which requirement a test shows; exit 1 if a rule or deadline of a court is not shown",
    "mutate": "wrong rules no worked case notices; courts or draft folders, --on DATE, --sheets FOLDER",
    "bench": "how fast rules and clock answer, beside a baseline of the same run; arguments follow",
    "clean": "remove the data folder",
}
_TOOLS = {"requirements": "tests.specification", "mutate": "tests.rules.mutation", "bench": "benchmarks"}
"""Programs over rules and tests, by the module that is run."""
_PASSING_ON = ("desk", "starter", "forward", "pictures", "trial", "test", *_TOOLS)
WHOLE_SUITE = ("-n", "2", "--dist", "loadfile", "-m", "not kill")
"""Without arguments: two files at a time, each process with servers of its own; kills are `trial`'s."""

_CHECKS = (
    ("ruff", "format", "--check", "."),
    ("ruff", "check", "."),
    ("mypy", "."),
)


def main(words: list[str]) -> int:
    """Runs one command; what stands in its way is one line on stderr and exit code 1."""
    try:
        return _command(words)
    except LocalFault as fault:
        print(f"local: {fault}", file=sys.stderr)
    except KeyboardInterrupt:
        print("local: stopped; what was not finished begins anew with the next command", file=sys.stderr)
        return 130
    except OSError as error:
        print(f"local: {from_os_error(error)}", file=sys.stderr)
    return 1


def _command(words: list[str]) -> int:
    if words[:1] and words[0] in _PASSING_ON:
        name, rest = words[0], words[1:]
    else:
        name, rest = _parse(words), []
    place, ports = Place.from_environment(os.environ), Ports.from_environment(os.environ)
    if name in ("run", "demo", "up"):
        _continue_inside(place.root, words)
        from local.run import Machine  # only here: it stands on packages of .venv

        machine = Machine(place, ports)
        return {"run": machine.run, "demo": machine.demo, "up": machine.up}[name]()
    if name == "trial":
        _continue_inside(place.root, words)
        from local.trial import main as trial

        return trial(place, rest)
    if name in ("desk", "starter"):
        _pass_on(place, ports, bootstrap.LOCAL, str(place.root / f"{name}.py"), *rest)
    if name == "forward":
        _pass_on(place, ports, bootstrap.LOCAL, "-m", "local.forward", *rest)
    if name == "pictures":
        _pass_on(place, ports, bootstrap.LOCAL | {"e2e"}, "-m", "local.pictures", *rest)
    if name in _TOOLS:
        python = str(bootstrap.ensure(place.root, bootstrap.DEVELOPMENT))
        os.chdir(place.root)
        os.execv(python, [python, "-m", _TOOLS[name], *rest])  # noqa: S606 - replaces this process on purpose
    if name == "test":
        python = str(bootstrap.ensure(place.root, bootstrap.DEVELOPMENT))
        os.chdir(place.root)
        words = rest or list(WHOLE_SUITE)
        os.execv(python, [python, "-m", "pytest", *words])  # noqa: S606 - replaces this process on purpose
    simple: dict[str, Callable[[], int]] = {
        "down": lambda: control.down(place),
        "status": lambda: control.status(place, ports),
        "clean": lambda: control.clean(place),
        "env": lambda: _print_environment(place, ports),
        "check": lambda: _check(place.root),
    }
    return simple[name]()


def _parse(words: list[str]) -> str:
    parser = argparse.ArgumentParser(prog="python3 -m local", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, purpose in COMMANDS.items():
        commands.add_parser(name, help=purpose, description=purpose)
    return str(parser.parse_args(words).command)


def _continue_inside(root: Path, words: list[str]) -> None:
    """Makes `.venv` and goes on within it: one command is enough on a fresh machine."""
    python = str(bootstrap.ensure(root, bootstrap.LOCAL))
    if not bootstrap.inside(root):
        os.chdir(root)
        os.execv(python, [python, "-m", "local", *words])  # noqa: S606 - replaces this process on purpose


def _pass_on(place: Place, ports: Ports, extras: frozenset[str], *words: str) -> NoReturn:
    variables = environment.of_children(place, ports)
    python = str(bootstrap.ensure(place.root, extras))
    os.execve(python, [python, *words], variables)  # noqa: S606


def _print_environment(place: Place, ports: Ports) -> int:
    for name, value in environment.product(place, ports).items():
        print(f"export {name}={shlex.quote(value)}")
    print(f'export PATH={shlex.quote(str(place.root / ".venv" / "bin"))}:"$PATH"')
    return 0


def _check(root: Path) -> int:
    """Runs every check, so that one run names all that is wrong."""
    import subprocess

    python = str(bootstrap.ensure(root, bootstrap.DEVELOPMENT))
    codes = [subprocess.run([python, "-m", *check], cwd=root, check=False).returncode for check in _CHECKS]  # noqa: S603
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
