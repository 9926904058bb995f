"""What a file handed in for the e-file is (入卷文件检查): its size, and its type by what is in it."""

import io
import struct
import zipfile
from pathlib import Path
from typing import NamedTuple

from models.electronic_file import Media
from models.errors import Code, Refusal

MEGABYTE = 1024 * 1024
MEDIA_NAMES: dict[Media, str] = {
    Media.PDF: "PDF",
    Media.JPEG: "JPEG 图片",
    Media.PNG: "PNG 图片",
    Media.DOCX: "DOCX 文档",
    Media.MP4: "MP4 录像",
}
"""What staff call the types."""

ACCEPTED = "、".join(MEDIA_NAMES.values())
PDF_TAIL = 2048
"""Bytes from the end in which a whole PDF says that it ends."""


class Content(NamedTuple):
    """A file that may go into the e-file; pages where its type says how many."""

    data: bytes
    media: Media
    pages: int | None


def read_content(path: Path, limit: int) -> Content:
    """The content of a file of at most `limit` megabytes, whole and of a type the e-file holds.

    Raises Refusal(BAD_DATA), naming the file, for one that cannot be read, is empty, too large, of another
    type, or cut off.
    """
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise Refusal(Code.BAD_DATA, f"{path}：不是文件")
        if size > limit * MEGABYTE:
            shown = f"{size / MEGABYTE:.1f}"
            raise Refusal(Code.BAD_DATA, f"{path}：文件 {shown} 兆字节，超过上限 {limit} 兆字节")
        data = path.read_bytes()
    except OSError as error:
        raise Refusal(Code.BAD_DATA, f"{path}：无法读取文件") from error
    if not data:
        raise Refusal(Code.BAD_DATA, f"{path}：文件是空的")
    media = media_of(data)
    if media is None:
        raise Refusal(Code.BAD_DATA, f"{path}：不是可以入卷的文件类型，应为 {ACCEPTED}")
    if not _whole(data, media):
        raise Refusal(Code.BAD_DATA, f"{path}：{MEDIA_NAMES[media]}不完整或者已损坏，请重新扫描、导出")
    return Content(data, media, 1 if media in (Media.JPEG, Media.PNG) else None)


def media_of(data: bytes) -> Media | None:
    """The type of a file by its first bytes, whatever its name says; none for any other."""
    if data.startswith(b"%PDF-"):
        return Media.PDF
    if data.startswith(b"\xff\xd8\xff"):
        return Media.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Media.PNG
    if data[4:8] == b"ftyp":
        return Media.MP4
    if data.startswith(b"PK\x03\x04") and (_document_of(data) or b"word/" in data):
        return Media.DOCX
    return None


def _whole(data: bytes, media: Media) -> bool:
    """Whether the file reaches its own end: a scan cut off in transfer is none."""
    if media is Media.PDF:
        return b"%%EOF" in data[-PDF_TAIL:]
    if media is Media.JPEG:
        return b"\xff\xd9" in data
    if media is Media.PNG:
        return b"IEND" in data[-64:]
    return _document_of(data) if media is Media.DOCX else _boxes(data)


def _document_of(data: bytes) -> bool:
    """Whether a zip is a whole word document."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "word/document.xml" in archive.namelist() and archive.testzip() is None
    except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError, ValueError, EOFError):
        return False


def _boxes(data: bytes) -> bool:
    """Whether an MP4 is a row of whole boxes with its index and its pictures (moov, mdat) among them."""
    place, found = 0, set[bytes]()
    while place < len(data):
        if len(data) - place < 8:
            return False
        size, name = struct.unpack_from(">I4s", data, place)
        if size == 1 and len(data) - place >= 16:
            (size,) = struct.unpack_from(">Q", data, place + 8)
        elif size == 0:
            size = len(data) - place
        if size < 8 or place + size > len(data):
            return False
        found.add(name)
        place += size
    return {b"moov", b"mdat"} <= found or b"moof" in found
