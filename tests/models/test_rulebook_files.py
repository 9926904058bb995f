"""Loading rulebooks: what is merged, what is refused, and that a refusal names file, line and key."""

import re
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from models.errors import Code, Refusal
from models.flow import Part
from models.roles import Role
from models.rulebook import Rulebook
from models.shelf.files import FOLDER, Library, known_courts, load, load_all, released_library
from models.shelf.shelf import Shelf, book_of, drafted_library


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the first editions of the released books that a test may spoil."""
    shutil.copytree(FOLDER, tmp_path / "rulebooks")
    for court in (tmp_path / "rulebooks").iterdir():
        first = min(path.name for path in court.iterdir()).partition(".")[0]
        for path in court.iterdir():
            if not path.name.startswith(first):
                path.unlink()
    return tmp_path / "rulebooks"


def spoil(folder: Path, file: str, old: str, new: str) -> int:
    """Replace the first occurrence of a text; the line it stands on."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def refused(folder: Path, court: str = "ruyang") -> Refusal:
    with pytest.raises(Refusal) as refusal:
        Library(folder).load(court)
    return refusal.value


# --- the released books ------------------------------------------------------------------------


def test_the_courts_are_the_folders_that_are_no_base() -> None:
    assert {"gushi", "ruyang"} <= set(known_courts())
    assert "national" not in known_courts()
    assert set(load_all()) == set(known_courts())


@pytest.mark.parametrize("court", known_courts())
def test_a_book_is_read_once(court: str) -> None:
    """On whatever day of an edition it is asked for; a change of another court is none of this one's."""
    first, *later = released_library().changes(court)
    assert load(court, first) is load(court, later[0] - timedelta(days=1) if later else None)


def test_a_change_of_one_court_leaves_the_others_as_they_are(folder: Path) -> None:
    before = Library(folder)
    kept = before.load("gushi", date(2026, 1, 1))
    (folder / "ruyang" / "2025-01-01.yaml").write_text(
        'court: ruyang\nin_force: "2025-01-01"\namends: "2022-06-06"\nsource: 汝法〔2024〕9号\n',
        encoding="utf-8",
    )
    library = Library(folder)
    assert library.changes("gushi") == (date(2021, 12, 31),)
    assert library.changes("ruyang") == (date(2022, 6, 6), date(2025, 1, 1))
    assert library.since("ruyang", date(2024, 12, 31)) == date(2022, 6, 6)
    assert library.load("gushi") is library.load("gushi", date(2022, 1, 1))
    assert library.load("gushi").digest == kept.digest


@pytest.mark.parametrize("court", known_courts())
def test_a_resolved_book_survives_being_kept_as_text(court: str) -> None:
    """The register keeps the text and a case pins its digest; both must mean the same book again."""
    book = load(court)
    again = Rulebook.model_validate(book.model_dump(mode="json"))
    assert again.digest == book.digest
    assert again == book


@pytest.mark.parametrize("court", known_courts())
def test_every_key_a_court_reads_has_a_chinese_name(court: str) -> None:
    book = load(court)
    keys = {*book.triage.tracks, *(pool.key for pool in book.triage.pools), *book.reception.signers}
    keys |= {channel.channel for channel in book.documents.ladder} | {part.value for part in Part}
    assert keys <= set(book.words)
    assert all(re.search("[一-鿿]", book.words[key]) for key in keys)


@pytest.mark.requirement("GS-4", "GS-7", "GS-8", "RY-1", "RY-3", "RY-9", "RY-14", "RY-15", "RY-16")
def test_units_and_their_heads() -> None:
    ruyang = {unit.key: unit for unit in load("ruyang").units}
    assert ruyang["query_group"].parent == "affairs_centre"
    assert ruyang["fast_team"].leader is Role.BUREAU_DIRECTOR
    assert ruyang["special_team"].parent == ruyang["ordinary_team_1"].parent == "division_one"
    assert ruyang["ordinary_team_3"].leader is Role.BUREAU_COMMISSAR
    assert sum(sum(unit.posts.values()) for unit in ruyang.values()) == 29
    gushi = {unit.key: unit for unit in load("gushi").units}
    assert gushi["special_team"].leader is Role.BUREAU_DIRECTOR
    assert {unit.track for unit in gushi.values() if unit.kind == "team"} == {"simple", "ordinary", "special"}


