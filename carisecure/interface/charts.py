"""A chart and its table, from the same numbers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.formats import number_format


@dataclass(frozen=True)
class Series:
    """One line or one set of bars. `shown` is what the table says where it differs, such as "<5" for a hidden cell,
    whose value is None: the page must not carry a number that it does not show."""

    label: str
    values: Sequence[float | None]
    shown: Sequence[str] = ()

    def cell(self, number: int) -> str:
        if self.shown:
            return self.shown[number]
        value = self.values[number]
        return "" if value is None else number_format(value, force_grouping=True)


@dataclass(frozen=True)
class Chart:
    """`title` names the unit that is counted. `label_heading` heads the first column of the table. `unit` stands beside
    the axis of the values: all series have it, for one axis measures one thing."""

    title: str
    label_heading: str
    labels: Sequence[str]
    series: Sequence[Series]
    kind: Literal["bar", "line", "doughnut"] = "bar"
    stacked: bool = False
    across: bool = False
    note: str = field(default="")
    unit: str = ""

    def drawing(self) -> dict[str, Any]:
        """What the script reads."""
        return {
            "kind": self.kind,
            "labels": list(self.labels),
            "series": [{"label": one.label, "values": list(one.values)} for one in self.series],
            "stacked": self.stacked,
            "across": self.across,
            "unit": self.unit,
        }

    def json(self) -> str:
        """The same as text, for the attribute of the canvas."""
        return json.dumps(self.drawing())

    def rows(self) -> list[tuple[str, list[str]]]:
        return [(label, [one.cell(number) for one in self.series]) for number, label in enumerate(self.labels)]
