"""How one sheet is read: which column is which field of ours, and what its values mean."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from carisecure.countries.names import country_codes
from carisecure.datafiles import no_repeats, read
from reports.importing.fields import FIELDS, Kind, suggest

READY = Path(__file__).resolve().parents[1] / "layouts"


@dataclass(frozen=True)
class ColumnMap:
    """One column. `values` turns values of the sheet into our codes, `unknown` lists those that say nothing.

    An empty cell is always unknown, and a value that is one of our codes already needs no line.
    """

    column: str
    field: str
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.field not in FIELDS:
            raise ValueError(f"{self.column}: there is no field {self.field}")
        ours = FIELDS[self.field]
        allowed = country_codes() if ours.kind is Kind.COUNTRY else frozenset(ours.choices())
        wrong = sorted({code for code in self.values.values() if code not in allowed})
        if wrong:
            raise ValueError(f"{self.column}: unknown codes of {self.field}: {', '.join(wrong)}")


@dataclass(frozen=True)
class Layout:
    """A whole mapping. `columns` are the columns that are read; all others of the sheet are left out.

    Raises ValueError where a field is filled by two columns or no column holds the year.
    """

    name: str
    columns: tuple[ColumnMap, ...]
    citation: str = ""

    def __post_init__(self) -> None:
        no_repeats("columns", [c.column for c in self.columns])
        no_repeats("fields", [c.field for c in self.columns])
        missing = [f.code for f in FIELDS.values() if f.is_required and f.code not in {c.field for c in self.columns}]
        if missing:
            raise ValueError(f"no column for: {', '.join(missing)}")

    @property
    def has_ids(self) -> bool:
        return any(c.field == "source_id" for c in self.columns)

    def missing_from(self, header: list[str]) -> list[str]:
        """Columns that it reads and the sheet does not have."""
        return [c.column for c in self.columns if c.column not in header]

    def as_json(self) -> dict[str, Any]:
        columns = [
            {"column": c.column, "field": c.field, "values": dict(c.values), "unknown": list(c.unknown)}
            for c in self.columns
        ]
        return {"name": self.name, "citation": self.citation, "columns": columns}


def from_json(content: Mapping[str, Any]) -> Layout:
    """The layout that `as_json` wrote. Raises ValueError as the classes do."""
    columns = tuple(
        ColumnMap(c["column"], c["field"], dict(c.get("values", {})), tuple(c.get("unknown", ())))
        for c in content["columns"]
    )
    return Layout(content["name"], columns, content.get("citation", ""))


@cache
def ready_layouts() -> dict[str, Layout]:
    """The mappings that ship with the project, by the name of their file. Raises DataFileError."""
    return {path.stem: read(path, Layout) for path in sorted(READY.glob("*.yaml"))}


def fitting(header: list[str], layouts: Mapping[str, Layout]) -> str:
    """The key of the layout that reads most columns of this sheet and misses none; empty where none fits."""
    fits = [(len(layout.columns), key) for key, layout in layouts.items() if not layout.missing_from(header)]
    return max(fits)[1] if fits else ""


def suggested_columns(header: list[str]) -> dict[str, str]:
    """Column -> field, by the names of the columns; each field once, the first column wins."""
    found: dict[str, str] = {}
    for column in header:
        code = suggest(column)
        if code and code not in found.values():
            found[column] = code
    return found
