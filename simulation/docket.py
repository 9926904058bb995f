"""The docket (案卷清单): filings by relative day, what is true of each, what its staff do, how it ends."""

import json
import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from simulation.outside.business_time import ZONE, business_day, is_working_day

Json = dict[str, Any]

PLACEHOLDER = re.compile(r"\{(filed)([+-]\d+)?\}|\{(year)\}")
"""Dates of a row hang on its filing day: {year}, {filed}, {filed-90} (calendar days)."""

QUIET_DAYS = 7
"""A filing falls on a day whose week has no holiday, so that a docket ends alike whenever it is run."""


class DocketError(Exception):
    """A docket that cannot be used; the text names file, line and what was expected."""


class Entry(BaseModel):
    """A part of a docket row; unknown names are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Measure(Entry):
    """A measure the holder decides when its first round has ended, or after the event `after`.

    `holder` is the unit that must hold the case by then; without it whichever holds it.
    """

    measure: str
    respondent: str = "respondent-1"
    ground: str
    days: int | None = None
    amount: Decimal | None = None
    after: str = ""
    holder: str = ""


class ClosingPlan(Entry):
    """How the case is reported closed; without one, as fully executed once nothing is owed.

    `after` is the event it follows, `days` how many working days later. `agrees`: the applicant signs that a
    termination is agreed to; else a panel is asked first.
    """

    method: str
    ground: str
    facts: Json = Field(default_factory=dict)
    after: str = ""
    days: int = 1
    agrees: bool = True


class Extra(Entry):
    """An act outside the ordinary course: `days` working days after the event `after`, once.

    It is done when `until` happened later than `after`. `EVENT:SUBJECT` names what an event is about;
    `until` may be `fact:NAME`, the fact is stated, or `approval:MATTER`, it was asked for. `unit` and
    `roles` say who does it; without them somebody of the unit that holds the case. `holder` is the unit
    that must hold the case by then.
    """

    after: str
    days: int = 1
    act: str
    data: Json = Field(default_factory=dict)
    until: str
    unit: str = ""
    roles: tuple[str, ...] = ()
    holder: str = ""


class Script(Entry):
    """Where the staff of this case deviate from the ordinary course.

    `late`, `entered_late`: limit id and how many working days after its end the act follows; in the
    second case it was done in time. `wait`: working days an act takes instead of hours.
    `debt_offer`: by failed round, whether the applicant takes the thing for the debt. `refusals`: by
    matter, why its first request is refused. `no_reception`: why none was held. `pass_on`: units that pass
    the case on when their work is done, beside those that always do.
    """

    late: dict[str, int] = Field(default_factory=dict)
    entered_late: dict[str, int] = Field(default_factory=dict)
    wait: dict[str, int] = Field(default_factory=dict)
    corrections: dict[str, Json] = Field(default_factory=dict)
    reception: Json = Field(default_factory=dict)
    findings: dict[str, Json] = Field(default_factory=dict)
    service: Literal["in_person", "grid", "public_notice"] = "in_person"
    handover_returned: str = ""
    refusals: dict[str, str] = Field(default_factory=dict)
    no_reception: str = ""
    probably_no_assets: bool = False
    sanction_due: bool = False
    pass_on: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    pricing: Literal["network_inquiry", "agreement", "directed_inquiry", "valuation"] = "network_inquiry"
    price: Decimal | None = None
    eviction_days: int = 15
    debt_offer: dict[Literal["second", "sale"], bool] = Field(default_factory=dict)
    extra: tuple[Extra, ...] = ()
    closing: ClosingPlan | None = None


class Expect(Entry):
    """How the case ends: closing method, where it was handled, its money, its limits.

    Every limit that is not listed is met. `unit_of`: the same unit as the case with that number. `way`: the
    units that took the case over, in order; `refused`: the matters that were refused, in order.
    """

    method: str
    track: str
    unit: tuple[str, ...] = ()
    unit_of: str = ""
    way: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    recovered: Decimal
    paid_out: Decimal
    limits_missed: tuple[str, ...] = ()
    limits_entered_late: tuple[str, ...] = ()


class Row(Entry):
    """One case of the docket. `filed_day` counts from the day the docket is filed, that day being 0."""

    road: str
    filed_day: int = Field(ge=1)
    filed_time: time
    filing: Json
    truth: Json
    script: Script = Script()
    expect: Expect

    @property
    def court(self) -> str:
        """The court's key."""
        return str(self.filing["court"])

    def dated(self, day_zero: date) -> "DatedRow":
        """The row with its filing day, and everything that hangs on it."""
        filed_at = datetime.combine(filing_day(day_zero, self.filed_day), self.filed_time, ZONE)
        return self.filed(filed_at)

    def filed(self, filed_at: datetime) -> "DatedRow":
        """The row as filed at that instant."""
        return DatedRow(
            road=self.road,
            filed_at=filed_at,
            filing={**_filled(self.filing, filed_at), "filed_at": filed_at.isoformat()},
            truth=_filled(self.truth, filed_at),
            script=Script.model_validate(_filled(self.script.model_dump(mode="json"), filed_at)),
            expect=Expect.model_validate(_filled(self.expect.model_dump(mode="json"), filed_at)),
        )


