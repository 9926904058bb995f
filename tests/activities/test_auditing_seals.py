"""The auditor on the record itself: chains, keys and seals that somebody changed, or did not make."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from activities.auditing.audit import Audit
from activities.auditing.findings import FINDING_NAMES, Finding, FindingKind
from activities.auditing.seals import CourtRecords
from activities.books import Books
from activities.signing.seal_export import export_seal
from models.values import COURT_ZONE, court_local
from tests.activities.clockwork import TOLERANCE, Unasked
from tests.activities.notary import COURT, Notary, tamper
from tests.activities.test_auditing_process import desk, environment
from tests.activities.test_seal_attacks import DAY, NEXT, received, relinked

pytestmark = pytest.mark.requirement("GS-31")

OF_INTEGRITY = {
    FindingKind.CHAIN_BROKEN,
    FindingKind.FACTS_ALTERED,
    FindingKind.KEY_DIFFERS,
    FindingKind.SEAL_BROKEN,
    FindingKind.SEAL_MISSING,
}


class Auditor:
    """An audit that goes on from look to look, with the court's key and the folder of seals at hand."""

    def __init__(self, notary: Notary, exported: Path | None = None) -> None:
        courts = CourtRecords(notary.keys, exported)
        self._audit = Audit(notary.database, Books(), Unasked(), TOLERANCE, courts)  # type: ignore[arg-type]

    async def found(self, now: datetime | None = None) -> list[Finding]:
        """What is wrong with the record as of now, by the wall clock or another one."""
        report = await self._audit.run(now or datetime.now(UTC))
        assert OF_INTEGRITY <= report.examined
        return [finding for finding in report.findings if finding.kind in OF_INTEGRITY]

    async def named(self, now: datetime | None = None) -> list[tuple[FindingKind, str, str]]:
        """The same in short: kind, case or court, and what it is about."""
        return [(f.kind, f.case_key or f.court, f.subject) for f in await self.found(now)]


def sealed_today(notary: Notary) -> None:
    """A seal of this very day: none is missing then."""
    notary.seal(court_local(datetime.now(UTC)).date())


CHAIN, SEAL = FindingKind.CHAIN_BROKEN, FindingKind.SEAL_BROKEN


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        (
            "update journal set occurred_at = occurred_at - interval '1 day' where seq = 2",
            (CHAIN, "case", "journal/2"),
        ),
        ("update journal set on_behalf_of = 'RY099' where seq = 3", (CHAIN, "case", "journal/3")),
        ("update journal set previous = repeat('f', 64) where seq = 2", (CHAIN, "case", "journal/2")),
        (
            "update journal_facts set facts = facts - 'cause' where seq = 1",
            (FindingKind.FACTS_ALTERED, "case", "journal/1"),
        ),
        (
            "update court_journal set occurred_at = now() where seq = 2 and court = 'ruyang'",
            (CHAIN, COURT, "court_journal/2"),
        ),
        (
            "update court_journal set facts = '{}' where seq = 1 and court = 'ruyang'",
            (CHAIN, COURT, "court_journal/1"),
        ),
        (
            "update staff_key set until = '2030-01-01' where staff = 'RY010'",
            (FindingKind.KEY_DIFFERS, COURT, "key"),
        ),
        ("update seal set cases = 9", (SEAL, COURT, "seal")),
        ("update sealed_head set seq = 1", (SEAL, COURT, "seal")),
    ],
)
async def test_what_was_changed_is_named(
    notary: Notary, owner: Engine, statement: str, finding: tuple[FindingKind, str, str]
) -> None:
    """Entry, facts, court's journal, key or seal: each by its place, at the look after the change."""
    case = received(notary)
    sealed_today(notary)
    auditor = Auditor(notary)
    assert await auditor.named() == []
    tamper(owner, statement)
    kind, where, subject = finding
    key = notary.keys.key_of("RY010")
    assert key is not None
    wanted = (kind, case if where == "case" else where, key.public.key_id if subject == "key" else subject)
    assert wanted in await Auditor(notary).named()
    if kind is not CHAIN or where == "case":  # The courts' own chains are computed anew once a day.
        assert wanted in await auditor.named()


async def test_the_courts_journal_is_looked_through_again_every_day(notary: Notary, owner: Engine) -> None:
    """What was found whole is not computed again the same day, and is the next."""
    sealed_today(notary)
    auditor, now = Auditor(notary), datetime.now(UTC)
    assert await auditor.named(now) == []
    tamper(owner, "update court_journal set actor = 'x' where seq = 1 and court = 'ruyang'")
    assert await auditor.named(now) == []
    assert (CHAIN, COURT, "court_journal/1") in await auditor.named(now + timedelta(days=1))


