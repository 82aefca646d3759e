"""A screenshot as a PNG of 256 colours: a third of the size, and no tool to install for it."""

from __future__ import annotations

import struct
import zlib
from collections import Counter

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def small(png: bytes) -> bytes:
    """Takes what Chromium makes: 8 bits a channel, RGB or RGBA (its last channel is left out), not interlaced."""
    width, height, depth, kind = struct.unpack(">IIBB", png[16:26])
    assert (depth, kind) in {(8, 2), (8, 6)}, "not a screenshot of Chromium"
    step = 3 if kind == 2 else 4
    rows = _rows(zlib.decompress(_data(png)), width * step, step)
    pixels = [[tuple(row[x : x + 3]) for x in range(0, width * step, step)] for row in rows]
    palette, index = _palette(Counter(pixel for row in pixels for pixel in row))
    packed = b"".join(b"\0" + bytes(index[pixel] for pixel in row) for row in pixels)
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    colours = b"".join(bytes(colour) for colour in palette)
    parts = ((b"IHDR", head), (b"PLTE", colours), (b"IDAT", zlib.compress(packed, 9)), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(name, body) for name, body in parts)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _data(png: bytes) -> bytes:
    found, at = b"", len(_SIGNATURE)
    while at < len(png):
        size = int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] == b"IDAT":
            found += png[at + 8 : at + 8 + size]
        at += size + 12
    return found


def _rows(data: bytes, length: int, step: int) -> list[bytearray]:
    """Undo the filters of PNG (specification, 9.2): each byte is told by its neighbours left, above and above left."""
    rows: list[bytearray] = []
    above = bytearray(length)
    for start in range(0, len(data), length + 1):
        how, row = data[start], bytearray(data[start + 1 : start + 1 + length])
        for x in range(length):
            left = row[x - step] if x >= step else 0
            corner = above[x - step] if x >= step else 0
            told = (0, left, above[x], (left + above[x]) // 2, 0)[how] if how < 4 else _paeth(left, above[x], corner)
            row[x] = (row[x] + told) & 255
        rows.append(row)
        above = row
    return rows


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((left, up, corner), key=lambda one: abs(guess - one))


def _palette(counted: Counter[tuple[int, ...]]) -> tuple[list[tuple[int, ...]], dict[tuple[int, ...], int]]:
    """The 256 commonest colours; each of the others becomes the nearest of them."""
    kept = [colour for colour, _times in counted.most_common(256)]
    index = {colour: number for number, colour in enumerate(kept)}
    for colour in counted:
        if colour not in index:
            index[colour] = min(
                range(len(kept)), key=lambda n: sum((a - b) ** 2 for a, b in zip(kept[n], colour, strict=True))
            )
    return kept, index