class DatedRow(Entry):
    """A row of the docket at its place in the calendar."""

    road: str
    filed_at: datetime
    filing: Json
    truth: Json
    script: Script
    expect: Expect

    @property
    def court(self) -> str:
        """The court's key."""
        return str(self.filing["court"])

    @property
    def case_no(self) -> str:
        """The case number."""
        return str(self.filing["case_no"])

    @property
    def key(self) -> str:
        """The key of the case in the product."""
        return f"{self.court}:{self.case_no}"


def read_docket(path: Path, roads: Iterable[str] = ()) -> tuple[Row, ...]:
    """The rows of a docket, or only those of some roads, in the order of filing.

    Raises DocketError naming file and line of a row that does not fit, or a road nobody takes.
    """
    rows = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DocketError(f"{path}：无法读取案卷清单") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                rows.append(Row.model_validate(json.loads(line)))
            except ValueError as error:
                raise DocketError(f"{path} 第 {number} 行：{_reason(error)}") from error
    wanted = set(roads)
    unknown = wanted - {row.road for row in rows}
    if unknown:
        known = "、".join(sorted({row.road for row in rows}))
        raise DocketError(f"{path}：没有办案路径 {'、'.join(sorted(unknown))}，可用：{known}")
    chosen = [row for row in rows if not wanted or row.road in wanted]
    return tuple(sorted(chosen, key=lambda row: (row.filed_day, row.filed_time)))


def _reason(error: ValueError) -> str:
    """What is wrong with a row, in one line: the first field that does not fit."""
    if not isinstance(error, ValidationError):
        return "不是有效的 JSON"
    first = error.errors()[0]
    return f"{'.'.join(str(part) for part in first['loc'])} 不合要求（{first['msg']}）"


def filing_day(day_zero: date, days: int) -> date:
    """The first working day from `day_zero + days` on whose week has no holiday."""
    day = day_zero + timedelta(days=days)
    while not (is_working_day(day) and business_day(day, 5) <= day + timedelta(days=QUIET_DAYS)):
        day += timedelta(days=1)
    return day


def _filled(value: Any, filed_at: datetime) -> Any:
    """A value with its placeholders replaced."""
    if isinstance(value, str):
        return PLACEHOLDER.sub(lambda found: _date_word(found, filed_at), value)
    if isinstance(value, list | tuple):
        return [_filled(item, filed_at) for item in value]
    if isinstance(value, dict):
        return {name: _filled(item, filed_at) for name, item in value.items()}
    return value


def _date_word(found: re.Match[str], filed_at: datetime) -> str:
    if found[3]:
        return str(filed_at.year)
    return (filed_at.date() + timedelta(days=int(found[2] or 0))).isoformat()
