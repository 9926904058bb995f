"""Limits of one court that cannot all be kept in the order in which the work is done (先后)."""

from collections.abc import Iterator

from models.events import EventKind
from models.limits import OWNER_UNIT, Limit
from models.lint.edition import Edition
from models.lint.findings import Finding, FindingCode, Severity, cited, of_limits
from models.lint.lengths import days, length_words, numbered
from models.lint.occasions import Order, any_same, may_be_same, words
from models.lint.scopes import scopes_meet


def limits_order(edition: Edition) -> Iterator[Finding]:
    """Limits that end before their people have the case, steps longer than their whole, circles."""
    yield from _before_handover(edition)
    yield from _steps(edition)
    yield from _circles(edition)


def _before_handover(edition: Edition) -> Iterator[Finding]:
    """A limit of the holder that may end before the limit for handing the case over does."""
    order = Order((*edition.law, *edition.own_limits))
    measured = [limit for limit in edition.own_limits if numbered(limit)]
    for limit in measured:
        if limit.responsible != OWNER_UNIT:
            continue
        for handover in measured:
            hands_over = any(done.event is EventKind.GROUP_ENTERED for done in handover.done_by)
            held = any(start.event is EventKind.GROUP_ENTERED for start in handover.starts)
            if held or handover.responsible == OWNER_UNIT or not hands_over or days(limit) > days(handover):
                continue
            if all(order.not_after(a.event, b.event) for a in limit.starts for b in handover.starts):
                yield _overtaken(limit, handover, measured)


def _overtaken(limit: Limit, handover: Limit, measured: list[Limit]) -> Finding:
    """The finding, with the further steps of both rows of limits where both have one."""
    sentence = (
        f"{cited(limit.article, limit.id)}要求承办团队自{words(limit.starts)}起{length_words(limit)}内"
        f"“{limit.name}”，而{cited(handover.article, handover.id)}允许自{words(handover.starts)}起"
        f"{length_words(handover)}才移交案件：接收时期限可能已经届满"
    )
    next_steps = [
        [each for each in measured if each.stage is limit.stage and any_same(each.starts, before.done_by)]
        for before in (limit, handover)
    ]
    further: list[Limit] = []
    if all(next_steps):
        further = [steps[0] for steps in next_steps]
        sides = "，".join(f"{cited(each.article, each.id)}{length_words(each)}" for each in further)
        sentence += f"；其后又各有{sides}，两套期限并行而文件没有写明关系"
    return of_limits(FindingCode.LIMIT_BEFORE_HANDOVER, Severity.DOUBT, sentence, limit, handover, *further)


def _steps(edition: Edition) -> Iterator[Finding]:
    """Steps in a row that, each within its limit, take longer than the limit for all of them."""
    measured = [limit for limit in edition.own_limits if numbered(limit)]
    for whole in (limit for limit in edition.book.limits if numbered(limit)):
        for steps in _rows(edition, whole, measured):
            if sum(days(step) for step in steps) > days(whole):
                together = "、".join(f"{cited(step.article, step.id)}{length_words(step)}" for step in steps)
                total = f"{cited(whole.article, whole.id)}的总期限{length_words(whole)}"
                yield of_limits(
                    FindingCode.STEPS_EXCEED_LIMIT,
                    Severity.DOUBT,
                    f"{together}依次办理，合计长于{total}：每一步都不超期，总期限仍会超过",
                    *steps,
                    whole,
                )


def _rows(edition: Edition, whole: Limit, measured: list[Limit]) -> Iterator[tuple[Limit, ...]]:
    """The rows of at least two steps that lead from the start of the whole to its end."""
    start = whole.starts[0]
    waiting: list[tuple[Limit, ...]] = [
        (step,)
        for step in measured
        if step is not whole
        and may_be_same(step.starts[0], start)
        and scopes_meet(edition.book.derived, (step, step.starts[0]), (whole, start))
    ]
    while waiting:
        row = waiting.pop()
        if any_same(row[-1].done_by, whole.done_by):
            if len(row) > 1:
                yield row
            continue
        waiting += [
            (*row, step)
            for step in measured
            if step is not whole and step not in row and any_same(step.starts[:1], row[-1].done_by)
        ]


def _circles(edition: Edition) -> Iterator[Finding]:
    """Nodes of which each may only be done after the other."""
    limits = {limit.id: limit for limit in edition.book.limits}
    told: set[frozenset[str]] = set()
    for limit in limits.values():
        circle = _circle(limits, (limit.id,))
        if circle and frozenset(circle) not in told:
            told.add(frozenset(circle))
            rows = [limits[each] for each in circle]
            named = "、".join(cited(row.article, row.id) for row in rows)
            yield of_limits(
                FindingCode.CIRCULAR_ORDER, Severity.CONFLICT, f"{named}互以对方办结为前提，都无法办理", *rows
            )


def _circle(limits: dict[str, Limit], way: tuple[str, ...]) -> tuple[str, ...]:
    """The way along `after` that comes back to where it began; empty if none does."""
    for before in limits[way[-1]].after:
        if before == way[0]:
            return way
        if before not in way:
            found = _circle(limits, (*way, before))
            if found:
                return found
    return ()
