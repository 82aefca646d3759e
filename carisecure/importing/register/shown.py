"""How the values that were read are written for people."""

from __future__ import annotations

from typing import Any

from carisecure.importing.register.mapping import CODED
from carisecure.importing.register.nouns import AgeRead, DayRead, FieldKind, NameRead, NounField, TelephoneRead
from carisecure.importing.register.reading import label_of
from carisecure.interface import words


def shown(value: Any, one: NounField | None = None) -> str:
    """In the reader's language; "" for nothing."""
    if value is None:
        return ""
    if isinstance(value, DayRead):
        return words.day(value.day, value.precision)
    if isinstance(value, AgeRead):
        return _age(value)
    if isinstance(value, NameRead):
        name = f"{value.given} {value.family}".strip() or value.full
        return " · ".join([name, *value.also])
    if isinstance(value, TelephoneRead):
        return f"{value.number} ({value.note})" if value.note else value.number
    if isinstance(value, tuple):
        return ", ".join(shown(each, one) for each in value)
    if one is not None and one.kind in CODED and one.kind is not FieldKind.TEXT:
        return str(label_of(one, str(value)))
    return str(value)


def _age(value: AgeRead) -> str:
    years = (value.years_from, value.years_to)
    said = [words.age_range(*years)] if years != (None, None) else []
    said += [words.day(value.born.day, value.born.precision)] if value.born else []
    return ", ".join([*said, *([value.text] if value.text else [])])
