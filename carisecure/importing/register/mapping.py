"""How a register is read, all of it: sheets, head rows, columns, values, days. It is JSON, kept under a name, sent on.

A column is read into `noun.field`, or into one part of a field that takes several (surname and given names apart).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

from carisecure.importing.answers import SEPARATORS
from carisecure.importing.register import nouns
from carisecure.importing.register.nouns import FieldKind, NounField
from carisecure.importing.register.tables import Opened

REMARKS = "remarks"  # where a column is read to that no field is for
FORMAT = 1
# Parts of a field, each with a column of its own; "" is the whole of it.
PARTS: Mapping[FieldKind, tuple[str, ...]] = {
    FieldKind.NAME: ("", "family", "given", "also"),
    FieldKind.AGE: ("", "born"),
}
# Several columns may be read into one of these: they are put together in their order.
REPEATED = frozenset({FieldKind.TEXT, FieldKind.TELEPHONES, FieldKind.CODES})
# A value in words can be given a meaning.
CODED = frozenset({FieldKind.CODE, FieldKind.CODES, FieldKind.COUNTRY})
_ROWS = re.compile(r"(\d{1,7})(?:\s*(?:-|\u2013|to|a)\s*(\d{1,7}))?")
MOST_TEXT = 200


class WrongMapping(ValueError):
    """What somebody said cannot be: `code` is a key of `mapping_words.WRONG`, `arguments` are filled into its words."""

    def __init__(self, code: str, **arguments: str) -> None:
        super().__init__(code, arguments)
        self.code, self.arguments = code, arguments


@dataclass(frozen=True)
class ColumnRule:
    """One column of a sheet. `to`: "cases.case.number", or REMARKS. `values`: what stands there to our codes;
    `unknown`: what says nothing; `remarks`: what cannot be read and is kept as a remark. `fill`: a blank means "as
    above". `separator` divides several answers of a cell.
    """

    column: str
    to: str
    part: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    fill: bool = False
    separator: str = ""

    @property
    def noun(self) -> str:
        return self.to.rpartition(".")[0]

    @property
    def code(self) -> str:
        return self.to.rpartition(".")[2]

    @property
    def field(self) -> NounField:
        """KeyError where no room has registered it."""
        return field_of(self.to)

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """Raises WrongMapping."""
        try:
            made = cls(
                column=" ".join(str(content["column"]).split()), to=str(content["to"]),
                part=str(content.get("part", "")),
                values={str(value): str(code) for value, code in dict(content.get("values", {})).items()},
                unknown=_texts(content, "unknown"), remarks=_texts(content, "remarks"),
                fill=bool(content.get("fill", False)), separator=str(content.get("separator", "")),
            )  # fmt: skip
        except (KeyError, TypeError, ValueError, AttributeError):
            raise WrongMapping("not_a_mapping") from None
        made.check()
        return made

    def check(self) -> None:
        """Raises WrongMapping."""
        if self.to == REMARKS:
            return
        try:
            kind = self.field.kind
        except KeyError:
            raise WrongMapping("no_such_field", field=self.to[:MOST_TEXT]) from None
        if self.part not in PARTS.get(kind, ("",)) or self.separator not in SEPARATORS:
            raise WrongMapping("no_such_field", field=f"{self.to}: {self.part or self.separator}"[:MOST_TEXT])
        choices = codes_of(self.field)
        wrong = next((code for code in self.values.values() if code not in choices), "")
        if wrong:
            raise WrongMapping("no_such_code", column=self.column, value=wrong[:MOST_TEXT])


@dataclass(frozen=True)
class SheetRule:
    """One sheet. `rows_are`: the noun of which each row is one; "" leaves the sheet out. `hidden_rows`,
    `hidden_columns`: "read" or "leave", "" while nobody was asked. `leave_out`: rows by number, "75, 78-80".
    """

    name: str
    rows_are: str = ""
    head_row: int = 0
    hidden_rows: str = ""
    hidden_columns: str = ""
    leave_out: str = ""
    columns: tuple[ColumnRule, ...] = ()

    def column(self, name: str) -> ColumnRule | None:
        return next((one for one in self.columns if one.column == name), None)

    @property
    def opened(self) -> Opened:
        """For the reader of the table."""
        fill = frozenset(one.column for one in self.columns if one.fill)
        return Opened(
            self.head_row, self.hidden_rows != "leave", self.hidden_columns != "leave", rows_in(self.leave_out), fill
        )

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        try:
            made = cls(
                name=str(content["name"]), rows_are=str(content.get("rows_are", "")),
                head_row=int(content.get("head_row", 0)), hidden_rows=str(content.get("hidden_rows", "")),
                hidden_columns=str(content.get("hidden_columns", "")), leave_out=str(content.get("leave_out", "")),
                columns=tuple(ColumnRule.from_json(one) for one in content.get("columns", ())),
            )  # fmt: skip
        except WrongMapping:
            raise
        except (KeyError, TypeError, ValueError, AttributeError):
            raise WrongMapping("not_a_mapping") from None
        made.check()
        return made

    def check(self) -> None:
        """Raises WrongMapping: a column read twice, two columns for one field, a noun that no room has."""
        if self.rows_are and self.rows_are not in known_nouns():
            raise WrongMapping("no_such_field", field=self.rows_are[:MOST_TEXT])
        rows_in(self.leave_out)
        names = [one.column for one in self.columns]
        if twice := _first_twice(names):
            raise WrongMapping("column_twice", column=twice, sheet=self.name)
        single = [one for one in self.columns if one.to != REMARKS and one.field.kind not in REPEATED]
        if twice := _first_twice([f"{one.to}/{one.part}" for one in single]):
            both = [one.column for one in single if f"{one.to}/{one.part}" == twice]
            raise WrongMapping("field_twice", one=both[0], other=both[1], sheet=self.name)


@dataclass(frozen=True)
class RegisterMapping:
    """All of it. `day_first`: in a date of figures the day stands first."""

    sheets: tuple[SheetRule, ...] = ()
    day_first: bool = True
    name: str = ""

    def sheet(self, name: str) -> SheetRule | None:
        return next((one for one in self.sheets if one.name == name), None)

    def with_sheet(self, rule: SheetRule) -> RegisterMapping:
        kept = [rule if one.name == rule.name else one for one in self.sheets]
        return replace(self, sheets=tuple(kept if rule in kept else [*kept, rule]))

    def as_json(self) -> dict[str, Any]:
        return {"format": FORMAT, **asdict(self)}

    @classmethod
    def from_json(cls, content: Any) -> Self:
        """What `as_json` wrote, or somebody sent as a file. Raises WrongMapping."""
        if not isinstance(content, Mapping) or not isinstance(content.get("sheets", []), list | tuple):
            raise WrongMapping("not_a_mapping")
        if content.get("format", FORMAT) != FORMAT:
            raise WrongMapping("not_a_mapping")
        sheets = tuple(SheetRule.from_json(one) for one in content.get("sheets", ()))
        if twice := _first_twice([one.name for one in sheets]):
            raise WrongMapping("sheet_twice", sheet=twice)
        return cls(sheets, bool(content.get("day_first", True)), str(content.get("name", ""))[:MOST_TEXT])


def rows_in(text: str) -> tuple[tuple[int, int], ...]:
    """ "75, 78-80" as pairs of a first and a last row. Raises WrongMapping."""
    found = []
    for part in filter(None, (part.strip() for part in re.split(r"[,;\n]", text))):
        read = _ROWS.fullmatch(part)
        if read is None or int(read[2] or read[1]) < int(read[1]):
            raise WrongMapping("not_rows", text=part[:MOST_TEXT])
        found.append((int(read[1]), int(read[2] or read[1])))
    return tuple(found)


def known_nouns() -> set[str]:
    return {noun.code for noun in nouns.in_order()}


def field_of(to: str) -> NounField:
    """Of "cases.case.number". KeyError where no room has registered it."""
    noun, _dot, code = to.rpartition(".")
    found = next((one for one in nouns.of(noun).fields if one.code == code), None)
    if found is None:
        raise KeyError(to)
    return found


def codes_of(one: NounField) -> Mapping[str, Any]:
    """The codes that a value of a field can be given."""
    if one.kind is FieldKind.COUNTRY:
        from carisecure.countries.names import country_codes

        return dict.fromkeys(country_codes())
    return one.choices() if one.kind in CODED else {}


def offered() -> Iterator[tuple[nouns.Noun, NounField, str]]:
    """Everything a column can be read into: noun, field and part, in the order in which they are shown."""
    for noun in nouns.in_order():
        for one in noun.fields:
            for part in PARTS.get(one.kind, ("",)):
                yield noun, one, part


def _texts(content: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(str(one) for one in content.get(name, ()))


def _first_twice(names: list[str]) -> str:
    return next((name for at, name in enumerate(names) if name in names[:at]), "")
