"""The hidden world of every case: its truth, its clock, its parties, and what really happened."""

from datetime import UTC, datetime
from decimal import Decimal

from simulation.outside.business_time import local
from simulation.outside.case_file import CaseFile, Refused
from simulation.outside.chance import chance
from simulation.outside.property import hold
from simulation.outside.seeding import complete_party
from simulation.outside.settings import Behaviour, Takes
from simulation.outside.store import Store
from simulation.outside.truth import CaseTruth, Party, TruthPost


class World:
    """Everything the simulated systems share."""

    def __init__(self, store: Store, behaviour: Behaviour) -> None:
        self.store = store
        self._start = behaviour

    @property
    def behaviour(self) -> Behaviour:
        """The settings in force: those of the start, under what was changed while running."""
        changed = self._changed()
        return self._start.model_copy(
            update={name: getattr(changed, name) for name in changed.model_fields_set}
        )

    def change(self, changes: Behaviour) -> Behaviour:
        """Keeps the fields that were set, over those set before; what is in force then."""
        before = self._changed()
        merged = {
            name: getattr(source, name) for source in (before, changes) for name in source.model_fields_set
        }
        self.store.run(
            "insert into setting values ('behaviour', ?)"
            " on conflict (name) do update set value = excluded.value",
            Behaviour(**merged).model_dump_json(exclude_unset=True),
        )
        return self.behaviour

    def _changed(self) -> Behaviour:
        row = self.store.one("select value from setting where name = 'behaviour'")
        return Behaviour() if row is None else Behaviour.model_validate_json(row["value"])

    def post(self, post: TruthPost) -> tuple[CaseFile, bool]:
        """Takes a case's truth; and whether it is new. Raises Refused(`truth_fixed`) if it differs."""
        posted = post.model_dump_json(exclude_unset=True)
        known = self.store.one(
            "select posted from case_file where court = ? and case_no = ?", post.court, post.case_no
        )
        if known is not None and known["posted"] != posted:
            raise Refused("truth_fixed", 409)
        if known is None:
            self._open(post.court, post.case_no, post.seed, post.filed_at, post.truth, posted)
        return self.case(post.court, post.case_no, post.filed_at), known is None

    def case(self, court: str, case_no: str, at: datetime | None = None) -> CaseFile:
        """The case, opened at first sight; hearing of an instant moves its clock, never back.

        Raises Refused(`not_found`) for an unknown case where no instant is given.
        """
        row = self.store.one("select * from case_file where court = ? and case_no = ?", court, case_no)
        if row is None:
            if at is None:
                raise Refused("not_found", 404)
            self._open(court, case_no, "", at, CaseTruth(), None)
            return self.case(court, case_no, at)
        now = datetime.fromisoformat(row["clock"])
        if at is not None and at > now:
            now = local(at)
            self.store.run(
                "update case_file set clock = ?, clock_utc = ? where court = ? and case_no = ?",
                now.isoformat(),
                now.timestamp(),
                court,
                case_no,
            )
        return CaseFile(
            court=court,
            case_no=case_no,
            seed=row["seed"],
            filed_at=datetime.fromisoformat(row["filed_at"]),
            now=local(datetime.now(UTC)) if self.behaviour.real_time else now,
            truth=CaseTruth.model_validate_json(row["truth"]),
        )

    def _open(
        self, court: str, case_no: str, seed: str, filed_at: datetime, truth: CaseTruth, posted: str | None
    ) -> None:
        begins = local(filed_at)
        self.store.run(
            "insert into case_file values (?, ?, ?, ?, ?, ?, ?, ?)",
            court,
            case_no,
            seed or f"{self.behaviour.seed}|{court}|{case_no}",
            begins.isoformat(),
            begins.isoformat(),
            begins.timestamp(),
            truth.model_dump_json(exclude_unset=True),
            posted,
        )
        case = self.case(court, case_no)
        for party_id in truth.parties:
            self.party(case, party_id)

    def party(self, case: CaseFile, party_id: str) -> Party:
        """The truth about a party, settled when it is first named."""
        row = self.store.one(
            "select truth from party where court = ? and case_no = ? and party = ?",
            case.court,
            case.case_no,
            party_id,
        )
        if row is not None:
            return Party.model_validate_json(row["truth"])
        party = complete_party(case.seed, party_id, case.truth.parties.get(party_id))
        self.store.run(
            "insert into party values (?, ?, ?, ?)",
            case.court,
            case.case_no,
            party_id,
            party.model_dump_json(),
        )
        for holding in party.holdings:
            hold(self.store, case, party_id, holding)
        return party

    def after(self, case: CaseFile, what: Takes, since: datetime, *labels: str) -> datetime:
        """When something that begins at `since` is done, by the case's latency or the usual one."""
        latency = case.truth.latency.get(what, self.behaviour.takes(what))
        return latency.after(since, chance(case.seed, what.value, *labels))

    def effect(
        self,
        case: CaseFile,
        key: str,
        operation: str,
        subject: str,
        at: datetime,
        amount: Decimal | None = None,
    ) -> None:
        """Notes that something really happened; one row each time, so that a second time would show."""
        self.store.run(
            "insert into effect (key, court, case_no, operation, subject, amount, at)"
            " values (?, ?, ?, ?, ?, ?, ?)",
            key,
            case.court,
            case.case_no,
            operation,
            subject,
            None if amount is None else str(amount),
            at.isoformat(),
        )