@pytest.mark.requirement("GS-13", "GS-A1", "RY-21", "RY-A11", "RY-20", "GS-A9")
def test_the_two_courts_walk_differently() -> None:
    def legs(court: str) -> list[list[str]]:
        return [[part.value for part in leg.run] for leg in load(court).flow.stages]

    assert legs("gushi") == [
        ["intake"],
        ["intake.reception"],
        ["network_query", "documents"],
        ["triage"],
        ["implementation"],
        ["auction"],
        ["closing_review"],
    ]
    assert legs("ruyang")[:5] == [
        ["intake"],
        ["intake.resumption"],
        ["network_query", "documents", "offline_query"],
        ["intake.reception"],
        ["triage"],
    ]
    assert load("gushi").offline.unit == "owner_unit"


@pytest.mark.requirement("GS-12", "GS-32", "RY-17")
def test_only_gushi_keeps_the_key_with_one_person() -> None:
    gushi, ruyang = load("gushi"), load("ruyang")
    assert gushi.identity.key_holder_only
    assert not ruyang.identity.key_holder_only
    assert next(row for row in gushi.acts if row.act == "verify_identity").person == "key_holder"


@pytest.mark.requirement("GS-14", "GS-19", "GS-21", "GS-23")
def test_gushi_documents_and_reception() -> None:
    book = load("gushi")
    assert book.reception.signers == ("interviewer", "recorder", "interviewee")
    assert len(book.documents.fallback_addresses) == 3
    assert book.documents.ladder[0].channel == "electronic"
    assert "company" in book.documents.ladder[0].recipient_kinds
    assert book.documents.combined_notice


@pytest.mark.requirement("RY-18", "RY-19", "RY-34")
def test_ruyang_queries_documents_and_auction_desk() -> None:
    book = load("ruyang")
    assert {system.key for system in book.network.systems} == {"national", "local"}
    assert len(book.documents.set) == 4
    assert book.auction.desk_unit == "general_group"


@pytest.mark.requirement("RY-38", "RY-A9", "GS-27", "GS-A6")
def test_conversions() -> None:
    (ruyang,) = load("ruyang").conversions
    assert (ruyang.team_changes, ruyang.to_track) == (False, "ordinary")
    assert next(a for a in load("ruyang").approvals if a.matter == ruyang.approval).form == "简转繁审批表"
    gushi = load("gushi").conversions
    assert all(row.team_changes and row.event == "second_assignment" for row in gushi)
    assert len({row.approval for row in gushi}) == len(gushi)


@pytest.mark.requirement("RY-40", "GS-A7", "NB-287")
def test_who_reviews_a_closing() -> None:
    reviewers = {method.method: method.reviewer for method in load("ruyang").closing.methods}
    assert reviewers["termination"] == "terminated_case_group"
    assert reviewers["fully_executed"] == "supervision_group"
    assert {method.reviewer for method in load("gushi").closing.methods} == {"affairs_centre"}
    assert load("gushi").closing.min_months_since_filing == 3


@pytest.mark.requirement("NB-80", "NB-118")
def test_sanctions_need_the_president() -> None:
    book = load("gushi")
    approvers = {row.matter: row.approver for row in book.approvals}
    for measure in book.measures:
        assert approvers[measure.approval] == (Role.COURT_PRESIDENT,)
    assert next(m for m in book.measures if m.kind == "detention").max_days == 15


@pytest.mark.requirement("RY-12", "RY-47", "GS-31")
def test_forms_named_in_the_documents() -> None:
    names = {form.name for book in load_all().values() for form in book.forms}
    assert {"查控财产台账", "简转繁审批表", "收据、转款单", "初次接待笔录", "执行流程节点表"} <= names


# --- editions and inheritance -------------------------------------------------------------------


