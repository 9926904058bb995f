"""Classes of cases and of work that nobody handles (无人承接)."""

from collections.abc import Iterator

from models.conditions import Condition
from models.facts.values import CaseKind
from models.filing.terms import TERMS
from models.limits import OWNER_UNIT, Limit
from models.lint.edition import Edition
from models.lint.findings import Finding, FindingCode, Severity, cited
from models.lint.worlds import TooManyError, Worlds
from models.organisation import OrgUnit, Permission
from models.roles import ROLE_NAMES, Role
from models.rulebook import Rulebook


def unhandled_classes(edition: Edition) -> Iterator[Finding]:
    """Kinds of case no rule takes, pools without an owner, work its unit has nobody for."""
    book = edition.book
    yield from _case_kinds(book)
    yield from _pools(book)
    found = tuple(_work(book))
    yield from found
    yield from _work_elsewhere(book, {finding.ids[0] for finding in found})


def _case_kinds(book: Rulebook) -> Iterator[Finding]:
    """Kinds of case the triage leaves out and no unit is set up for."""
    taken = {kind for unit in book.units for kind in unit.case_kinds}
    worlds = Worlds(book.derived)
    left = [kind for kind in CaseKind if kind.value not in taken and not _triaged(book, worlds, kind)]
    if not left:
        return
    scope = book.triage.scope
    article = scope.article if scope is not None else book.triage.citation
    kinds = "、".join(TERMS[CaseKind][kind] for kind in left)
    yield Finding(
        code=FindingCode.CASE_KIND_UNHANDLED,
        severity=Severity.DOUBT,
        message=f"{cited(article, '繁简分流')}不适用于{kinds}案件，也没有规则或者单位写明承接这些案件",
        ids=tuple(kind.value for kind in left),
        articles=(article,),
    )


def _triaged(book: Rulebook, worlds: Worlds, kind: CaseKind) -> bool:
    """Whether some rule may take a case of this kind; where it cannot be settled, yes."""
    of_kind = Condition({"case_kind": kind.value})
    scope = (book.triage.scope.when,) if book.triage.scope is not None else ()
    try:
        if not worlds.can_hold(of_kind, *scope):
            return False
        return bool(book.triage.default_rule) or any(
            worlds.can_hold(of_kind, rule.when, *scope)
            for rule in book.triage.rules
            if rule.deciding and rule.when is not None
        )
    except TooManyError:
        return True


def _pools(book: Rulebook) -> Iterator[Finding]:
    """Units cases are drawn into whose plan of posts has nobody who may own a case."""
    for pool in book.triage.pools:
        for unit in (book.org_unit(key) for key in pool.units):
            if unit.posts and pool.owner not in _staff(unit):
                owner = ROLE_NAMES[pool.owner]
                yield Finding(
                    code=FindingCode.POOL_WITHOUT_OWNER,
                    severity=Severity.CONFLICT,
                    message=(
                        f"{pool.citation}把案件分到{unit.name}，由{owner}任承办人，"
                        f"但{unit.citation}给该单位的编制没有{owner}"
                    ),
                    ids=(pool.key, unit.key),
                    articles=(pool.citation, unit.citation),
                )


def _work(book: Rulebook) -> Iterator[Finding]:
    """Limits whose unit has, by its plan of posts, nobody who may do the act that fulfils them."""
    permitted = {row.act: row for row in book.acts}
    units = {unit.key: unit for unit in book.units}
    for limit in book.limits:
        act, unit = permitted.get(limit.act), units.get(limit.responsible)
        if act is None or unit is None or not unit.posts or not act.roles:
            continue
        if not {*act.roles} & _staff(unit):
            roles = "、".join(ROLE_NAMES[role] for role in act.roles)
            yield Finding(
                code=FindingCode.NOBODY_MAY_ACT,
                severity=Severity.CONFLICT,
                message=(
                    f"{cited(limit.article, limit.id)}由{unit.name}负责，“{act.name}”须由{roles}办理，"
                    f"但{unit.citation}给该单位的编制没有这些人员"
                ),
                ids=(limit.id, act.act, unit.key),
                articles=(limit.article, act.citation, unit.citation),
            )


def _work_elsewhere(book: Rulebook, found: set[str]) -> Iterator[Finding]:
    """Limits of one unit whose act only members of another may do: an inbox line nobody can settle.

    Those of `found` are known to have nobody at all.
    """
    permitted = {row.act: row for row in book.acts if not row.person}
    units = {unit.key for unit in book.units}
    for limit in book.limits:
        act = permitted.get(limit.act)
        if act is None or limit.id in found or limit.responsible not in (OWNER_UNIT, *units):
            continue
        if act.unit in (OWNER_UNIT, *units) and act.unit != limit.responsible and not _meet(book, limit, act):
            who, others = (book.names.get(key, key) for key in (limit.responsible, act.unit))
            yield Finding(
                code=FindingCode.NOBODY_MAY_ACT,
                severity=Severity.CONFLICT,
                message=(
                    f"{cited(limit.article, limit.id)}由{who}负责，"
                    f"“{act.name}”按{act.citation}却只能由{others}办理"
                ),
                ids=(limit.id, act.act, limit.responsible, act.unit),
                articles=(limit.article, act.citation),
            )


def _meet(book: Rulebook, limit: Limit, act: Permission) -> bool:
    """Whether the two units may be one: the holder of the case may be that very unit."""
    if OWNER_UNIT not in (limit.responsible, act.unit):
        return False
    if limit.responsible == OWNER_UNIT:  # Only where the limit starts in that unit alone.
        return all(start.where.get("unit") in (act.unit, [act.unit]) for start in limit.starts)
    holders = {unit for pool in book.triage.pools for unit in pool.units}
    return limit.responsible in holders | {rule.exit for rule in book.triage.rules}


def _staff(unit: OrgUnit) -> set[Role]:
    return {role for role, number in unit.posts.items() if number} | ({unit.leader} if unit.leader else set())
