"""Closing review (结案审查): the closing papers, and the lifting of what no longer has a ground."""

from temporalio import activity

from activities.case_files import CaseFile
from activities.gateways.control import ReleaseRequest
from activities.gateways.credit import LiftRequest
from activities.stage_work import Tools, outside_key, refusals, seen
from models.closing import closing_method
from models.events import Event, EventKind
from models.messages import StageResult, StageWork

CLOSING_PAPERS = {"termination": ("termination_ruling",), "fully_executed": ("closing_notice",)}
"""The paper that tells the parties, by method; the other methods rest on a ruling of their own."""


class ClosingReview:
    """The activities of closing."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    @activity.defn(name="closing_review.make_closing_papers")
    def make_closing_papers(self, work: StageWork) -> StageResult:
        """Make the closing notice or ruling; where the claim has ended with it, lift and release."""
        file = self._tools.read(work)
        method = file.state.closing.method if file.state.closing else ""
        kinds = [*CLOSING_PAPERS.get(method, ()), "node_table"]
        with refusals():
            papers = [self._tools.papers.make(file, kind, f"{kind}/closing", work.at) for kind in kinds]
            lifted = self._lift(work, file) if closing_method(file.book, method).releases else []
        return StageResult(events=(*papers, *lifted))

    def _lift(self, work: StageWork, file: CaseFile) -> list[Event]:
        """Measures lifted and property released, for nothing is owed any more (NB-42, NB-133)."""
        events: list[Event] = []
        state = file.state
        head = {"court": state.court, "case_no": state.case_no, "at": work.at}
        for measure in state.measures.values():
            if measure.taken_at is None or measure.lifted_at is not None or not measure.reference:
                continue
            key = outside_key(work, measure.id)
            self._tools.gateways.credit.lift(LiftRequest(**head, key=key, reference=measure.reference))
            events.append(seen(work, EventKind.MEASURE_LIFTED, measure.id))
        controlled = [
            m.ref for m in state.money.values() if m.frozen_at and not m.deduction_sent and not m.released_at
        ]
        items = {m.ref: m.id for m in state.money.values()}
        for asset in state.assets.values():
            held = asset.controlled_at is not None and asset.released_at is None
            if (
                held
                and asset.disposal_outcome not in ("sold", "taken_for_debt")
                and asset.facts.get("item_ref")
            ):
                controlled.append(str(asset.facts["item_ref"]))
                items[str(asset.facts["item_ref"])] = asset.id
        for ref in controlled:
            key = outside_key(work, items[ref])
            self._tools.gateways.control.release(ReleaseRequest(**head, key=key, item_ref=ref))
            events.append(seen(work, EventKind.CONTROL_RELEASED, items[ref]))
        return events
