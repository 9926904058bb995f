"""Implementation (执行实施): deductions and coercive measures carried out."""

from decimal import Decimal

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.case_files import CaseFile
from activities.gateways.control import ControlMethod, ControlRequest, ControlState, ReleaseRequest
from activities.gateways.credit import CreditMeasure, EntryRequest, EntryState
from activities.gateways.deduction import DeductionRequest
from activities.stage_work import Tools, outside_key, refusals, seen
from models.case import MeasureTaken
from models.control_orders import item_of, release_paper, renewal_paper
from models.control_plan import control_method
from models.errors import Code, Refusal
from models.events import Event, EventKind
from models.messages import StageResult, StageWork
from models.papers_due import papers_due
from models.property import FoundMoney

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

    @activity.defn(name="implementation.release")
    def release(self, work: StageWork) -> StageResult:
        """Make the ruling and let go what it names, and nothing else (依申请解除查封冻结, SH-51).

        What was controlled by hand has no reference: its papers go to the counter with an officer.
        """
        file = self._tools.read(work)
        item = item_of(file.state, work.subject)
        with refusals():
            papers = self._papers(work, file, "release_ruling", release_paper(item))
            if not item.online:
                return StageResult(events=papers)
            answer = self._tools.gateways.control.release(
                ReleaseRequest(
                    court=file.state.court,
                    case_no=file.state.case_no,
                    key=outside_key(work),
                    at=work.at,
                    item_ref=item.online,
                )
            )
        released = seen(work, EventKind.CONTROL_RELEASED, item.id, reference=answer.reference)
        return StageResult(events=(*papers, released))

    @activity.defn(name="implementation.renew")
    def renew(self, work: StageWork) -> StageResult:
        """Make the papers of a renewal and have the registry or bank renew (续行, SH-49, NB-36)."""
        file = self._tools.read(work)
        item = item_of(file.state, work.subject)
        until = item.renew_until
        if until is None:
            raise ApplicationError(f"{item.id} has no renewal", type=Code.WRONG_STATE, non_retryable=True)
        with refusals():
            papers = self._papers(work, file, "renewal_ruling", renewal_paper(item))
            if not item.online:
                return StageResult(events=papers)
            answer = self._tools.gateways.control.control(
                ControlRequest(
                    court=file.state.court,
                    case_no=file.state.case_no,
                    key=outside_key(work),
                    at=work.at,
                    item_ref=item.online,
                    kind=item.kind,
                    method=ControlMethod(control_method(item.kind)),
                    amount=item.frozen_amount if isinstance(item, FoundMoney) else None,
                    until=until,
                )
            )
            if answer.state is ControlState.REFUSED:
                raise Refusal(Code.BAD_DATA, f"续行控制未被受理：{answer.reason}")
        renewed = seen(
            work,
            EventKind.CONTROL_RENEWED,
            item.id,
            kind=item.kind,
            expires_on=(answer.until or until).isoformat(),
            reference=answer.reference,
        )
        return StageResult(events=(*papers, renewed))

    def _papers(self, work: StageWork, file: CaseFile, kind: str, paper_id: str) -> tuple[Event, Event]:
        """The ruling for the parties, the assistance notice for whoever keeps the property."""
        item = work.subject
        notice = f"assistance_notice/{paper_id}"
        return (
            self._tools.papers.make(file, kind, paper_id, work.at, subject=item),
            self._tools.papers.make(file, "assistance_notice", notice, work.at, subject=item),
        )

    @activity.defn(name="implementation.make_paper")
    def make_paper(self, work: StageWork) -> StageResult:
        """Make a paper that something recorded calls for (腾房公告、二次分案告知书、分配方案)."""
        file = self._tools.read(work)
        due = next((paper for paper in papers_due(file.state) if paper.id == work.subject), None)
        if due is None:
            return StageResult(events=())
        with refusals():
            paper = self._tools.papers.make(
                file, due.kind, due.id, work.at, subject=due.about, recipient=due.recipient
            )
        return StageResult(events=(paper,))


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
