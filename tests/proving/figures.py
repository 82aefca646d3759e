"""What a part of the proof found, as a table: printed, and kept in docs/proving.md with KEEP=1."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

RESULTS = Path(__file__).resolve().parents[2] / "docs" / "proving.md"


@dataclass(frozen=True)
class Figure:
    """One line of the table. `wanted` is what it has to be; None where it is told and nothing is asked of it."""

    what: str
    found: object
    wanted: object = None

    @property
    def is_missed(self) -> bool:
        return self.wanted is not None and self.found != self.wanted

    @property
    def row(self) -> str:
        return f"| {self.what} | {_text(self.found)} | {'' if self.wanted is None else _text(self.wanted)} |"


@dataclass
class Findings:
    """The figures of one part, and what was wrong, in words."""

    figures: list[Figure] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def add(self, what: str, found: object, wanted: object = None) -> None:
        self.figures.append(Figure(what, found, wanted))

    def fault(self, words: str) -> None:
        self.faults.append(words)

    @property
    def is_missed(self) -> bool:
        return bool(self.faults) or any(figure.is_missed for figure in self.figures)

    def table(self) -> str:
        return "\n".join(["| what | found | wanted |", "|---|---|---|", *(figure.row for figure in self.figures)])


def statuses(told: Iterable[str]) -> str:
    """How often each, the most frequent first: "200 x 41, no answer x 12"."""
    return ", ".join(f"{what} x {count}" for what, count in Counter(told).most_common()) or "none"


def keep(part: str, title: str, table: str, path: Path = RESULTS) -> None:
    """Put the table in the place of the one that stands there for this part."""
    text = path.read_text(encoding="utf-8")
    begin, end = f"<!-- {part} -->", f"<!-- end of {part} -->"
    section = f"{begin}\n{title}\n\n{table}\n{end}"
    if begin not in text:
        text = f"{text.rstrip()}\n\n{section}\n"
    text = re.sub(f"{re.escape(begin)}.*?{re.escape(end)}", lambda _: section, text, flags=re.DOTALL)
    path.write_text(text, encoding="utf-8")


def _text(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value).replace("|", "/")
