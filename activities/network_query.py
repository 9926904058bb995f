"""Network query (网络查控): launching, controlling what was found, feedback sheets."""

from decimal import Decimal

from temporalio import activity

from activities.case_files import CaseFile
from activities.gateways.control import ControlMethod, ControlRequest, ControlState
from activities.gateways.queries import QueryRequest, QuerySystem
from activities.stage_work import Tools, outside_key, refusals, seen
from models.control_plan import Control, control_plan
from models.events import Event, EventKind
from models.messages import StageResult, StageWork

NOT_ONLINE = "not_controlled_online"
"""Reason of a thing found by a person: no system of ours can reach it, papers have to."""

NOTHING_OWED = "nothing_left_to_cover"
"""Reason of money that is more than what is owed: it may not be frozen (NB-40)."""


class NetworkQuery:
    """The activities of the network query."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    @activity.defn(name="network_query.launch_query")
    def launch_query(self, work: StageWork) -> StageResult:
        """Launch the query of one system for the respondents, and for nobody else (NB-30)."""
        file = self._tools.read(work)
        request = QueryRequest(
            court=file.state.court,
            case_no=file.state.case_no,
            key=outside_key(work),
            at=work.at,
            system=QuerySystem(work.subject),
            respondents=tuple(party.id for party in file.respondents),
        )
        with refusals():
            receipt = self._tools.gateways.queries.launch(request)
        event = seen(work, EventKind.QUERY_LAUNCHED, work.subject, reference=receipt.reference)
        return StageResult(events=(event,))

    @activity.defn(name="network_query.control_found")
    def control_found(self, work: StageWork) -> StageResult:
        """Freeze or seize what can be controlled online, up to what is owed, at once (GS-17, NB-40)."""
        file = self._tools.read(work)
        fresh = control_plan(file.state, file.book.control_terms, work.at.date())
        plan = self._tools.remember(
            work, {"controls": [control.model_dump(mode="json") for control in fresh]}
        )
        with refusals():
            events = tuple(self._control(work, file, Control.model_validate(row)) for row in plan["controls"])
        return StageResult(events=events)

    def _control(self, work: StageWork, file: CaseFile, control: Control) -> Event:
        if not control.ref:
            return seen(work, EventKind.CONTROL_REFUSED, control.item, reason=NOT_ONLINE)
        if control.amount == Decimal(0):
            return seen(work, EventKind.CONTROL_REFUSED, control.item, reason=NOTHING_OWED)
        answer = self._tools.gateways.control.control(
            ControlRequest(
                court=file.state.court,
                case_no=file.state.case_no,
                key="|".join([work.case_key, "control", control.item]),
                at=work.at,
                item_ref=control.ref,
                kind=control.kind,
                method=ControlMethod(control.method),
                amount=control.amount,
                until=control.until,
            )
        )
        if answer.state is ControlState.REFUSED:
            return seen(work, EventKind.CONTROL_REFUSED, control.item, reason=answer.reason)
        asset = file.state.assets.get(control.item)
        return seen(
            work,
            EventKind.CONTROLLED,
            control.item,
            amount=str(answer.amount) if answer.amount is not None else None,
            expires_on=(answer.until or control.until).isoformat(),
            kind=control.kind,
            eviction_needed=bool(asset.facts.get("eviction_needed")) if asset else None,
            disposable_now=asset.facts.get("disposable_now") if asset else None,
            reference=answer.reference,
        )

    @activity.defn(name="network_query.file_feedback")
    def file_feedback(self, work: StageWork) -> StageResult:
        """Put the system's feedback sheet into the file, with the freezes noted on it (GS-16, GS-17)."""
        file = self._tools.read(work)
        with refusals():
            paper = self._tools.papers.make(
                file, "query_feedback_sheet", f"feedback/{work.subject}", work.at, subject=work.subject
            )
        return StageResult(events=(paper, seen(work, EventKind.FEEDBACK_FILED, work.subject)))
