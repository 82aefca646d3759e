"""What a file is, by what is in it: its name has to agree, and nothing else may be in it as well.

`filetype` beside `puremagic` (1.2.0 and 1.30, measured on what a telephone holds): puremagic calls a plain zip a Word
document and a .msg one, knows no HEIC of an iPhone's second brand, and takes m4a for a video; filetype is right on
these and knows no .msg. What neither tells apart (Opus from Theora, 3gp from mp4) is told here by its own first bytes.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import IO

HEAD = 8192
TAIL = 66_000  # the end of a zip with the longest comment
TEXT_LOOKED_AT = 1024 * 1024


class Refused(Exception):
    """Why a file is not taken: a code, for which the room has the words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Kind:
    """`endings`: the names that such a file may have. `family`: picture, archive, text, document, sound or video."""

    mime: str
    endings: tuple[str, ...]
    family: str

    @property
    def ending(self) -> str:
        return self.endings[0]


_OFFICE = "application/vnd.openxmlformats-officedocument"
KINDS = {
    one.mime: one
    for one in (
        Kind("image/jpeg", ("jpg", "jpeg", "jfif"), "picture"),
        Kind("image/png", ("png",), "picture"),
        Kind("image/heic", ("heic", "heif"), "picture"),
        Kind("image/webp", ("webp",), "picture"),
        Kind("image/gif", ("gif",), "picture"),
        Kind("image/tiff", ("tif", "tiff"), "picture"),
        Kind("image/bmp", ("bmp",), "picture"),
        Kind("application/pdf", ("pdf",), "document"),
        Kind("application/vnd.ms-outlook", ("msg",), "document"),
        Kind(f"{_OFFICE}.wordprocessingml.document", ("docx",), "archive"),
        Kind(f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",), "archive"),
        Kind(f"{_OFFICE}.presentationml.presentation", ("pptx",), "archive"),
        Kind("application/zip", ("zip", "ufdr", "clbx"), "archive"),
        Kind("audio/mpeg", ("mp3",), "sound"),
        Kind("audio/mp4", ("m4a",), "sound"),
        Kind("audio/opus", ("opus", "ogg"), "sound"),
        Kind("audio/ogg", ("ogg", "oga"), "sound"),
        Kind("audio/x-wav", ("wav",), "sound"),
        Kind("audio/amr", ("amr",), "sound"),
        Kind("audio/aac", ("aac",), "sound"),
        Kind("video/mp4", ("mp4", "m4v"), "video"),
        Kind("video/3gpp", ("3gp", "3gpp"), "video"),
        Kind("video/ogg", ("ogv", "ogg"), "video"),
        Kind("video/quicktime", ("mov",), "video"),
        Kind("video/webm", ("webm",), "video"),
        Kind("video/x-matroska", ("mkv",), "video"),
        Kind("video/x-msvideo", ("avi",), "video"),
        Kind("text/plain", ("txt", "csv", "tsv", "json", "log", "md5", "sha1", "sha256", "vcf", "eml"), "text"),
    )
}
# A name with one of these before its last ending pretends to be what it is not.
_RUNS = frozenset(
    [
        "exe",
        "com",
        "bat",
        "cmd",
        "scr",
        "pif",
        "js",
        "jse",
        "vbs",
        "vbe",
        "wsf",
        "hta",
        "msi",
        "msp",
        "jar",
        "ps1",
        "lnk",
        "sh",
        "app",
        "apk",
        "dmg",
        "svg",
        "html",
        "htm",
        "xhtml",
        "php",
    ]
)
_MARKUP = re.compile(rb"<\s*(script|svg|html|iframe|object|embed|!doctype\s+html)\b", re.IGNORECASE)
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def check_name(name: str) -> str:
    """The last ending, in small letters. Raises Refused for one that leads elsewhere, hides something or pretends."""
    plain = unicodedata.normalize("NFC", name)
    if not plain.strip(" .") or len(plain) > 255 or re.search(r"[/\\:]", plain):
        raise Refused("name")
    if any(unicodedata.category(letter) in _HIDDEN for letter in plain):
        raise Refused("name")
    first, *endings = plain.lower().split(".")
    if not first or not endings:
        raise Refused("ending")
    if _RUNS & {one.strip() for one in endings[:-1]}:
        raise Refused("double_ending")
    return endings[-1].strip()


def kind_of(stream: IO[bytes], *, size: int, ending: str) -> Kind:
    """What it is. Raises Refused where it is empty, of no kind that is taken, named otherwise, or two at once."""
    if not size:
        raise Refused("empty")
    head = _read(stream, 0, HEAD)
    kind = KINDS.get(_mime(head)) or _text(stream)
    if kind is None:
        raise Refused("unknown_kind")
    if ending not in kind.endings:
        raise Refused("ending")
    tail = _read(stream, max(0, size - TAIL), TAIL)
    if kind.family != "text" and _is_more(kind, head, tail):
        raise Refused("polyglot")
    return kind


def _read(stream: IO[bytes], at: int, most: int) -> bytes:
    stream.seek(at)
    return stream.read(most)


def _mime(head: bytes) -> str:
    import filetype  # few processes need it

    if head.startswith(b"OggS"):
        return "audio/opus" if b"OpusHead" in head[:64] else "video/ogg" if b"theora" in head[:64] else "audio/ogg"
    if head[4:8] == b"ftyp" and head[8:11] in (b"3gp", b"3g2"):
        return "video/3gpp"
    if head.startswith(bytes.fromhex("d0cf11e0a1b11ae1")):
        return "application/vnd.ms-outlook"
    found = filetype.guess(head)
    return str(found.mime) if found is not None else ""


def _text(stream: IO[bytes]) -> Kind | None:
    """Words only: no control letters, and not the beginning of a page that runs something."""
    part = _read(stream, 0, TEXT_LOOKED_AT)
    if part.startswith((b"\xff\xfe", b"\xfe\xff")):
        words = part[: len(part) // 2 * 2].decode("utf-16", errors="replace")
    else:
        words = part.decode("utf-8", errors="replace")
    strange = sum(letter == "\x00" or (letter < " " and letter not in "\t\r\n\f\x1b") for letter in words)
    if strange or words.count("\ufffd") > len(words) // 10:
        return None
    if _MARKUP.search(words[:HEAD].encode()) or words.lstrip("\ufeff \t\r\n").startswith(("<?xml", "#!", "<?php")):
        raise Refused("markup")
    return KINDS["text/plain"]


def _is_more(kind: Kind, head: bytes, tail: bytes) -> bool:
    """Whether a second file begins in the first, or hangs at its end, or a page could be read out of it."""
    if kind.family != "archive" and b"PK\x05\x06" in tail:
        return True
    if kind.mime != "application/pdf" and b"%PDF-" in head[:1024]:
        return True
    if kind.mime == "application/pdf" and not head.startswith(b"%PDF-"):
        return True
    if kind.family == "archive" and not head.startswith(b"PK"):
        return True
    return kind.family == "picture" and bool(_MARKUP.search(head) or _MARKUP.search(tail))
