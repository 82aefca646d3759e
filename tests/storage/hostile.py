"""Files that mean harm, made when a test runs; nothing of them lies in the repository. And plain ones, to compare."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator

PIXELS = (64, 48)


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + kind + body


def picture(form: str = "JPEG", *, exif: bytes = b"", size: tuple[int, int] = PIXELS) -> bytes:
    from PIL import Image

    stream = io.BytesIO()
    shown = Image.new("RGB", size, "white")
    shown.paste((200, 30, 30), (0, 0, size[0] // 2, size[1] // 2))
    shown.save(stream, form, **({"exif": exif} if exif else {}))
    return stream.getvalue()


def packed(entries: dict[str, bytes], *, links: tuple[str, ...] = ()) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
        for name in links:
            info = zipfile.ZipInfo(name)
            info.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(info, "/etc/passwd")
    return stream.getvalue()


def large_png(width: int, height: int) -> bytes:
    """Some bytes that say they are a picture of that size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")


def eicar() -> bytes:
    """The harmless text that every scanner finds, put together here, so that no scanner finds it in this file."""
    return b"".join([b"X5O!P%@AP[4\\PZX54(P^)7CC)7}", b"$EICAR-STANDARD-", b"ANTIVIRUS-TEST-FILE!$H+H*"])


def locked_zip() -> bytes:
    """One that says its entry is locked with a password."""
    plain = bytearray(packed({"chat.txt": b"hello"}))
    plain[6] |= 1
    plain[plain.index(b"PK\x01\x02") + 8] |= 1
    return bytes(plain)


def overlapping_zip() -> bytes:
    """Many entries that are the same bytes: each is listed, none takes room."""
    stream = io.BytesIO(packed({"a": b"\0" * 10_000_000}))
    with zipfile.ZipFile(stream, "a") as archive:
        first = archive.infolist()[0]
        for number in range(300):
            again = zipfile.ZipInfo(f"a{number}")
            for name in ("header_offset", "compress_size", "file_size", "CRC", "compress_type"):
                setattr(again, name, getattr(first, name))
            archive.filelist.append(again)
            archive.NameToInfo[again.filename] = again
        archive._didModify = True  # type: ignore[attr-defined]
    return stream.getvalue()


PLAIN: dict[str, tuple[bytes, str]] = {
    "photo.heic": (box(b"ftyp", b"heic\0\0\0\0mif1heic") + box(b"meta", b"\0" * 400), "image/heic"),
    "voice.opus": (b"OggS\0\2" + b"\0" * 22 + b"\1\x13OpusHead\1\2" + b"\0" * 400, "audio/opus"),
    "film.ogv": (b"OggS\0\2" + b"\0" * 22 + b"\1\x2a\x80theora" + b"\0" * 400, "video/ogg"),
    "mail.msg": (bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 1104, "application/vnd.ms-outlook"),
    "film.3gp": (box(b"ftyp", b"3gp5\0\0\1\x003gp53gp4isom") + box(b"mdat", b"\0" * 600), "video/3gpp"),
    "film.mp4": (box(b"ftyp", b"isom\0\0\2\0isomiso2avc1mp41") + box(b"mdat", b"\0" * 600), "video/mp4"),
    "sound.m4a": (box(b"ftyp", b"M4A \0\0\0\0M4A mp42isom") + box(b"mdat", b"\0" * 600), "audio/mp4"),
    "call.amr": (b"#!AMR\n" + b"\0" * 400, "audio/amr"),
    "phone.zip": (packed({"chat.txt": b"hello", "DCIM/1.jpg": b"x" * 500}), "application/zip"),
    "paper.pdf": (b"%PDF-1.7\n" + b"x" * 400 + b"\n%%EOF", "application/pdf"),
    "chat.txt": ("17/05/2026, 14:02 - Ana: ¿dónde estás?\n".encode() * 20, "text/plain"),
    "chat16.txt": (("17/05/2026, 14:02 - Ana: hola\n" * 20).encode("utf-16"), "text/plain"),
    "disk.sha256": (b"0" * 64 + b"  image.E01\n", "text/plain"),
}  # fmt: skip

