"""What the auditor found last, as the board shows it (稽核发现): a line for each court with any."""

from collections import Counter
from collections.abc import Iterable

from sqlalchemy.orm import Session

from activities.auditing.findings import FINDING_NAMES
from activities.auditing.keeping import open_findings
from models.shelf.files import load
from models.values import Value


class CourtFindings(Value):
    """What was found at a court and is not over, counted by what it is called; the most frequent first."""

    court: str
    name: str
    count: int
    kinds: dict[str, int]


def findings_at(session: Session, courts: Iterable[str]) -> tuple[CourtFindings, ...]:
    """The open findings of these courts, without those that have none."""
    return tuple(found for court in courts if (found := _of(session, court)).count)


def _of(session: Session, court: str) -> CourtFindings:
    kinds = Counter(FINDING_NAMES[finding.kind] for finding in open_findings(session, court))
    return CourtFindings(
        court=court, name=load(court).name, count=kinds.total(), kinds=dict(kinds.most_common())
    )
