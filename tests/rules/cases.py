"""The worked cases of the rule sheets (`tests/rules/triage_*.yaml`, `limits_*.yaml`), read and typed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from models.case import CaseState
from models.events import Entry, EventKind
from models.facts.case_facts import CaseFacts, parse_facts

RULES = Path(__file__).parent
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Reads YAML ten times as fast where the C library is there."""


SPAN = frozenset({"from", "until"})
"""Head of a sheet or of a row: the editions that begin in this time; without, every edition of the court."""


@dataclass(frozen=True)
class WorkedCase:
    """What every worked case has (例题): its court, its row of the sheet, the editions it holds in."""

    court: str
    data: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Court and id: how a report names it."""
        return f"{self.court}-{self.data['id']}"

    @property
    def cites(self) -> tuple[str, ...]:
        """The requirements it shows."""
        return tuple(self.data["cites"])

    def holds_in(self, edition: date) -> bool:
        """Whether it is a case of the edition that begins on this day (适用的版本)."""
        since, until = self.data.get("from", edition), self.data.get("until", edition)
        return bool(since <= edition <= until)


@dataclass(frozen=True)
class TriageCase(WorkedCase):
    """A case of a triage sheet (繁简分流例题); `gushi`'s sheet explains the keys."""

    ordinary: Mapping[str, Any] = field(repr=False)

    KEYS = frozenset(
        {
            "id",
            "cites",
            "facts",
            "only",
            "without",
            "rules",
            "track",
            "unit",
            "units",
            "by",
            "fired",
            "silent",
        }
        | {"open", "not_open", "approvals", "approver", "exit", "warns"}
        | SPAN
    )

    @cached_property
    def facts(self) -> CaseFacts:
        """The ordinary case's facts with this case's own; those of `without` are unknown."""
        own = self.data
        stated = own["only"] if "only" in own else {**self.ordinary, **own["facts"]}
        unknown = own.get("without", ())
        return parse_facts({name: value for name, value in stated.items() if name not in unknown}, own["id"])

    @property
    def hits(self) -> frozenset[str]:
        """The rules it shows to hold: those that fired, and the one that decided."""
        return frozenset({*self.data.get("fired", ()), self.data["by"]} - {""})

    @property
    def misses(self) -> frozenset[str]:
        """The rules it shows not to hold: silent or still open, and cited ones that did not fire."""
        shown = {*self.data.get("silent", ()), *self.data.get("open", {}), *self.cites}
        return frozenset(shown - self.hits)


@dataclass(frozen=True)
class LimitCase(WorkedCase):
    """A case of a limit sheet (期限例题); `ruyang`'s sheet explains the keys."""

    KEYS = frozenset(
        {"id", "cites", "limit", "event", "subject", "facts", "at", "case_facts", "earlier", "then"}
        | {"starts", "waits", "due", "reminder", "state"}
        | SPAN
    )

    @property
    def starts(self) -> bool:
        """Whether the event starts the limit's clock."""
        return bool(self.data.get("starts", True))

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The event, and what happens after it, as the journal would hold them."""
        return tuple(
            Entry(
                kind=EventKind(row["event"]),
                occurred_at=row["at"],
                recorded_at=row["at"],
                subject=str(row.get("subject", "")),
                facts=row.get("facts", {}),
                seq=number,
            )
            for number, row in enumerate((self.data, *self.data.get("then", ())), start=100)
        )

    @cached_property
    def before(self) -> CaseState:
        """The case as it stands before the event."""
        earlier = {EventKind(kind): at for kind, at in self.data.get("earlier", {}).items()}
        stated = dict(self.data.get("case_facts", {}))
        held = {"unit": stated.get("group") or stated.get("team") or "", "track": stated.get("track") or ""}
        order = sorted(earlier, key=lambda kind: earlier[kind])
        numbers = {kind: number for number, kind in enumerate(order, start=1)}
        return CaseState(key=f"{self.court}:", facts=stated, last_at=earlier, last_seq=numbers, **held)


@dataclass(frozen=True)
class DutyCase(WorkedCase):
    """A row of a limit sheet's `duties`: a duty that belongs to no case, with its rhythm (经常性工作)."""

    KEYS = frozenset({"id", "cites", "every", "unit", "guard", "responsible", "opened_by"}) | SPAN


Case = TriageCase | LimitCase | DutyCase


@cache
def _sheet(path: Path) -> dict[str, Any]:
    sheet: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
    return sheet


def _sheets(folder: Path, pattern: str, rows: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Every sheet of a folder with each of its rows; a row takes the sheet's span, if it has none."""
    for path in sorted(folder.glob(pattern)):
        sheet = _sheet(path)
        span = {name: sheet[name] for name in SPAN if name in sheet}
        for row in sheet.get(rows) or ():
            yield sheet, {**span, **row}


@cache
def triage_cases(folder: Path = RULES) -> tuple[TriageCase, ...]:
    """The cases of every triage sheet of a folder."""
    found = _sheets(folder, "triage_*.yaml", "cases")
    return tuple(TriageCase(sheet["court"], case, sheet["ordinary_case"]) for sheet, case in found)


@cache
def limit_cases(folder: Path = RULES) -> tuple[LimitCase, ...]:
    """The cases of every limit sheet of a folder."""
    found = _sheets(folder, "limits_*.yaml", "cases")
    return tuple(LimitCase(sheet["court"], case) for sheet, case in found)


@cache
def duty_cases(folder: Path = RULES) -> tuple[DutyCase, ...]:
    """The duties of every limit sheet of a folder."""
    found = _sheets(folder, "limits_*.yaml", "duties")
    return tuple(DutyCase(sheet["court"], case) for sheet, case in found)


def all_cases(folder: Path = RULES) -> tuple[Case, ...]:
    """Every case of every sheet of a folder."""
    return (*triage_cases(folder), *limit_cases(folder), *duty_cases(folder))