def test_the_latest_edition_in_force_on_the_day(folder: Path) -> None:
    (folder / "ruyang" / "2027-01-01.yaml").write_text(
        "court: ruyang\n"
        'in_force: "2027-01-01"\n'
        'amends: "2022-06-06"\n'
        "source: 汝法〔2026〕99号\n"
        "derived:\n"
        "  campaign_active: {name: 专项行动正在进行, value: false, source: 汝法〔2026〕99号}\n"
        "limits:\n"
        "  - {id: RY-D6, drop: true, source: 汝法〔2026〕99号}\n"
        "  - {id: NB-79, drop: true, source: 汝法〔2026〕99号}\n",
        encoding="utf-8",
    )
    library = Library(folder)
    before, after = library.load("ruyang", date(2026, 12, 31)), library.load("ruyang", date(2027, 1, 1))
    assert library.load("ruyang") is after
    assert library.editions("ruyang") == (date(2022, 6, 6), date(2027, 1, 1))
    assert before.derived["campaign_active"].value is True
    assert after.derived["campaign_active"].value is False
    gone = {limit.id for limit in before.limits} - {limit.id for limit in after.limits}
    assert gone == {"RY-D6", "NB-79"}
    assert (after.name, after.source) == (before.name, "汝法〔2026〕99号")
    assert before.digest == load("ruyang", date(2022, 6, 6)).digest != after.digest


def test_a_change_of_national_law_reaches_every_court_on_its_day(folder: Path) -> None:
    (folder / "national" / "2027-01-01.yaml").write_text(
        'court: national\nin_force: "2027-01-01"\namends: "2021-01-01"\nsource: 新法\n'
        "control_terms: {money: 24, source: 新法}\n",
        encoding="utf-8",
    )
    library = Library(folder)
    days = (date(2026, 12, 31), date(2027, 1, 1))
    assert library.changes("gushi") == (date(2021, 12, 31), days[1])
    assert [library.load("gushi", day).control_terms.money for day in days] == [12, 24]
    assert library.load("gushi").control_terms.movable == 24
    assert library.load("gushi").in_force == "2021-12-31"


def test_no_book_before_the_first_day() -> None:
    with pytest.raises(Refusal, match="2022-06-05 没有已施行") as refusal:
        load("ruyang", date(2022, 6, 5))
    assert refusal.value.code == Code.RULEBOOK_MISSING


def test_an_unknown_court_is_named_with_the_nearest() -> None:
    with pytest.raises(Refusal, match="未知法院“ruyan”，是否为“ruyang”") as refusal:
        load("ruyan")
    assert refusal.value.code == Code.RULEBOOK_MISSING


def test_a_courts_row_takes_the_place_of_the_inherited_one(folder: Path) -> None:
    assert [limit.id for limit in load("ruyang").limits].count("RY-D5") == 1
    assert "NB-228" not in {limit.id for limit in load("ruyang").limits}
    assert "NB-228" in {limit.id for limit in load("gushi").limits}
    extended = next(row for row in load("ruyang").approvals if row.matter == "limit_extension")
    assert extended.source.startswith("RY-39")


def test_a_changed_value_needs_the_courts_own_source(folder: Path) -> None:
    spoil(folder, "ruyang/2022-06-06.yaml", "auction:\n", "auction:\n  bidding_hours: 12\n")
    assert "改写上级规则的值须写明本院依据" in refused(folder).message


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("{id: NB-999, drop: true, source: X}", "没有这一项，无从删去"),
        ("{id: NB-15, drop: true}", "删去上级规则须写明本院依据"),
        ("{id: NB-15, drop: false, source: X}", "drop 只能为 true"),
    ],
)
def test_what_cannot_be_dropped(folder: Path, row: str, message: str) -> None:
    (folder / "gushi" / "2021-12-31.extra.yaml").write_text(f"limits:\n  - {row}\n", encoding="utf-8")
    refusal = refused(folder, "gushi")
    assert message in refusal.message
    assert "gushi/2021-12-31.extra.yaml 第 2 行" in refusal.message


# --- drafts -------------------------------------------------------------------------------------

REFORM = (
    'court: ruyang\nin_force: "2099-01-01"\namends: "2022-06-06"\nsource: 汝法〔2026〕99号\n'
    "derived:\n  campaign_active: {name: 专项行动正在进行, value: false, source: 汝法〔2026〕99号}\n"
)


