"""What may go into an e-file: by content and never by name, whole, not empty, not too large."""

from pathlib import Path

import pytest

from activities.electronic_file.content import MEGABYTE, media_of, read_content
from models.electronic_file import Media
from models.errors import Code, Refusal
from tests.activities.file_room import SAMPLES, docx, mp4, pdf, png, samples


def refused(path: Path, limit: int = 1) -> str:
    """What is said of a file that may not go in."""
    with pytest.raises(Refusal) as refusal:
        read_content(path, limit)
    assert refusal.value.code == Code.BAD_DATA
    assert str(path) in refusal.value.message and "\n" not in refusal.value.message
    return refusal.value.message


@pytest.mark.requirement("SH-70", "SQ-38")
@pytest.mark.parametrize("media", list(Media))
def test_every_type_is_known_by_its_content(media: Media, tmp_path: Path) -> None:
    """Videos included; the name of the file says nothing. A picture is one page."""
    path = tmp_path / "scan.txt"
    path.write_bytes(SAMPLES[media.value]())
    content = read_content(path, 1)
    assert (content.data, content.media) == (path.read_bytes(), media)
    assert content.pages == (1 if media in (Media.JPEG, Media.PNG) else None)


def test_other_files_are_refused_whatever_they_are_called(tmp_path: Path) -> None:
    """A text, a program and a spreadsheet with the ending of a PDF."""
    for number, data in enumerate((b"plain text", b"\x7fELF" + bytes(60), b"PK\x03\x04" + bytes(40))):
        path = tmp_path / f"{number}.pdf"
        path.write_bytes(data)
        assert "应为 PDF、JPEG 图片、PNG 图片、DOCX 文档、MP4 录像" in refused(path)


def test_an_empty_a_large_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    """One sentence each; a file of just the limit is taken."""
    empty, large, limit = tmp_path / "empty.pdf", tmp_path / "large.pdf", tmp_path / "limit.pdf"
    empty.write_bytes(b"")
    large.write_bytes(pdf().ljust(MEGABYTE + 1 - 6, b" ") + b"%%EOF\n")
    limit.write_bytes(pdf().ljust(MEGABYTE - 6, b" ") + b"%%EOF\n")
    assert refused(empty).endswith("文件是空的")
    assert refused(large).endswith("超过上限 1 兆字节")
    assert len(read_content(limit, 1).data) == MEGABYTE
    assert refused(tmp_path / "nothing.pdf").endswith("无法读取文件")
    assert refused(tmp_path).endswith("不是文件")


def test_a_file_cut_off_in_transfer_is_refused(tmp_path: Path) -> None:
    """Of every type: what is kept for decades must be whole on its first day."""
    for ending, data in samples():
        path = tmp_path / f"cut.{ending}"
        path.write_bytes(data[: len(data) * 2 // 3])
        assert "不完整" in refused(path), ending


def test_a_document_with_a_changed_part_is_refused(tmp_path: Path) -> None:
    """The zip's own check sums are read; a row of boxes without pictures is no video."""
    whole = docx()
    broken = tmp_path / "broken.docx"
    broken.write_bytes(whole.replace(b"<document/>", b"<dokument/>", 1))
    assert "不完整" in refused(broken)
    silent = tmp_path / "silent.mp4"
    silent.write_bytes(mp4()[:16])
    assert "不完整" in refused(silent)
    assert media_of(png()[:7]) is None
