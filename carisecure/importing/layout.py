"""How one sheet is read: which column is which field of ours, and what its values mean."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

from carisecure.countries.names import country_codes
from carisecure.datafiles import no_repeats, read
from carisecure.importing.answers import SEPARATORS, split, suggested
from carisecure.importing.fields import Field, Fields, Kind


@dataclass(frozen=True)
class ColumnMap:
    """One column. `values` turns values of the sheet into our codes, `unknown` lists those that say nothing.

    An empty cell is always unknown, and a value that is one of our codes already needs no line. `separator` divides the
    answers of a cell (`answers.SEPARATORS`); where nothing is said, several codes have `;` between them and others are
    one. `fields` are those of the target, which has a class of its own.
    """

    fields: ClassVar[Fields]

    column: str
    field: str
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    separator: str | None = None

    def __post_init__(self) -> None:
        if self.field not in self.fields:
            raise ValueError(f"{self.column}: there is no field {self.field}")
        ours = self.to
        allowed = country_codes() if ours.kind is Kind.COUNTRY else frozenset(ours.choices())
        wrong = sorted({code for code in self.values.values() if code not in allowed})
        if wrong:
            raise ValueError(f"{self.column}: unknown codes of {self.field}: {', '.join(wrong)}")
        if self.separator not in (None, *SEPARATORS):
            raise ValueError(f"{self.column}: answers cannot be divided by this")

    @property
    def to(self) -> Field:
        """The field of ours that it is read into."""
        return self.fields[self.field]

    @property
    def divided_by(self) -> str:
        if self.separator is not None:
            return self.separator
        return ";" if self.to.kind is Kind.CODES else ""

    def as_json(self) -> dict[str, Any]:
        return {
            "column": self.column, "field": self.field, "values": dict(self.values), "unknown": list(self.unknown),
            "separator": self.separator,
        }  # fmt: skip

    @classmethod
    def from_json(cls, column: Mapping[str, Any]) -> Self:
        """Names of columns have single blanks, also where they were kept before that was so."""
        values, unknown = dict(column.get("values", {})), tuple(column.get("unknown", ()))
        return cls(" ".join(column["column"].split()), column["field"], values, unknown, column.get("separator"))


@dataclass(frozen=True)
class Layout:
    """A whole mapping. `columns` are the columns that are read; all others of the sheet are left out.

    `citation`: how the published source of such a sheet is cited. A target has a class of its own, with its own kind of
    `columns`. Raises ValueError where a field is filled by two columns or no column holds one that is required.
    """

    maps: ClassVar[type[ColumnMap]]

    name: str
    columns: tuple[ColumnMap, ...]
    citation: str = ""

    def __post_init__(self) -> None:
        no_repeats("columns", [c.column for c in self.columns])
        no_repeats("fields", [c.field for c in self.columns if not c.to.can_be_repeated])
        if missing := self.maps.fields.missing({c.field for c in self.columns}):
            raise ValueError(f"no column for: {', '.join(missing)}")

    @property
    def has_ids(self) -> bool:
        return any(c.to.kind is Kind.ID for c in self.columns)

    def missing_from(self, header: list[str]) -> list[str]:
        """Columns that it reads and the sheet does not have."""
        return [c.column for c in self.columns if c.column not in header]

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "citation": self.citation, "columns": [c.as_json() for c in self.columns]}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """The layout that `as_json` wrote. Raises ValueError as the classes do."""
        columns = tuple(cls.maps.from_json(column) for column in content["columns"])
        return cls(content["name"], columns, content.get("citation", ""))

    @classmethod
    def ready(cls, folder: Path) -> dict[str, Self]:
        """The mappings that ship in a folder, by the name of their file. Raises DataFileError."""
        return {path.stem: read(path, cls) for path in sorted(folder.glob("*.yaml"))}


def fitting(header: list[str], layouts: Mapping[str, Layout]) -> str:
    """The key of the layout that reads most columns of this sheet and misses none; empty where none fits."""
    fits = [(len(layout.columns), key) for key, layout in layouts.items() if not layout.missing_from(header)]
    return max(fits)[1] if fits else ""


def suggested_columns(fields: Fields, header: list[str]) -> dict[str, str]:
    """Column -> field, by the names of the columns; each field once (the first column wins), a flag any number."""
    found: dict[str, str] = {}
    for column in header:
        code = fields.suggest(column)
        if code and (fields[code].can_be_repeated or code not in found.values()):
            found[column] = code
    return found


def suggested_maps(
    maps: type[ColumnMap], header: list[str], layouts: Mapping[str, Layout], samples: Mapping[str, list[str]]
) -> tuple[ColumnMap, ...]:
    """How the columns are probably read where no mapping fits: as far as their names tell. What the values that stand
    in them mean is taken from the mappings that have a column of the same name for the same field.
    """
    made = []
    for column, code in suggested_columns(maps.fields, header).items():
        one = _as_elsewhere(maps(column, code), layouts)
        separator = suggested_separator(one, samples.get(column, []))
        made.append(_only_what_stands(dataclasses.replace(one, separator=separator), samples.get(column, [])))
    return tuple(made)


def _as_elsewhere(column: ColumnMap, layouts: Mapping[str, Layout]) -> ColumnMap:
    """What the mappings together say of a column of this name. A value that means two things is not said."""
    every = [c for layout in layouts.values() for c in layout.columns if c.field == column.field]
    plain = column.fields.plain_name
    same = [c for c in every if plain(c.column) == plain(column.column)]
    said: dict[str, set[str]] = {}
    for value, meaning in [pair for c in same for pair in c.values.items()]:
        said.setdefault(value, set()).add(meaning)
    values = {value: meanings.pop() for value, meanings in said.items() if len(meanings) == 1}
    unknown = tuple(dict.fromkeys(value for c in same for value in c.unknown if value not in said))
    separator = next((c.separator for c in same), None)
    return dataclasses.replace(column, values=values, unknown=unknown, separator=separator)


def _only_what_stands(column: ColumnMap, samples: list[str]) -> ColumnMap:
    there = {part.casefold() for value in samples for part in (value, *split(value, column.divided_by))}
    values = {value: code for value, code in column.values.items() if value.casefold() in there}
    unknown = tuple(value for value in column.unknown if value.casefold() in there)
    return dataclasses.replace(column, values=values, unknown=unknown)


def suggested_separator(column: ColumnMap, values: list[str]) -> str | None:
    """What divides several answers, for a field that keeps several; None as the field has it."""
    ours = column.to
    if not ours.takes_several:
        return column.separator
    known = {*ours.choices(), *column.values, *column.unknown, *(str(label) for label in ours.choices().values())}
    return suggested(values, frozenset(one.casefold() for one in known)) or column.separator
