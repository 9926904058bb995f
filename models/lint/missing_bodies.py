"""Bodies a document names and never sets up, and roles no unit has (有名无实)."""

from collections import defaultdict
from collections.abc import Iterator

from models.lint.edition import Edition
from models.lint.findings import Finding, FindingCode, Severity, cited
from models.roles import ROLE_NAMES, Role
from models.rulebook import Rulebook

_OF_A_UNIT = frozenset(
    {
        Role.CENTRE_HEAD,
        Role.TEAM_HEAD,
        Role.GROUP_LEADER,
        Role.BUREAU_COMMISSAR,
        Role.FAST_TEAM,
        Role.ORDINARY_TEAM,
        Role.SPECIAL_TEAM,
    }
)
"""Roles that exist only where a court has a unit with them; every court has a president and judges."""


def missing_bodies(edition: Edition) -> Iterator[Finding]:
    """What the document gives work to without setting it up."""
    yield from _bodies(edition.book)
    yield from _roles(edition.book)


def _bodies(book: Rulebook) -> Iterator[Finding]:
    for body in book.named_bodies:
        severity, reading = Severity.DOUBT, "也没有写明由哪个单位代行"
        if body.mapped_to:
            severity = Severity.NOTE
            by = f"（{body.proposed}）" if body.proposed else ""
            reading = f"现由{book.names.get(body.mapped_to, body.mapped_to)}代行{by}，须由本院确认"
        yield Finding(
            code=FindingCode.BODY_NOT_SET_UP,
            severity=severity,
            message=f"{body.article}提到“{body.name}”，机构设置中没有设立，{reading}",
            ids=(body.key, body.mapped_to) if body.mapped_to else (body.key,),
            articles=(body.article,),
        )


def _roles(book: Rulebook) -> Iterator[Finding]:
    """Roles somebody is to decide or to do something in, that no unit is led by or has a post for."""
    there = {unit.leader for unit in book.units} | {role for unit in book.units for role in unit.posts}
    for role, rows in _asked_for(book).items():
        if role in _OF_A_UNIT and role not in there:
            named = "、".join(cited(article, row) for row, article in rows)
            yield Finding(
                code=FindingCode.ROLE_NOT_SET_UP,
                severity=Severity.CONFLICT,
                message=f"{named}须由{ROLE_NAMES[role]}办理或者决定，但没有一个单位设有该职务",
                ids=(role.value, *(row for row, _ in rows)),
                articles=tuple(article for _, article in rows),
            )


def _asked_for(book: Rulebook) -> dict[Role, list[tuple[str, str]]]:
    """Each role that is the only one who may do something, with the rows that say so."""
    found: dict[Role, list[tuple[str, str]]] = defaultdict(list)
    for approval in book.approvals:
        if len(approval.approver) == 1:
            found[approval.approver[0]].append((approval.matter, approval.citation))
        for level in approval.levels:
            if len(level.approver) == 1:
                found[level.approver[0]].append((approval.matter, level.article or approval.citation))
    for limit in book.limits:
        if limit.responsible in set(Role):
            found[Role(limit.responsible)].append((limit.id, limit.article))
    for pool in book.triage.pools:
        found[pool.owner].append((pool.key, pool.citation))
    return found
