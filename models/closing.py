"""What must be in order before a case may be closed (结案条件), item by item with its article."""

from datetime import date

from models.calendar import add_months
from models.case import CaseState
from models.conditions import evaluate
from models.errors import Code, Refusal
from models.fact_values import EvidenceState
from models.facts_of_case import facts_of, progress_of
from models.procedure import ClosingMethod, EvidenceItem
from models.rulebook import Rulebook
from models.values import Value


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
        if not _there(book, item, state)
    ]
    if state.unpaid > 0:
        missing.append(Missing(item="money_unpaid", name="案款尚未发放完毕", article="7.2 第13项、NB-228"))
    if method == "termination":
        missing += _too_early(book, state, today)
    return tuple(missing)


def _there(book: Rulebook, item: EvidenceItem, state: CaseState) -> bool:
    """Whether an item is in the file, not applicable with a reason, or settled by the facts."""
    facts = facts_of(state)
    paper = (facts.termination_evidence or {}).get(item.item)
    if paper is not None:
        return paper.state in (EvidenceState.PRESENT, EvidenceState.NOT_APPLICABLE)
    if item.satisfied_by is None:
        return False
    return evaluate(item.satisfied_by, facts, book.derived, progress_of(state)).value is True


def _too_early(book: Rulebook, state: CaseState, today: date) -> list[Missing]:
    """Termination wants MORE than so many months since filing (NB-287), where the court's gate binds."""
    closing = book.closing
    if closing.national_gate != "bind" or state.filed_at is None:
        return []
    if today > add_months(state.filed_at.date(), closing.min_months_since_filing):
        return []
    months = closing.min_months_since_filing
    return [Missing(item="min_months", name=f"立案未满 {months} 个月以上", article="NB-287")]
