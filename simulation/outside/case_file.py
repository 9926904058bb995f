"""A case as the outside knows it, and how a system refuses a request."""

from dataclasses import dataclass
from datetime import datetime

from simulation.outside.truth import CaseTruth


class Refused(Exception):
    """A system refuses a request: a code, and the HTTP status it goes out with."""

    def __init__(self, code: str, status: int = 422) -> None:
        self.code = code
        self.status = status
        super().__init__(code)


@dataclass(frozen=True)
class CaseFile:
    """One case; `now` is the latest instant the outside has heard of, or the wall's in real time."""

    court: str
    case_no: str
    seed: str
    filed_at: datetime
    now: datetime
    truth: CaseTruth
