"""How the simulated outside behaves: latency, failures, repeats, and whose clock counts."""

from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from simulation.outside.business_time import Latency, TimeUnit


class Takes(StrEnum):
    """What takes time."""

    QUERY_ANSWER = "query_answer"
    DEDUCTION_ANSWER = "deduction_answer"
    DEDUCTION_ARRIVAL = "deduction_arrival"
    DELIVERED_ELECTRONIC = "delivered_electronic"
    DELIVERED_POST = "delivered_post"
    DELIVERED_IN_PERSON = "delivered_in_person"
    DELIVERED_GRID = "delivered_grid"
    DELIVERED_PUBLIC_NOTICE = "delivered_public_notice"
    RETURNED_ELECTRONIC = "returned_electronic"
    RETURNED_POST = "returned_post"
    RETURNED_IN_PERSON = "returned_in_person"
    RETURNED_GRID = "returned_grid"
    PRICE_ANSWER = "price_answer"
    BALANCE_PAID = "balance_paid"
    AUCTION_ARRIVAL = "auction_arrival"


def _latency(unit: TimeUnit, least: float, most: float) -> Latency:
    return Latency(unit=unit, least=least, most=most)


USUAL: dict[Takes, Latency] = {
    Takes.QUERY_ANSWER: _latency(TimeUnit.BUSINESS_HOURS, 2, 16),
    Takes.DEDUCTION_ANSWER: _latency(TimeUnit.BUSINESS_HOURS, 2, 12),
    Takes.DEDUCTION_ARRIVAL: _latency(TimeUnit.BUSINESS_HOURS, 2, 16),
    Takes.DELIVERED_ELECTRONIC: _latency(TimeUnit.SECONDS, 60, 7200),
    Takes.DELIVERED_POST: _latency(TimeUnit.BUSINESS_DAYS, 2, 5),
    Takes.DELIVERED_IN_PERSON: _latency(TimeUnit.BUSINESS_DAYS, 1, 3),
    Takes.DELIVERED_GRID: _latency(TimeUnit.BUSINESS_DAYS, 1, 3),
    Takes.DELIVERED_PUBLIC_NOTICE: _latency(TimeUnit.CALENDAR_DAYS, 30, 30),
    Takes.RETURNED_ELECTRONIC: _latency(TimeUnit.BUSINESS_DAYS, 2, 2),
    Takes.RETURNED_POST: _latency(TimeUnit.BUSINESS_DAYS, 5, 9),
    Takes.RETURNED_IN_PERSON: _latency(TimeUnit.BUSINESS_DAYS, 1, 3),
    Takes.RETURNED_GRID: _latency(TimeUnit.BUSINESS_DAYS, 1, 3),
    Takes.PRICE_ANSWER: _latency(TimeUnit.CALENDAR_DAYS, 1, 3),
    Takes.BALANCE_PAID: _latency(TimeUnit.BUSINESS_DAYS, 2, 8),
    Takes.AUCTION_ARRIVAL: _latency(TimeUnit.BUSINESS_HOURS, 1, 8),
}
"""How long things usually take; three days of NB-162 and thirty of NB-76 are the law's."""


class Behaviour(BaseModel):
    """What may be changed while it runs, by POST /settings.

    `fail_before_rate`, `fail_after_rate`: share of attempts answered 503 before or after the effect,
    drawn from seed, key and attempt; from attempt `fail_attempts` + 1 on, a key never fails.
    `duplicate_rate`: share of answers that come twice in a page and once more after they were
    acknowledged. `shuffle`: pages come out of order. `real_time`: the wall clock is the clock of
    every case. `latency` overrides the usual ones.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: str = "1"
    fail_before_rate: float = Field(default=0, ge=0, le=1)
    fail_after_rate: float = Field(default=0, ge=0, le=1)
    fail_attempts: int = Field(default=2, ge=0)
    duplicate_rate: float = Field(default=0, ge=0, le=1)
    shuffle: bool = False
    real_time: bool = False
    latency: dict[Takes, Latency] = Field(default_factory=dict)

    def takes(self, what: Takes) -> Latency:
        """How long it takes now."""
        return self.latency.get(what, USUAL[what])


class Settings(BaseSettings):
    """The environment: `COURT_OUTSIDE_DATA`, and any of `COURT_OUTSIDE_BEHAVIOUR__...`."""

    model_config = SettingsConfigDict(
        env_prefix="COURT_OUTSIDE_", env_nested_delimiter="__", env_ignore_empty=True, frozen=True
    )

    data: Path | None = None
    """Folder of the state; without it the state is kept in memory and ends with the process."""
    behaviour: Behaviour = Behaviour()
