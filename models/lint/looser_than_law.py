"""Where a court's rules are looser than those they are laid over (宽于法律)."""

from collections.abc import Iterator

from models.limits import Limit
from models.lint.edition import Edition
from models.lint.findings import Finding, FindingCode, Severity, cited, of_limits
from models.lint.lengths import length_words, longer, numbered
from models.lint.occasions import Order, all_same, any_same, words
from models.lint.scopes import scopes_meet
from models.organisation import Approval
from models.roles import ROLE_NAMES, Role
from models.rulebook import Rulebook


def looser_than_law(edition: Edition) -> Iterator[Finding]:
    """Longer limits, limits dropped without another, and lower approvers than the law asks for."""
    if edition.base is None:
        return
    yield from _limits(edition)
    yield from _dropped(edition)
    yield from _approvers(edition.book, edition.base.book)


def _limits(edition: Edition) -> Iterator[Finding]:
    """Own limits that end later than the law's for the same obligation."""
    order = Order((*edition.law, *edition.own_limits))
    kept = {limit.id for limit in edition.book.limits} - {limit.id for limit in edition.own_limits}
    for own in edition.own_limits:
        for law in edition.law:
            if not (own.counts and numbered(own) and numbered(law) and longer(own, law)):
                continue
            if not all_same(law.done_by, own.done_by) or not _starts_no_earlier(edition, order, own, law):
                continue
            beside = law.id in kept
            binding = "法定期限仍另行计算" if beside else "本院又未保留法定期限"
            yield of_limits(
                FindingCode.LIMIT_LOOSER,
                Severity.DOUBT if beside else Severity.CONFLICT,
                f"{cited(own.article, own.id)}自{words(own.starts)}起{length_words(own)}，"
                f"长于{cited(law.article, law.id)}自{words(law.starts)}起{length_words(law)}："
                f"两条都要求{words(law.done_by)}，{binding}",
                own,
                law,
            )


def _starts_no_earlier(edition: Edition, order: Order, own: Limit, law: Limit) -> bool:
    """Whether, in cases both are for, the own clock starts with the law's or after it."""
    for first in law.starts:
        same = [second for second in own.starts if second.event is first.event]
        for second in same or own.starts:
            if order.not_after(first.event, second.from_event or second.event) and scopes_meet(
                edition.book.derived, (own, second), (law, first)
            ):
                return True
    return False


def _dropped(edition: Edition) -> Iterator[Finding]:
    """The law's numbers that are gone, with none of the court's own for the same event."""
    there = {limit.id for limit in edition.book.limits if numbered(limit)}
    measured = [limit for limit in edition.own_limits if numbered(limit)]
    for law in edition.law:
        replaced = any(any_same(law.done_by, own.done_by) for own in measured)
        if not numbered(law) or law.id in there or replaced:
            continue
        soft = [own for own in edition.own_limits if any_same(law.done_by, own.done_by)]
        instead = "、".join(cited(own.article, own.id) for own in soft)
        yield of_limits(
            FindingCode.LAW_LIMIT_DROPPED,
            Severity.CONFLICT,
            f"本院规则删去了{cited(law.article, law.id)}“{law.name}”的{length_words(law)}期限，"
            f"{f'代之以没有数字的{instead}' if instead else '没有另定期限'}，法定期限将无人提醒",
            law,
            *soft,
        )


def _approvers(book: Rulebook, law: Rulebook) -> Iterator[Finding]:
    """Matters the law reserves to certain persons that the court lets others decide in the end."""
    matters = {row.matter: row for row in book.approvals}
    for reserved in law.approvals:
        own = matters.get(reserved.matter)
        if own is None or own == reserved or not reserved.source:
            continue
        last = _last(own, matters)
        below = _deciders(last) - {*reserved.approver}
        if below:
            yield Finding(
                code=FindingCode.APPROVER_BELOW_LAW,
                severity=Severity.CONFLICT,
                message=(
                    f"“{reserved.name}”依{reserved.citation}由{_named(reserved.approver)}决定，"
                    f"本院{last.citation}却可由{_named(tuple(sorted(below)))}决定"
                ),
                ids=(reserved.matter,) if last is own else (reserved.matter, last.matter),
                articles=(last.citation, reserved.citation),
            )


def _last(approval: Approval, matters: dict[str, Approval]) -> Approval:
    """The last of a chain of matters that open one another: who decides in the end."""
    passed = {approval.matter}
    while approval.then in matters and approval.then not in passed:
        approval = matters[approval.then]
        passed.add(approval.matter)
    return approval


def _deciders(approval: Approval) -> set[Role]:
    return {*approval.approver, *(role for level in approval.levels for role in level.approver)}


def _named(roles: tuple[Role, ...]) -> str:
    return "或者".join(ROLE_NAMES[role] for role in roles)
