"""What a column of a sheet can be for whoever takes its rows in. Which columns there are, each target says itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class Kind(StrEnum):
    """year: four digits. code: one of a list. codes: several of a list. country: ISO 3166-1 alpha-2 or -3.
    flag: 1 or nothing. id: any text, each once."""

    YEAR = "year"
    CODE = "code"
    CODES = "codes"
    COUNTRY = "country"
    FLAG = "flag"
    ID = "id"


@dataclass(frozen=True)
class Field:
    """One field of a record. `also` are other names it goes by in sheets, in small letters without blanks and marks.

    `flag_of`: the column of the record and the code that a 1 in a flag adds ("means", "threats"); a record's own flag
    has no code. `flags`: for each of its codes the flag that this code sets as well; several codes are several flags
    and no single code. `taken`: the fault of an id that is in already (`rows.FAULTS`).
    """

    code: str
    label: Text
    kind: Kind
    codes: Mapping[str, Text] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    is_required: bool = False
    flag_of: tuple[str, str] = ("", "")
    flags: Mapping[str, str] = field(default_factory=dict)
    taken: str = ""

    @property
    def takes_values(self) -> bool:
        """Whether values of the sheet can be given codes of ours."""
        return self.kind in (Kind.CODE, Kind.CODES, Kind.COUNTRY, Kind.FLAG)

    @property
    def takes_several(self) -> bool:
        """Whether a record keeps more than one answer of a cell: any number of codes, or each as a flag."""
        return self.kind is Kind.CODES or bool(self.flags)

    @property
    def can_be_repeated(self) -> bool:
        """Whether several columns may be this field: each adds its 1."""
        return self.kind is Kind.FLAG

    def choices(self) -> dict[str, Text]:
        """The codes a value may be given in a mapping."""
        return {"1": _("Yes (1)")} if self.kind is Kind.FLAG else dict(self.codes)


class Fields(Mapping[str, Field]):
    """The fields of one target, by code. `prefixes`: what a standard puts before all its names."""

    def __init__(self, *fields: Field, prefixes: tuple[str, ...] = ()) -> None:
        self._fields = {one.code: one for one in fields}
        self._prefixes = prefixes

    def __getitem__(self, code: str) -> Field:
        return self._fields[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def plain_name(self, column: str) -> str:
        """A column's name for comparing: small letters and digits only."""
        prefix = next((one for one in self._prefixes if column.startswith(one)), "")
        return "".join(c for c in column.removeprefix(prefix).casefold() if c.isalnum())

    def suggest(self, column: str) -> str:
        """The field a column is probably for, by its name; empty where no name fits."""
        name = self.plain_name(column)
        found = (f.code for f in self.values() if name and (name == self.plain_name(f.code) or name in f.also))
        return next(found, "")

    def missing(self, codes: set[str]) -> list[str]:
        """The fields that a column must hold and none of these does."""
        return [one.code for one in self.values() if one.is_required and one.code not in codes]
