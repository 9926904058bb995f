"""The worked cases of the rule sheets (`tests/rules/triage_*.yaml`, `limits_*.yaml`), read and typed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from models.case import CaseState
from models.events import Entry, EventKind
from models.facts import CaseFacts, parse_facts

RULES = Path(__file__).parent
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Reads YAML ten times as fast where the C library is there."""


@dataclass(frozen=True)
class TriageCase:
    """A case of a triage sheet (繁简分流例题); `gushi`'s sheet explains the keys."""

    court: str
    data: Mapping[str, Any]
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
    )

    @property
    def name(self) -> str:
        """Court and id: how a report names it."""
        return f"{self.court}-{self.data['id']}"

    @property
    def cites(self) -> tuple[str, ...]:
        """The requirements it shows."""
        return tuple(self.data["cites"])

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
class LimitCase:
    """A case of a limit sheet (期限例题); `ruyang`'s sheet explains the keys."""

    court: str
    data: Mapping[str, Any]

    KEYS = frozenset(
        {"id", "cites", "limit", "event", "subject", "facts", "at", "case_facts", "earlier", "then"}
        | {"starts", "waits", "due", "reminder", "state"}
    )

    @property
    def name(self) -> str:
        """Court and id: how a report names it."""
        return f"{self.court}-{self.data['id']}"

    @property
    def cites(self) -> tuple[str, ...]:
        """The requirements it shows."""
        return tuple(self.data["cites"])

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
class DutyCase:
    """A row of a limit sheet's `duties`: a duty that belongs to no case, with its rhythm (经常性工作)."""

    court: str
    data: Mapping[str, Any]

    KEYS = frozenset({"id", "cites", "every", "unit", "guard", "responsible"})

    @property
    def name(self) -> str:
        """Court and id: how a report names it."""
        return f"{self.court}-{self.data['id']}"

    @property
    def cites(self) -> tuple[str, ...]:
        """The requirements it shows."""
        return tuple(self.data["cites"])


Case = TriageCase | LimitCase | DutyCase


@cache
def _sheet(path: Path) -> dict[str, Any]:
    sheet: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
    return sheet


def _sheets(pattern: str, rows: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Every sheet with each of its rows."""
    for path in sorted(RULES.glob(pattern)):
        sheet = _sheet(path)
        for row in sheet.get(rows) or ():
            yield sheet, row


@cache
def triage_cases() -> tuple[TriageCase, ...]:
    """The cases of every triage sheet."""
    found = _sheets("triage_*.yaml", "cases")
    return tuple(TriageCase(sheet["court"], case, sheet["ordinary_case"]) for sheet, case in found)


@cache
def limit_cases() -> tuple[LimitCase, ...]:
    """The cases of every limit sheet."""
    return tuple(LimitCase(sheet["court"], case) for sheet, case in _sheets("limits_*.yaml", "cases"))


@cache
def duty_cases() -> tuple[DutyCase, ...]:
    """The duties of every limit sheet."""
    return tuple(DutyCase(sheet["court"], case) for sheet, case in _sheets("limits_*.yaml", "duties"))


def all_cases() -> tuple[Case, ...]:
    """Every case of every sheet."""
    return (*triage_cases(), *limit_cases(), *duty_cases())
