"""Papers into the file and its index: who may, what is kept, what leaves no trace."""

import json
from pathlib import Path

import pytest

from activities.electronic_file.store import FileStore
from activities.signing.key_files import KeyFolder
from tests.activities.clerk import Clerk
from tests.activities.file_room import (
    ASSISTANT,
    FILE_KEEPER,
    JUDGE,
    Run,
    closed,
    desk,
    docx,
    index,
    kept,
    key,
    mp4,
    pdf,
    png,
    put,
    run,
    said,
    scan,
)

__all__ = ["desk", "key", "run", "scan"]


# --- in ----------------------------------------------------------------------------------------


@pytest.mark.requirement("RY-59", "SQ-38", "SH-70")
def test_a_scanned_paper_is_kept_journaled_and_indexed(run: Run, key: str, scan: Path, clerk: Clerk) -> None:
    """Under its digest in the store, as one event of the case, as one numbered line of the index."""
    before = clerk.state(key).seq
    assert put(run, key, scan, "--pages", "2").exit_code == 0
    (entry,) = [line for line in clerk.casework.view(key).lines if line.seq > before]
    assert (entry.kind, entry.subject, entry.actor) == ("paper_added", "added/1", JUDGE)
    (line,) = index(run, key)
    stated = {name: line[name] for name in ("number", "kind_name", "name", "source", "by", "media", "pages")}
    assert stated == {
        "number": 1,
        "kind_name": "送达回证",
        "name": "邮寄送达回证",
        "source": "scanned",
        "by": JUDGE,
        "media": "pdf",
        "pages": 2,
    }
    assert line["sha256"] == FileStore.address(scan.read_bytes())
    assert line["size"] == len(scan.read_bytes())
    assert clerk.casework.rebuild(key, write=False) == ()


@pytest.mark.requirement("SH-70", "SQ-38")
def test_the_index_counts_in_the_order_of_coming_in(run: Run, key: str, tmp_path: Path, clerk: Clerk) -> None:
    """Ten papers and more: the tenth comes after the ninth; a stored case keeps the order, rebuilt too."""
    for number in range(1, 12):
        file = tmp_path / f"{number}.pdf"
        file.write_bytes(pdf(f"paper {number}"))
        assert put(run, key, file, staff=FILE_KEEPER).exit_code == 0
    film = tmp_path / "eviction.mp4"
    film.write_bytes(mp4())
    assert put(run, key, film, "--received", "--subject", "respondent-1", kind="recording").exit_code == 0
    clerk.casework.rebuild(key, write=True)
    lines = index(run, key)
    assert [line["number"] for line in lines] == list(range(1, 13))
    assert [line["id"] for line in lines] == [f"added/{number}" for number in range(1, 13)]
    assert (lines[-1]["source"], lines[-1]["about"], lines[-1]["media"]) == (
        "received",
        "respondent-1",
        "mp4",
    )
    shown = run("paper", "list", key).stdout
    assert "纸质扫描" in shown and "收到电子件" in shown and "录音录像" in shown
    on_case = run("show", key).stdout
    assert "卷宗第 12 号" in on_case and "卷宗第 7 号" not in on_case


@pytest.mark.requirement("SH-70")
def test_what_the_case_would_refuse_leaves_nothing_behind(
    run: Run, key: str, scan: Path, clerk: Clerk, tmp_path: Path
) -> None:
    """An unknown kind, thing or name, a person without a post, a file of no use: one line, no trace."""
    text_file = tmp_path / "note.pdf"
    text_file.write_text("not a pdf")
    before = clerk.state(key)
    assert "“service_prof”不是入卷材料的种类，是否为“service_proof”" in said(
        put(run, key, scan, kind="service_prof")
    )
    assert "没有编号为 W9" in said(put(run, key, scan, "--subject", "W9"))
    assert "名称应为一行文字" in said(
        run("paper", "add", key, scan, "--kind", "letter", "--name", "两\n行", "--as", JUDGE)
    )
    assert "当日没有" in said(put(run, key, scan, staff="RY777"))
    assert "不是可以入卷的文件类型" in said(put(run, key, text_file))
    assert clerk.state(key) == before and kept(tmp_path) == frozenset()


def test_the_same_file_is_in_the_file_once(run: Run, key: str, scan: Path, clerk: Clerk) -> None:
    """Under whatever name: the second is refused with the number of the first."""
    assert put(run, key, scan).exit_code == 0
    before = clerk.state(key)
    assert said(put(run, key, scan, kind="letter", staff=ASSISTANT)) == "该文件已在卷内，为目录第 1 号"
    assert clerk.state(key) == before


