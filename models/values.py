"""The base of every value that crosses a border of the house."""

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict

COURT_ZONE = ZoneInfo("Asia/Shanghai")
"""The time zone of every court: a day is a day there (民诉法第85条, NB-349)."""


class Value(BaseModel):
    """A frozen value: equal when its fields are equal, refused when it has a field nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="constants")


def court_local(at: datetime) -> datetime:
    """The same instant as the court's clock on the wall shows it."""
    return at.astimezone(COURT_ZONE)


Instant = Annotated[AwareDatetime, AfterValidator(court_local)]
"""An aware instant, kept in the court's zone so that its date is the court's date."""

Facts = dict[str, Any]
"""What an event or a person states, by the field names of requirements 8.1-8.4."""
