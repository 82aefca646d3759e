"""COPY into the tables of whichever build this runs in: an older one has not all of today's columns."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any, TextIO, cast


class Lines(io.TextIOBase):
    """Lines as the file that COPY reads, a mebibyte or so at a time; COPY asks for nothing but `read`."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = iter(lines)
        self.rest = ""

    def read(self, size: int | None = -1) -> str:
        wanted = 1 << 20 if size is None or size < 0 else size
        parts, length = [self.rest], len(self.rest)
        while length < wanted and (line := next(self.lines, "")):
            parts.append(line)
            length += len(line)
        text = "".join(parts)
        self.rest = text[wanted:]
        return text[:wanted]


def copy(cursor: Any, table: str, columns: str, lines: Iterable[str]) -> None:
    """`lines` are COPY's own, with a value for each of `columns`; those of columns that are not there are dropped."""
    cursor.execute("select attname from pg_attribute where attrelid = %s::regclass and attnum > 0", [table])
    there, asked = {row[0] for row in cursor.fetchall()}, [name.strip() for name in columns.split(",")]
    kept = [number for number, name in enumerate(asked) if name in there]
    fitting = lines if len(kept) == len(asked) else _narrowed(lines, kept)
    named = ", ".join(asked[number] for number in kept)
    cursor.copy_expert(f"copy {table} ({named}) from stdin", cast(TextIO, Lines(fitting)))


def _narrowed(lines: Iterable[str], kept: list[int]) -> Iterator[str]:
    for line in lines:
        values = line.rstrip("\n").split("\t")
        yield "\t".join([values[number] for number in kept]) + "\n"