def test_a_draft_of_a_shipped_court_may_be_its_next_edition_alone(tmp_path: Path) -> None:
    """The earlier editions are the shipped ones; a file of the same day takes the shipped one's place."""
    draft = tmp_path / "ruyang"
    draft.mkdir()
    (draft / "2099-01-01.yaml").write_text(REFORM, encoding="utf-8")
    assert book_of(str(draft)).derived["campaign_active"].value is False
    assert book_of(str(draft), date(2098, 12, 31)).digest == load("ruyang").digest
    for path in (FOLDER / "ruyang").iterdir():
        shutil.copy(path, draft)
    spoil(tmp_path, "ruyang/2022-06-06.yaml", "short: 汝阳", "short: 汝")
    assert Shelf(tmp_path, "ruyang").load("ruyang", date(2022, 6, 6)).short == "汝"
    (tmp_path / "bare" / "ruyang").mkdir(parents=True)
    with pytest.raises(Refusal, match="文件夹里没有规则文件"):
        book_of(str(tmp_path / "bare" / "ruyang"))


def test_a_draft_of_national_law_reaches_the_court(tmp_path: Path) -> None:
    draft = tmp_path / "national"
    draft.mkdir()
    (draft / "2099-01-01.yaml").write_text(
        'court: national\nin_force: "2099-01-01"\namends: "2021-01-01"\nsource: 新法\n'
        "control_terms: {money: 24, source: 新法}\n",
        encoding="utf-8",
    )
    library = drafted_library("gushi", str(draft))
    assert library.load("gushi").control_terms.money == 24
    assert library.changes("gushi") == (*released_library().changes("gushi"), date(2099, 1, 1))
    with pytest.raises(Refusal, match="草案文件夹的名称应为 ruyang、national"):
        drafted_library("ruyang", str(FOLDER / "gushi"))


# --- refusals -----------------------------------------------------------------------------------

EDITION = "ruyang/2022-06-06"
FILES = {"main": f"{EDITION}.yaml", "triage": f"{EDITION}.triage.yaml", "limits": f"{EDITION}.limits.yaml"}
SHEET = Path(__file__).parents[1] / "rules" / "rulebook_refusals.yaml"
SPOILED = yaml.safe_load(SHEET.read_text(encoding="utf-8"))["refusals"]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["says"]) for case in SPOILED])
def test_a_spoiled_book_is_refused_with_file_line_and_key(folder: Path, case: dict[str, str]) -> None:
    spoil(folder, FILES[case["file"]], case["old"], case["new"])
    refusal = refused(folder)
    assert refusal.code == Code.RULEBOOK_INVALID
    assert re.match(r"ruyang/2022-06-06[a-z.]*\.yaml 第 \d+ 行", refusal.message), refusal.message
    assert case["says"] in refusal.message
    assert case.get("key", "") in refusal.message
    assert "\n" not in refusal.message


def test_the_line_is_the_line(folder: Path) -> None:
    line = spoil(folder, FILES["triage"], "when: {voluntary: true}", "when: {voluntray: true}")
    assert f"2022-06-06.triage.yaml 第 {line} 行" in refused(folder).message


def test_a_section_written_in_two_files_of_one_edition(folder: Path) -> None:
    (folder / "ruyang" / "2022-06-06.more.yaml").write_text("short: 汝\n", encoding="utf-8")
    assert "“short”已写在" in refused(folder).message


def test_what_is_missing_is_looked_for_in_the_main_file(folder: Path) -> None:
    spoil(folder, "ruyang/2022-06-06.yaml", "\nintake:", "\nintake_:")
    message = refused(folder).message
    assert message.startswith("ruyang/2022-06-06.yaml 第 ")
    assert "没有写明各环节的单位：intake.unit" in message


def test_a_file_with_another_name(folder: Path) -> None:
    (folder / "ruyang" / "limits.yaml").write_text("limits: []\n", encoding="utf-8")
    assert "文件名应为" in refused(folder).message


def test_a_derived_value_that_rests_on_itself(folder: Path) -> None:
    spoil(
        folder,
        FILES["triage"],
        "derived:\n",
        "derived:\n"
        "  this_one: {name: 甲, when: {that_one: true}, source: X}\n"
        "  that_one: {name: 乙, when: {this_one: true}, source: X}\n",
    )
    assert "绕回自身" in refused(folder).message


def test_a_constant_that_is_no_kind_of_the_fact_is_refused(folder: Path) -> None:
    """A mistyped money kind would make the rule silently never fire."""
    spoil(folder, "national/2021-01-01.derived.yaml", "[bank_deposit, network", "[bank_deposits, network")
    refusal = refused(folder)
    assert "未知选项“bank_deposits”，是否为“bank_deposit”" in refusal.message
    assert "national/2021-01-01.derived.yaml" in refusal.message