async def test_a_chain_made_anew_is_not_the_sealed_one(notary: Notary, owner: Engine) -> None:
    """All links fit; the head under the newest seal does not."""
    case = received(notary)
    sealed_today(notary)
    relinked(
        notary, owner, case, "update journal set occurred_at = occurred_at - interval '9 days' where seq = 1"
    )
    found = await Auditor(notary).found()
    assert [(f.kind, f.case_key, f.subject) for f in found] == [
        (SEAL, case, f"journal/{notary.state(case).seq}"),
        (SEAL, "", "seal"),
    ]
    assert "的日封不符" in found[1].name


@pytest.mark.parametrize("count", [1, 2])
async def test_entries_taken_away_are_missed(notary: Notary, owner: Engine, count: int) -> None:
    """The newest entries gone: the case and the seal both know that there were more."""
    case = received(notary)
    sealed_today(notary)
    end = notary.state(case).seq
    tamper(
        owner,
        f"delete from journal_facts where seq > {end - count}",
        f"delete from journal where seq > {end - count}",
    )
    assert (CHAIN, case, f"journal/{end - count + 1}") in await Auditor(notary).named()


async def test_a_day_without_a_seal(notary: Notary, owner: Engine) -> None:
    """An hour after midnight the day before must be sealed, and not only as far as it had come by then."""
    received(notary)
    first = court_local(datetime.now(UTC)).date()
    auditor = Auditor(notary)
    midnight = datetime.combine(first + timedelta(days=1), time.min, COURT_ZONE)
    assert await auditor.found(midnight + timedelta(minutes=59)) == []
    (finding,) = await auditor.found(midnight + timedelta(hours=1))
    assert (finding.kind, finding.court, finding.subject, finding.at) == (
        FindingKind.SEAL_MISSING,
        COURT,
        first.isoformat(),
        midnight,
    )
    later = await auditor.named(midnight + timedelta(days=2, hours=2))
    assert [subject for _, _, subject in later] == [
        str(first + timedelta(days=number)) for number in range(3)
    ]
    seal = notary.seal(first)
    assert await auditor.found(midnight + timedelta(hours=1)) == [finding]
    closing = seal.model_copy(update={"made_at": midnight + timedelta(minutes=5)})
    signature = notary.court_key.sign(closing.signed_bytes)
    tamper(owner, f"update seal set made_at = '{closing.made_at}', signature = '{signature}'")
    assert await auditor.found(midnight + timedelta(hours=1)) == []
    assert len(await auditor.found(midnight + timedelta(days=1, hours=1))) == 1


async def test_a_court_without_keys_has_nothing_to_seal(notary: Notary) -> None:
    """Gushi has a roster and no key: no seal of its is missing."""
    found = await Auditor(notary).found(datetime.now(UTC) + timedelta(days=2))
    assert {finding.court for finding in found} == {COURT}


EXPORTED: list[tuple[Callable[[Notary, Engine, Path], object], str]] = [
    (lambda n, o, f: tamper(o, "delete from sealed_head", "delete from seal"), "另存有日封，登记簿已无"),
    (
        lambda n, o, f: (f / f"{COURT}-{DAY}.json").write_text("{}", encoding="utf-8"),
        "与另存的日封不一致",
    ),
]


@pytest.mark.parametrize(("change", "name"), EXPORTED)
async def test_seals_that_lie_outside(
    notary: Notary, owner: Engine, tmp_path: Path, change: Callable[[Notary, Engine, Path], object], name: str
) -> None:
    """What was written out and what the register has are the same, or it is named."""
    folder = tmp_path / "kept"
    received(notary)
    for day in (DAY, NEXT):
        export_seal(notary.seal(day), folder)
    assert SEAL not in {finding.kind for finding in await Auditor(notary, folder).found()}
    change(notary, owner, folder)
    found = [finding for finding in await Auditor(notary, folder).found() if finding.kind is SEAL]
    assert (found[0].subject, found[0].name) == (f"seal/{DAY}", name)


def test_the_command_says_so_in_chinese(notary: Notary, owner: Engine) -> None:
    """Exit code 1 and a table that names court, kind and place."""
    received(notary)
    sealed_today(notary)
    tamper(owner, "update journal set actor = 'RY099' where seq = 2")
    shown = desk(environment(notary.url, COLUMNS="200"), "audit")
    assert shown.returncode == 1
    for words in (FINDING_NAMES[CHAIN], "journal/2", "流程服务器无应答", "全部"):
        assert words in shown.stdout


def test_every_kind_of_finding_has_a_name() -> None:
    """What a court reads is Chinese for each."""
    assert set(FINDING_NAMES) == set(FindingKind)
    assert len(set(FINDING_NAMES.values())) == len(FINDING_NAMES)