NAMES = {
    "name": ("../../etc/passwd.jpg", "..\\..\\x.jpg", "/etc/x.jpg", "C:\\x.jpg", "a\x00.jpg", "photo\u202egpj.jpg",
             "a\nb.jpg", "  .jpg/", "x" * 300 + ".jpg", "a\u200b.jpg"),
    "ending": ("photo.jpg.exe", "photo.png", "photo", ".jpg", "photo.jpg.", "photo.pdf"),
    "double_ending": tuple(f"photo.{one}.jpg" for one in (
        "exe", "php", "svg", "HTML", "js", "hta", "lnk", "bat", "com", "cmd", "scr", "pif", "jse", "vbs", "wsf", "msi",
        "jar", "ps1", "sh", "app", "apk", "dmg", "htm", "xhtml"
    )),
}  # fmt: skip


PAGES = (b"<html><script>alert(1)</script></html>", b"<svg onload=alert(1)>", b"<iframe src=x>", b"<object data=x>",
         b"<embed src=x>", b"<ScRiPt src=//x>", b"<!DOCTYPE  html>")  # fmt: skip
DRAWINGS = (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', b"#!/bin/sh\nrm",
            b"<svg><script>1</script></svg>", b"<?php system(1);", b"hello\n< script>1</script>")  # fmt: skip
PROGRAMS = (b"MZ" + b"\0" * 500, b"\x7fELF" + b"\1" * 500, b"\0" * 700, b"\xca\xfe\xba\xbe" + b"\0" * 90,
            b"Rar!\x1a\x07\x00" + b"\0" * 90, b"7z\xbc\xaf\x27\x1c" + b"\0" * 90, b"\x1f\x8b\x08" + b"\0" * 90,
            b"BZh9" + b"\0" * 90, b"\xd4\xc3\xb2\xa1" + b"\0" * 90, b"L\0\0\0\1\x14\2\0" + b"\0" * 90)  # fmt: skip


def contents() -> Iterator[tuple[str, str, bytes]]:
    """(code, name, content)."""
    yield "empty", "photo.jpg", b""
    yield from _two_at_once()
    for start in (b"", b"\xef\xbb\xbf", b"\n\n  ", b"\t", b"\r\n"):
        for bad in (*PAGES, *DRAWINGS):
            yield "markup", "chat.txt", start + bad
    for body in PROGRAMS:
        yield "unknown_kind", "chat.txt", body
        yield "unknown_kind", "photo.jpg", body
    yield from _pictures()
    yield from _archives()


def _two_at_once() -> Iterator[tuple[str, str, bytes]]:
    pdf, archive = PLAIN["paper.pdf"][0], packed({"a.class": b"x" * 50})
    for form in ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF"):
        name = f"photo.{form.lower().replace('jpeg', 'jpg')}"
        for more in (archive, *PAGES):
            yield "polyglot", name, picture(form) + more
    for name, (content, _mime) in PLAIN.items():
        if not name.endswith((".zip", ".txt", ".sha256")):
            yield "polyglot", name, content + archive
    yield "polyglot", "photo.gif", picture("GIF")[:13] + pdf


def _pictures() -> Iterator[tuple[str, str, bytes]]:
    yield "ending", "chat.txt", picture()
    yield "ending", "photo.jpg", picture("PNG")
    yield "ending", "photo.jpg", packed({"a.class": b"x" * 50})
    for width, height in ((60_000, 60_000), (2**30, 2), (2**31 - 1, 2**31 - 1), (12_000, 12_000)):
        yield "too_many_pixels", "photo.png", large_png(width, height)
    yield "picture_damaged", "photo.jpg", picture()[:30]
    yield "picture_damaged", "photo.png", picture("PNG")[:20] + b"\0" * 40


def _archives() -> Iterator[tuple[str, str, bytes]]:
    archive = packed({"a.class": b"x" * 50})
    for bad in ("../x", "a/../../x", "/etc/x", "..\\x", "C:/x", "a\\..\\..\\x", "..", "a/..", "\\\\host\\x", "c:x"):
        yield "archive_name", "phone.zip", packed({"ok.txt": b"x", bad: b"x"})
    for bad in ("link", "a/link", "DCIM/1.jpg"):
        yield "archive_link", "phone.zip", packed({"ok.txt": b"x"}, links=(bad,))
    yield "archive_larger", "phone.zip", packed({"a": b"\0" * 150_000_000})
    yield "archive_larger", "phone.zip", overlapping_zip()
    inner = packed({"a": b"\0" * 3_000_000})
    yield "archive_larger", "phone.zip", packed({f"{n}.zip": inner * 20 for n in range(16)})
    for kept in (len(archive) - 10, len(archive) // 2, 8):
        yield "archive_damaged", "phone.zip", archive[:kept]
