"""The cells of a row to the values of its nouns: what each column says, and parts of one field put together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils import translation

from carisecure.countries.names import country_of
from carisecure.importing.answers import split
from carisecure.importing.cells import Unreadable
from carisecure.importing.doubtful import OTHERS
from carisecure.importing.fields import Text
from carisecure.importing.register import ages, days, names, nouns, telephones
from carisecure.importing.register.mapping import CODED, REMARKS, ColumnRule, codes_of
from carisecure.importing.register.nouns import AgeRead, DayRead, FieldKind, NameRead, NounField
from carisecure.importing.rows import Unread, normal

REMEMBERED = 5_000  # different texts of one column
_WITH_YEAR = re.compile(r"(.*\S)[\s,(]+((?:19|20)\d\d)\)?")  # Committed 2022


@dataclass
class Said:
    """What one row says of one noun: values by field, faults and doubts as (column, code, value, arguments)."""

    values: dict[str, Any] = field(default_factory=dict)
    faults: list[tuple[str, str, str]] = field(default_factory=list)
    doubts: list[tuple[str, str, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


class ColumnReader:
    """One column. Texts repeat (regions, courts, ages): what one means is worked out once."""

    def __init__(self, rule: ColumnRule, *, day_first: bool, today: date) -> None:
        self.rule = rule
        self.is_remark = rule.to == REMARKS
        self.unknown = {normal(value) for value in rule.unknown}
        self.as_remark = {normal(value) for value in rule.remarks}
        self._known: dict[str, tuple[Any, str]] = {}
        if not self.is_remark:
            self.field = rule.field
            self._read = _reader(rule, self.field, day_first=day_first, today=today)

    def put(self, cell: str, said: Said) -> None:
        """What the cell says goes into `said`."""
        name = self.rule.column
        if isinstance(cell, Unreadable):
            said.faults.append((name, cell.code, str(cell)[:80]))
        elif not cell or normal(cell) in self.unknown:
            return
        elif self.is_remark or normal(cell) in self.as_remark:
            said.remarks.append(f"{name}: {cell}")
        else:
            self._put(name, cell, said)

    def _put(self, name: str, cell: str, said: Said) -> None:
        try:
            value, doubt = self._meaning(cell, said)
        except Unread as unread:
            said.faults.append((name, str(unread), cell[:80]))
            return
        if doubt:
            said.doubts.append((name, doubt, cell[:80]))
        before = said.values.get(self.field.code)
        said.values[self.field.code] = value if before is None else _together(before, value)

    def _meaning(self, cell: str, said: Said) -> tuple[Any, str]:
        """As `meaning`. A value with a year behind it ("Committed 2022") is both, where no other column has its day."""
        try:
            return self.meaning(cell)
        except Unread:
            day = nouns.of(self.rule.noun).year_of
            parts = _WITH_YEAR.fullmatch(cell) if self.field.kind is FieldKind.CODE and day else None
            if parts is None:
                raise
            value, _doubt = self.meaning(parts[1])
            said.values.setdefault(day, DayRead(date(int(parts[2]), 1, 1), "year"))
            return value, "taken_apart"

    def meaning(self, cell: str) -> tuple[Any, str]:
        """The value, and the code of a doubt or "". Raises Unread."""
        if cell not in self._known:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[cell] = self._read(cell)
        return self._known[cell]


def finish(values: dict[str, Any], fields: Iterable[NounField]) -> None:
    """Names whose parts stood in columns of their own become one."""
    for one in fields:
        if one.kind is FieldKind.NAME and isinstance(parts := values.get(one.code), _Parts):
            values[one.code] = parts.name()


@dataclass(frozen=True)
class _Parts:
    """Of a name, as far as its columns have been read."""

    family: str = ""
    given: str = ""
    also: str = ""
    whole: NameRead | None = None

    def name(self) -> NameRead:
        made = names.joined(self.family, self.given, self.also)
        if self.whole is None:
            return made
        return replace(self.whole, also=tuple(dict.fromkeys([*self.whole.also, *made.also])))


def _together(before: Any, value: Any) -> Any:
    """Of two columns for one field."""
    if isinstance(before, _Parts | NameRead) or isinstance(value, _Parts):
        one, other = (part if isinstance(part, _Parts) else _Parts(whole=part) for part in (before, value))
        family, given, also = (getattr(one, part) or getattr(other, part) for part in ("family", "given", "also"))
        return _Parts(family, given, also, one.whole or other.whole)
    if isinstance(before, AgeRead):
        ages_said, born = (before, value) if before.born is None else (value, before)
        return replace(ages_said, born=born.born or ages_said.born)
    if isinstance(before, tuple):
        return (*before, *(one for one in value if one not in before))
    return f"{before}\n{value}"


def _part_of_name(part: str, text: str) -> _Parts:
    family, given, also = (text if part == one else "" for one in ("family", "given", "also"))
    return _Parts(family, given, also)


Reader = Callable[[str], tuple[Any, str]]


def _reader(rule: ColumnRule, one: NounField, *, day_first: bool, today: date) -> Reader:
    kind = one.kind
    if kind is FieldKind.DAY:
        return lambda cell: days.read_day(cell, day_first=day_first, today=today)
    if kind is FieldKind.AGE:
        if rule.part == "born":
            return lambda cell: _born(cell, day_first=day_first, today=today)
        return lambda cell: ages.read_age(cell, day_first=day_first, today=today)
    if kind is FieldKind.NAME:
        if rule.part:
            return lambda cell: (_part_of_name(rule.part, cell), "")
        return names.read_name
    if kind is FieldKind.TELEPHONES:
        return lambda cell: (telephones.read_telephones(cell), "")
    if kind is FieldKind.REFERENCE:
        return lambda cell: (" ".join(cell.split()), "")
    if kind is FieldKind.NUMBER:
        return lambda cell: (_number(cell), "")
    if kind in CODED:
        return _Codes(rule, one).read
    return lambda cell: (cell, "")


def _born(cell: str, *, day_first: bool, today: date) -> tuple[AgeRead, str]:
    found, doubt = days.read_day(cell, day_first=day_first, today=today)
    return AgeRead(born=found), doubt


def _number(cell: str) -> int:
    plain = cell.replace(",", "").removesuffix(".0")
    if not (plain.isascii() and plain.isdigit() and len(plain) < 10):
        raise Unread("not_a_number")
    return int(plain)


def meanings_known(one: NounField) -> dict[str, str]:
    """Values that need no line in a mapping: our codes, and their labels in both languages."""
    return {
        normal(text): code
        for code, label in codes_of(one).items()
        for text in (code, *(_in_both(label) if label is not None else ()))
    }


def _in_both(label: Text) -> list[str]:
    found = []
    for language in ("en", "es"):
        with translation.override(language):
            found.append(str(label))
    return found


class _Codes:
    """One code, or several, out of a cell."""

    def __init__(self, rule: ColumnRule, one: NounField) -> None:
        self.kind, self.separator = one.kind, rule.separator
        known = meanings_known(one) if one.kind is not FieldKind.COUNTRY else {}
        self.values = known | {normal(value): code for value, code in rule.values.items()}
        self.unknown = {normal(value) for value in rule.unknown}

    def read(self, cell: str) -> tuple[Any, str]:
        is_whole = not self.separator or normal(cell) in self.values
        parts = [cell] if is_whole else split(cell, self.separator)
        found = tuple(dict.fromkeys(self._one(part) for part in parts if normal(part) not in self.unknown))
        if self.kind is FieldKind.CODES:
            return found, ""
        if len(found) > 1:
            raise Unread("several_answers")
        return (found[0] if found else None), ""

    def _one(self, value: str) -> str:
        plain = normal(value)
        if plain in self.values:
            return self.values[plain]
        if self.kind is FieldKind.COUNTRY and value.strip().upper() not in OTHERS:
            country = country_of(value)
            if country is not None:
                return country
        raise Unread("not_a_country" if self.kind is FieldKind.COUNTRY else "unknown_code")


def label_of(one: NounField, code: str) -> Text:
    """What a code is called."""
    if one.kind is FieldKind.COUNTRY:
        from carisecure.countries.names import country_name

        return country_name(code)
    found: Text = one.choices().get(code, code)
    return found
