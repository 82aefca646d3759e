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
from carisecure.importing.answers import SEPARATORS, split, suggested
from reports.importing.fields import FIELDS, Kind, plain_name, suggest

READY = Path(__file__).resolve().parent / "layouts"


@dataclass(frozen=True)
class ColumnMap:
    """One column. `values` turns values of the sheet into our codes, `unknown` lists those that say nothing.

    An empty cell is always unknown, and a value that is one of our codes already needs no line. `separator` divides the
    answers of a cell (`answers.SEPARATORS`); where nothing is said, means have `;` between them and others are one.
    """

    column: str
    field: str
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    separator: str | None = None

    def __post_init__(self) -> None:
        if self.field not in FIELDS:
            raise ValueError(f"{self.column}: there is no field {self.field}")
        ours = FIELDS[self.field]
        allowed = country_codes() if ours.kind is Kind.COUNTRY else frozenset(ours.choices())
        wrong = sorted({code for code in self.values.values() if code not in allowed})
        if wrong:
            raise ValueError(f"{self.column}: unknown codes of {self.field}: {', '.join(wrong)}")
        if self.separator not in (None, *SEPARATORS):
            raise ValueError(f"{self.column}: answers cannot be divided by this")

    @property
    def divided_by(self) -> str:
        if self.separator is not None:
            return self.separator
        return ";" if FIELDS[self.field].kind is Kind.CODES else ""

    def as_json(self) -> dict[str, Any]:
        return {
            "column": self.column, "field": self.field, "values": dict(self.values), "unknown": list(self.unknown),
            "separator": self.separator,
        }  # fmt: skip


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
        no_repeats("fields", [c.field for c in self.columns if not FIELDS[c.field].can_be_repeated])
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
        return {"name": self.name, "citation": self.citation, "columns": [c.as_json() for c in self.columns]}


def from_json(content: Mapping[str, Any]) -> Layout:
    """The layout that `as_json` wrote. Raises ValueError as the classes do."""
    columns = tuple(column_from_json(column) for column in content["columns"])
    return Layout(content["name"], columns, content.get("citation", ""))


def column_from_json(column: Mapping[str, Any]) -> ColumnMap:
    """Names of columns have single blanks, also where they were kept before that was so."""
    values, unknown = dict(column.get("values", {})), tuple(column.get("unknown", ()))
    return ColumnMap(" ".join(column["column"].split()), column["field"], values, unknown, column.get("separator"))


@cache
def ready_layouts() -> dict[str, Layout]:
    """The mappings that ship with the project, by the name of their file. Raises DataFileError."""
    return {path.stem: read(path, Layout) for path in sorted(READY.glob("*.yaml"))}


def fitting(header: list[str], layouts: Mapping[str, Layout]) -> str:
    """The key of the layout that reads most columns of this sheet and misses none; empty where none fits."""
    fits = [(len(layout.columns), key) for key, layout in layouts.items() if not layout.missing_from(header)]
    return max(fits)[1] if fits else ""


def suggested_columns(header: list[str]) -> dict[str, str]:
    """Column -> field, by the names of the columns; each field once (the first column wins), a flag any number."""
    found: dict[str, str] = {}
    for column in header:
        code = suggest(column)
        if code and (FIELDS[code].can_be_repeated or code not in found.values()):
            found[column] = code
    return found


def suggested_maps(
    header: list[str], layouts: Mapping[str, Layout], samples: Mapping[str, list[str]]
) -> tuple[ColumnMap, ...]:
    """How the columns are probably read where no mapping fits: as far as their names tell. What the values that stand
    in them mean is taken from the mappings that have a column of the same name for the same field.
    """
    made = []
    for column, code in suggested_columns(header).items():
        one = _as_elsewhere(column, code, layouts)
        separator = suggested_separator(one, samples.get(column, []))
        made.append(_only_what_stands(dataclasses.replace(one, separator=separator), samples.get(column, [])))
    return tuple(made)


def _as_elsewhere(column: str, code: str, layouts: Mapping[str, Layout]) -> ColumnMap:
    """What the mappings together say of a column of this name. A value that means two things is not said."""
    every = [c for layout in layouts.values() for c in layout.columns if c.field == code]
    same = [c for c in every if plain_name(c.column) == plain_name(column)]
    said: dict[str, set[str]] = {}
    for value, meaning in [pair for c in same for pair in c.values.items()]:
        said.setdefault(value, set()).add(meaning)
    values = {value: meanings.pop() for value, meanings in said.items() if len(meanings) == 1}
    unknown = tuple(dict.fromkeys(value for c in same for value in c.unknown if value not in said))
    return ColumnMap(column, code, values, unknown, next((c.separator for c in same), None))


def _only_what_stands(column: ColumnMap, samples: list[str]) -> ColumnMap:
    there = {part.casefold() for value in samples for part in (value, *split(value, column.divided_by))}
    values = {value: code for value, code in column.values.items() if value.casefold() in there}
    unknown = tuple(value for value in column.unknown if value.casefold() in there)
    return dataclasses.replace(column, values=values, unknown=unknown)


def suggested_separator(column: ColumnMap, values: list[str]) -> str | None:
    """What divides several answers, for a field that keeps several; None as the field has it."""
    ours = FIELDS[column.field]
    if not ours.takes_several:
        return column.separator
    known = {*ours.choices(), *column.values, *column.unknown, *(str(label) for label in ours.choices().values())}
    return suggested(values, frozenset(one.casefold() for one in known)) or column.separator
