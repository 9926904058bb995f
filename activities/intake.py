"""Intake (立案核对): completeness, identity, the trial-stage file, related cases."""

from sqlalchemy import select
from temporalio import activity

from activities.case_files import CaseFile
from activities.gateways.identity import IdentityRequest
from activities.gateways.trial_file import TrialFileRequest
from activities.stage_work import Tools, outside_key, refusals, seen
from models.case import CaseState
from models.completeness import gaps
from models.events import Event, EventKind
from models.messages import StageResult, StageWork
from models.tables import Case, Party


class Intake:
    """The activities of intake."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    @activity.defn(name="intake.check_filing")
    def check_filing(self, work: StageWork) -> StageResult:
        """Check the filing for completeness; gaps are named field by field for the filing office."""
        file = self._tools.read(work)
        lacking = gaps(file.book, file.state.facts, file.parties.values())
        if lacking:
            error = seen(work, EventKind.FILING_ERROR_FOUND, errors=[gap.model_dump() for gap in lacking])
            return StageResult(events=(error,))
        kind = file.state.facts.get("case_kind")
        return StageResult(events=(seen(work, EventKind.ENTERED_IN_SYSTEM, case_kind=kind),))

    @activity.defn(name="intake.verify_identity")
    def verify_identity(self, work: StageWork) -> StageResult:
        """Check every party's identity (GS-12)."""
        file = self._tools.read(work)
        with refusals():
            checks = [self._verify(work, file, party) for party in sorted(file.parties)]
        matched = all(check["matched"] for check in checks)
        return StageResult(
            events=(seen(work, EventKind.IDENTITY_CHECKED, checks=checks, all_matched=matched),)
        )

    def _verify(self, work: StageWork, file: CaseFile, party_id: str) -> dict[str, object]:
        party = file.parties[party_id]
        answer = self._tools.gateways.identity.verify(
            IdentityRequest(
                court=file.state.court,
                case_no=file.state.case_no,
                key=outside_key(work, party_id),
                at=work.at,
                party=party_id,
                party_kind=party.kind,
                name=party.name,
                id_number=party.id_number,
            )
        )
        addresses = {row.kind.value: row.address for row in answer.addresses}
        return {"party": party_id, "matched": answer.matched, "addresses": addresses}

    @activity.defn(name="intake.open_trial_file")
    def open_trial_file(self, work: StageWork) -> StageResult:
        """Open the trial-stage e-file for each respondent (审理阶段电子卷宗, GS-12)."""
        file = self._tools.read(work)
        addresses: list[dict[str, object]] = []
        by_notice = False
        with refusals():
            for party in file.respondents:
                opened = self._tools.gateways.trial_file.open(
                    TrialFileRequest(
                        court=file.state.court,
                        case_no=file.state.case_no,
                        key=outside_key(work, party.id),
                        at=work.at,
                        party=party.id,
                        trial_case_no=str(file.state.facts.get("basis_no", "")),
                    )
                )
                by_notice = by_notice or opened.service_by_notice
                if opened.address_confirmation is not None:
                    confirmed = opened.address_confirmation.model_dump(mode="json")
                    addresses.append({"party": party.id, **confirmed})
        event = seen(
            work, EventKind.TRIAL_FILE_OPENED, addresses=addresses, trial_service_by_notice=by_notice
        )
        return StageResult(events=(event,))

    @activity.defn(name="intake.search_related")
    def search_related(self, work: StageWork) -> StageResult:
        """Look for related cases of this court: same respondent, or the applicant owes elsewhere (GS-T15)."""
        file = self._tools.read(work)
        related = list(file.state.facts.get("related_cases") or ())
        known = {row.get("case_no") for row in related}
        with self._tools.database.transaction() as session:
            for party in file.parties.values():
                if party.role not in ("applicant", "respondent") or not party.identity:
                    continue
                others = session.execute(
                    select(Case.state)
                    .join(Party, Party.case_key == Case.key)
                    .where(
                        Party.identity == party.identity,
                        Party.role == "respondent",
                        Case.court == file.state.court,
                        Case.key != work.case_key,
                        Case.filed_at <= work.at,
                    )
                    .order_by(Case.filed_at)
                ).scalars()
                for other in map(CaseState.model_validate, others):
                    if other.case_no not in known:
                        known.add(other.case_no)
                        related.append(_relation(party.role, other))
        return StageResult(events=(self._searched(work, related),))

    def _searched(self, work: StageWork, related: list[dict[str, str]]) -> Event:
        return seen(work, EventKind.RELATED_SEARCHED, related_cases=related)


def _relation(role: str, other: CaseState) -> dict[str, str]:
    relation = "same_respondent" if role == "respondent" else "applicant_is_respondent"
    return {"case_no": other.case_no, "relation": relation, "team": other.unit or other.assigned_unit}
