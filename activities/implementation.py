"""Implementation (执行实施): deductions and coercive measures carried out."""

from decimal import Decimal

from temporalio import activity

from activities.case_files import CaseFile
from activities.gateways.credit import CreditMeasure, EntryRequest, EntryState
from activities.gateways.deduction import DeductionRequest
from activities.stage_work import Tools, outside_key, refusals, seen
from models.case import MeasureTaken
from models.errors import Code, Refusal
from models.events import EventKind
from models.messages import StageResult, StageWork

ENTRIES: dict[str, CreditMeasure] = {
    "consumption_restriction": CreditMeasure.CONSUMPTION_RESTRICTION,
    "dishonest_listing": CreditMeasure.DISHONEST_LIST,
    "fine": CreditMeasure.FINE,
    "detention": CreditMeasure.DETENTION,
}
"""The outside register each measure is entered in."""


class Implementation:
    """The activities of implementation."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    @activity.defn(name="implementation.take_measure")
    def take_measure(self, work: StageWork) -> StageResult:
        """Make the measure's paper and enter it where it has effect (限制消费、失信、罚款、拘留)."""
        file = self._tools.read(work)
        measure = file.state.measures[work.subject]
        rule = next(rule for rule in file.book.measures if rule.kind == measure.kind)
        with refusals():
            paper = self._tools.papers.make(
                file,
                rule.template.removesuffix(".docx"),
                f"{measure.kind}/{measure.id}",
                work.at,
                subject=measure.id,
                recipient=measure.respondent,
            )
            answer = self._tools.gateways.credit.enter(_entry(work, file, measure))
            if answer.state is EntryState.REFUSED:
                raise Refusal(Code.BAD_DATA, f"{rule.name}未被外部系统受理：{answer.reason}")
        taken = seen(
            work,
            EventKind.MEASURE_TAKEN,
            measure.id,
            kind=measure.kind,
            reference=answer.reference,
        )
        return StageResult(events=(paper, taken))

    @activity.defn(name="implementation.deduct")
    def deduct(self, work: StageWork) -> StageResult:
        """Send the deduction order to the bank; the money's arrival is its own event (扣划)."""
        file = self._tools.read(work)
        money = file.state.money[work.subject]
        amount = money.deduction_ordered or Decimal(0)
        with refusals():
            paper = self._tools.papers.make(
                file,
                "deduction_ruling",
                f"deduction/{money.id}/{money.deduction_orders}",
                work.at,
                subject=money.id,
            )
            receipt = self._tools.gateways.deduction.order(
                DeductionRequest(
                    court=file.state.court,
                    case_no=file.state.case_no,
                    key=outside_key(work),
                    at=work.at,
                    item_ref=money.ref or money.id,
                    amount=amount,
                )
            )
        sent = seen(work, EventKind.DEDUCTION_SENT, money.id, amount=str(amount), reference=receipt.reference)
        return StageResult(events=(paper, sent))


def _entry(work: StageWork, file: CaseFile, measure: MeasureTaken) -> EntryRequest:
    amount = measure.facts.get("amount")
    return EntryRequest(
        court=file.state.court,
        case_no=file.state.case_no,
        key=outside_key(work),
        at=work.at,
        measure=ENTRIES[measure.kind],
        respondent=measure.respondent,
        decision=measure.id,
        amount=Decimal(str(amount)) if amount else None,
        days=measure.facts.get("days"),
    )
