"""What kind of file this is, by its first bytes: names and extensions lie."""

import os
import struct
from dataclasses import dataclass
from pathlib import Path

HEAD_BYTES = 4096

_OTHER_FILES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"PK\x03\x04", "a zip archive or an Office document"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"BM", "a picture (BMP)"),
    (b"II*\x00", "a picture (TIFF)"),
    (b"MM\x00*", "a picture (TIFF)"),
    (b"MThd", "a MIDI file, which holds notes and no sound"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
)
_TEXT_STARTS: tuple[tuple[str, str], ...] = (
    ("webvtt", "a transcript (WebVTT)"),
    ("#extm3u", "a playlist"),
    ("<!doctype html", "a web page"),
    ("<html", "a web page"),
    ("<svg", "a picture (SVG)"),
)
_PICTURE_BRANDS = (b"heic", b"heix", b"mif1", b"avif")
_MATROSKA = b"\x1a\x45\xdf\xa3"
_ASF = b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"


@dataclass(frozen=True)
class Container:
    """A media container. `audio` is its type when it holds sound alone, `video` with pictures."""

    name: str
    audio: str
    video: str


_MP4 = Container("mp4", "audio/mp4", "video/mp4")
_CONTAINERS: tuple[tuple[bytes, Container], ...] = (
    (b"fLaC", Container("flac", "audio/flac", "audio/flac")),
    (b"OggS", Container("ogg", "audio/ogg", "video/ogg")),
    (b"#!AMR", Container("amr", "audio/amr", "audio/amr")),
    (b"caff", Container("caf", "audio/x-caf", "audio/x-caf")),
    (b".snd", Container("au", "audio/basic", "audio/basic")),
    (b"FLV\x01", Container("flv", "video/x-flv", "video/x-flv")),
    (_ASF, Container("asf", "audio/x-ms-wma", "video/x-ms-wmv")),
    (b"ID3", Container("mp3", "audio/mpeg", "audio/mpeg")),
)


def head_of(path: Path) -> bytes:
    """The first bytes of a file. Raises OSError."""
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)


def container_of(head: bytes) -> Container | None:
    """The media container that a file beginning with `head` is, or None where it shows none."""
    for magic, container in _CONTAINERS:
        if head.startswith(magic):
            return container
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE":
        return Container("wav", "audio/wav", "audio/wav")
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return Container("avi", "video/x-msvideo", "video/x-msvideo")
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return Container("aiff", "audio/aiff", "audio/aiff")
    if head.startswith(_MATROSKA):
        if b"webm" in head[:64]:
            return Container("webm", "audio/webm", "video/webm")
        return Container("matroska", "audio/x-matroska", "video/x-matroska")
    return _boxes(head) or _bare_frames(head)


def _boxes(head: bytes) -> Container | None:
    """The MP4 family: boxes with a four-letter type after their length."""
    kind, brand = head[4:8], head[8:12]
    if kind == b"ftyp":
        if brand in _PICTURE_BRANDS:
            return None
        if brand == b"qt  ":
            return Container("mov", "video/quicktime", "video/quicktime")
        if brand.startswith(b"3g"):
            return Container("3gp", "audio/3gpp", "video/3gpp")
        return _MP4
    if kind in (b"moov", b"mdat", b"wide", b"free", b"skip"):
        return Container("mov", "video/quicktime", "video/quicktime")
    return None


def _bare_frames(head: bytes) -> Container | None:
    """MPEG audio and transport streams, which have no header: only a repeating sync pattern."""
    if len(head) < 4:
        return None
    if head[0] == 0xFF and head[1] & 0xF6 == 0xF0:
        return Container("adts", "audio/aac", "audio/aac")
    if head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and head[1] not in (0xFE, 0xFF):  # FF FE begins UTF-16 text
        return Container("mp3", "audio/mpeg", "audio/mpeg")
    if head[0] == 0x47 and len(head) > 376 and head[188] == head[376] == 0x47:
        return Container("mpegts", "video/mp2t", "video/mp2t")
    return None


def other_file(head: bytes) -> str | None:
    """What a file that is no recording looks like ("a PDF document"), or None where it may be one."""
    if container_of(head) is not None:
        return None
    for magic, name in _OTHER_FILES:
        # Two letters alone prove nothing: a text may begin with "BMW".
        if head.startswith(magic) and (len(magic) > 2 or _text(head) is None):
            return name
    if head[4:8] == b"ftyp" and head[8:12] in _PICTURE_BRANDS:
        return "a picture (HEIC or AVIF)"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "a picture (WebP)"
    return _text(head)


def _text(head: bytes) -> str | None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "a text file"
    if any(byte < 9 or 13 < byte < 27 for byte in head):
        return None
    text = head.decode("utf-8-sig", "replace").strip().lower()
    for start, name in _TEXT_STARTS:
        if text.startswith(start):
            return name
    return "a transcript (SubRip)" if "-->" in text else "a text file"


def claimed_share(path: Path, head: bytes) -> float:
    """How much of a RIFF file (wav, avi) is there, 0..1 of what its header claims; 1 for all others.

    The readers of these files quietly take what they find, so a broken-off copy looks complete.
    """
    if head[:4] != b"RIFF" or len(head) < 12:
        return 1.0
    (claimed,) = struct.unpack("<I", head[4:8])
    if claimed in (0, 0xFFFFFFFF):  # written by a recorder that could not go back to fill it in
        return 1.0
    return min(1.0, os.path.getsize(path) / (claimed + 8))


def counts_its_frames(path: Path) -> bool:
    """Whether an mp3 says how long it is (a Xing, Info or VBRI header). Otherwise its length is a guess."""
    with path.open("rb") as file:
        head = file.read(10)
        if head[:3] == b"ID3" and len(head) == 10:
            size = sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
            file.seek(10 + size)
        else:
            file.seek(0)
        first = file.read(HEAD_BYTES)
    return any(mark in first for mark in (b"Xing", b"Info", b"VBRI"))
