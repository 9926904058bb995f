"""What must be in order before a case may be closed (结案条件), item by item with its article."""

from datetime import date

from models.calendar import add_months
from models.case import CaseState
from models.conditions import evaluate
from models.errors import Code, Refusal
from models.facts.of_case import facts_of, progress_of
from models.facts.values import EvidenceState
from models.procedure import ClosingMethod, EvidenceItem
from models.rulebook import Rulebook
from models.values import Value
from models.way import holds


class Missing(Value):
    """An item that is not there (缺少的材料), with the article that wants it."""

    item: str
    name: str
    article: str


def closing_method(book: Rulebook, method: str) -> ClosingMethod:
    """The method's rule. Raises Refusal(UNKNOWN_SUBJECT) for a method the court does not have."""
    for known in book.closing.methods:
        if known.method == method:
            return known
    names = "、".join(known.method for known in book.closing.methods)
    raise Refusal(Code.UNKNOWN_SUBJECT, f"没有结案方式 {method}，可选：{names}")


def missing_items(book: Rulebook, method: str, state: CaseState, today: date) -> tuple[Missing, ...]:
    """What still stands against closing by this method on that day (requirements 7.2 item 13)."""
    rule = closing_method(book, method)
    missing = [
        Missing(item=item.item, name=item.name, article=item.citation)
        for item in rule.evidence
        if not item.by_review and not _there(book, item, state)
    ]
    missing += _fields(book, state)
    if state.unpaid > 0:
        missing.append(Missing(item="money_unpaid", name="案款尚未发放完毕", article="7.2 第13项、NB-228"))
    if method == "termination":
        missing += _too_early(book, state, today)
        missing += _stale_query(book, state, today)
    return tuple(missing)


def unstamped(book: Rulebook, method: str, state: CaseState) -> tuple[Missing, ...]:
    """What the reviewer's own approval settles and has not settled yet (JL-30)."""
    rule = closing_method(book, method)
    return tuple(
        Missing(item=item.item, name=item.name, article=item.citation)
        for item in rule.evidence
        if item.by_review and not _there(book, item, state)
    )


def closing_warnings(book: Rulebook, method: str, state: CaseState, today: date) -> tuple[str, ...]:
    """What the court's own rule allows and national law does not, with both articles (JL-A2)."""
    closing = book.closing
    waived = closing.national_min_months > closing.min_months_since_filing
    if method != "termination" or not waived or state.filed_at is None:
        return ()
    if closing.national_gate == "bind" or today > add_months(
        state.filed_at.date(), closing.national_min_months
    ):
        return ()
    months = closing.national_min_months
    return (f"立案未满{months}个月以上即终本：{closing.citation}不受此限，与全国规定不一致（NB-287）",)


def _fields(book: Rulebook, state: CaseState) -> list[Missing]:
    """Fields of the closing that the court wants filled in (SH-43)."""
    wanted = book.closing.required_fields
    stated = facts_of(state).closing_fields if wanted else None
    return [
        Missing(
            item=field, name=f"结案信息“{book.names.get(field, field)}”未填", article=book.closing.citation
        )
        for field in wanted
        if stated is None or getattr(stated, field) is None
    ]


def _stale_query(book: Rulebook, state: CaseState, today: date) -> list[Missing]:
    """The national query must have been run again within so many months before closing (SH-D13, SH-A19)."""
    months = book.closing.requery_months
    if not months:
        return []
    first = book.network.systems[0].key
    launched = [
        run.launched_at for run in facts_of(state).query_runs or () if run.system == first and run.launched_at
    ]
    if any(today <= add_months(at.date(), months) for at in launched):
        return []
    name = f"结案前{months}个月内未再次进行{book.names.get(first, first)}查询"
    return [Missing(item="requery", name=name, article=book.closing.citation)]


def _there(book: Rulebook, item: EvidenceItem, state: CaseState) -> bool:
    """Whether an item is in the file, not applicable with a reason, or settled by the facts."""
    facts = facts_of(state)
    paper = (facts.termination_evidence or {}).get(item.item)
    if paper is not None:
        obliged = item.obligatory_when is not None and holds(book, item.obligatory_when, state)
        return paper.state is EvidenceState.PRESENT or (
            paper.state is EvidenceState.NOT_APPLICABLE and not obliged
        )
    if item.satisfied_by is None:
        return False
    return evaluate(item.satisfied_by, facts, book.derived, progress_of(state)).value is True


def _too_early(book: Rulebook, state: CaseState, today: date) -> list[Missing]:
    """Termination wants MORE than so many months since filing (NB-287), where the court's gate binds."""
    closing = book.closing
    months = closing.min_months_since_filing
    if closing.national_gate == "bind":
        months = max(months, closing.national_min_months)
    if not months or state.filed_at is None or today > add_months(state.filed_at.date(), months):
        return []
    return [Missing(item="min_months", name=f"立案未满 {months} 个月以上", article="NB-287")]
