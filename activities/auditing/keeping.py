"""Keeping findings in the courts' own journals (法院日志): once when found, once when over."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from activities.auditing.audit import Report
from activities.auditing.findings import Finding, FindingKind
from activities.court_journal import record
from models.court_events import CourtEventKind
from models.tables import Case, CourtJournal
from models.values import Facts

ACTOR = "system:auditor"

KINDS = (CourtEventKind.AUDIT_FOUND, CourtEventKind.AUDIT_OVER)


NAMED_BY = ("id", "kind", "case_key")
"""What an entry says of a finding that is over."""


class Kept(NamedTuple):
    """What was new in a report, and the ids of what is over."""

    new: tuple[Finding, ...]
    over: tuple[str, ...]


def keep(session: Session, report: Report) -> Kept:
    """Write what is new and what is over, in the caller's transaction; auditors side by side queue up.

    A finding of the whole installation is written into the journal of every court.
    """
    session.execute(text("select pg_advisory_xact_lock(hashtextextended('audit', 1))"))
    courts = sorted(session.execute(select(Case.court).distinct()).scalars())
    standing = _standing(session)
    wanted = {
        (court, finding.id): finding
        for finding in report.findings
        for court in ([finding.court] if finding.court else courts)
    }
    new = {key: finding for key, finding in wanted.items() if key not in standing}
    over = {key: facts for key, facts in standing.items() if key not in wanted and _looked_at(facts, report)}
    for (court, _), finding in new.items():
        facts = {"id": finding.id, **finding.model_dump(mode="json", exclude_defaults=True)}
        record(session, court, CourtEventKind.AUDIT_FOUND, ACTOR, facts, report.at)
    for (court, _), facts in over.items():
        record(session, court, CourtEventKind.AUDIT_OVER, ACTOR, facts, report.at)
    return Kept(_once(new.values()), tuple(dict.fromkeys(name for _, name in over)))


def open_findings(session: Session, court: str = "") -> tuple[Finding, ...]:
    """What the auditor found last and is not over, of one court or of all, for boards (稽核发现)."""
    found = _standing(session, whole=True)
    return tuple(
        Finding.model_validate({part: value for part, value in facts.items() if part != "id"})
        for (of, _), facts in found.items()
        if court in ("", of)
    )


def _standing(session: Session, *, whole: bool = False) -> Mapping[tuple[str, str], Facts]:
    """What was found and is not over: by court and id, with what names it again, or the `whole` of it."""
    name = CourtJournal.facts["id"].astext
    rows = session.execute(
        select(CourtJournal.court, name, CourtJournal.kind, CourtJournal.facts)
        .where(CourtJournal.kind.in_(KINDS))
        .ext(distinct_on(CourtJournal.court, name))
        .order_by(CourtJournal.court, name, CourtJournal.seq.desc())
    )
    return {
        (court, found): facts if whole else {part: facts[part] for part in NAMED_BY if part in facts}
        for court, found, kind, facts in rows
        if kind == CourtEventKind.AUDIT_FOUND
    }


def _looked_at(facts: Facts, report: Report) -> bool:
    """Whether the report would name it if it still stood."""
    unreadable = {f.case_key for f in report.findings if f.kind is FindingKind.NOT_RECOUNTED}
    return FindingKind(facts["kind"]) in report.examined and facts.get("case_key") not in unreadable


def _once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple({finding.id: finding for finding in findings}.values())