def test_a_digest_of_nothing_is_no_paper(run: Run, key: str, tmp_path: Path, clerk: Clerk) -> None:
    """The act by itself cannot bring in a paper that nobody handed over."""
    data = tmp_path / "data.json"
    stated = {"paper": "letter", "name": "函", "sha256": "0" * 64, "size": 3, "media": "pdf"}
    data.write_text(json.dumps(stated))
    before = clerk.state(key)
    line = said(run("act", key, "add_paper", "--as", JUDGE, "--data", data))
    assert line == "卷宗库中没有这个文件，请用 paper add 提交文件本身"
    assert clerk.state(key) == before


def test_nothing_comes_into_a_closed_case(
    run: Run, key: str, scan: Path, clerk: Clerk, tmp_path: Path
) -> None:
    """As every act is refused after closing; the file can still be read."""
    assert put(run, key, scan).exit_code == 0
    closed(clerk, key)
    late = tmp_path / "late.png"
    late.write_bytes(png())
    before = kept(tmp_path)
    assert said(put(run, key, late)).startswith("本案已结案，不再接受办案行为")
    assert said(run("paper", "make", key, "node_table", "--as", JUDGE)).startswith("本案已结案")
    assert kept(tmp_path) == before
    assert run("paper", "read", key, "1", "--as", JUDGE, "--to", tmp_path / "out.pdf").exit_code == 0


@pytest.mark.requirement("RY-59", "CV-12")
def test_whoever_has_a_key_signs_for_what_he_puts_in_and_reads(
    run: Run, key: str, scan: Path, clerk: Clerk, tmp_path: Path
) -> None:
    """The act carries the signature, so does the reading; without the key neither is taken."""
    KeyFolder(tmp_path / "keys").make("ruyang", clerk.now.date())
    assert run("key", JUDGE).exit_code == 0
    assert put(run, key, scan).exit_code == 0
    assert clerk.log(key)[-1].act["signature"]
    assert run("paper", "read", key, "1", "--as", JUDGE, "--to", tmp_path / "out.pdf").exit_code == 0
    (tmp_path / "keys" / f"{JUDGE}.json").unlink()
    other = tmp_path / "other.pdf"
    other.write_bytes(pdf("other"))
    assert "须签名后提交" in said(put(run, key, other))
    assert "须签名后提交" in said(
        run("paper", "read", key, "1", "--as", JUDGE, "--to", tmp_path / "again.pdf")
    )
    read, refused = json.loads(run("paper", "readings", key, "--json").stdout)
    assert (read["outcome"], read["signed"]) == ("read", True)
    assert (refused["outcome"], refused["ground"], refused["signed"]) == (
        "refused",
        "signature_missing",
        False,
    )


# --- made on request ---------------------------------------------------------------------------


def test_a_form_is_made_on_request_and_put_into_the_file(
    run: Run, key: str, tmp_path: Path, clerk: Clerk
) -> None:
    """From the case and what was said, as one step; a form the court serves by itself is not made so."""
    answers = tmp_path / "said.json"
    answers.write_text(json.dumps({"risk_acknowledged": "已告知执行不能的风险"}))
    made = run("paper", "make", key, "reception_record", "--as", ASSISTANT, "--data", answers)
    assert made.exit_code == 0, made.output
    (line,) = index(run, key)
    assert (line["kind_name"], line["source"], line["by"], line["media"]) == (
        "初次接待笔录",
        "made",
        ASSISTANT,
        "docx",
    )
    assert clerk.kinds(key)[-1] == "document_made"
    assert clerk.state(key).papers["added/1"].addressees == ()
    assert "可以依申请制作的文书" in said(run("paper", "make", key, "enforcement_notice", "--as", JUDGE))
    assert "报批事项 A9 不存在" in said(
        run("paper", "make", key, "conversion_approval", "--subject", "A9", "--as", JUDGE)
    )
    answers.write_text(json.dumps({"risk_acknowledged": 5}))
    line_of = said(run("paper", "make", key, "reception_record", "--as", JUDGE, "--data", answers))
    assert line_of == f"{answers}：字段 risk_acknowledged 应为文字"
    assert clerk.casework.rebuild(key, write=False) == ()


def test_a_word_document_is_one_line_of_the_index_too(run: Run, key: str, tmp_path: Path) -> None:
    """What a party hands in as a file is received, not scanned."""
    file = tmp_path / "settlement.docx"
    file.write_bytes(docx())
    assert put(run, key, file, "--received", kind="settlement_agreement").exit_code == 0
    assert [(line["kind_name"], line["media"]) for line in index(run, key)] == [("和解协议", "docx")]
