"""How a register is probably read, by the names of its sheets and columns, in English and Spanish, and by what earlier
mappings of the unit say. Everything here is shown before it is used.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from django.utils import translation

from carisecure.importing.answers import suggested
from carisecure.importing.cells import Line, Unreadable
from carisecure.importing.register import nouns
from carisecure.importing.register.mapping import CODED, REMARKS, ColumnRule, RegisterMapping, SheetRule, offered
from carisecure.importing.register.nouns import FieldKind, Noun
from carisecure.importing.register.reading import meanings_known
from carisecure.importing.register.sheets import above
from carisecure.importing.register.tables import heads_of
from carisecure.importing.rows import normal
from carisecure.importing.survey import Surveyed

_PARTS = {
    "family": ("surname", "lastname", "familyname", "surnames", "apellido", "apellidos"),
    "given": ("firstname", "givenname", "givennames", "forename", "forenames", "othernames", "primernombre", "nombres"),
}
_BORN = ("dob", "dateofbirth", "birthdate", "fechadenacimiento", "nacimiento", "fechanac")
_REMARKS = ("remarks", "remark", "notes", "note", "comments", "comment", "observaciones", "observacion", "notas",
            "comentarios")  # fmt: skip
_NOTHING = "n/a n.a. n.a nil none - -- --- unknown unk unk. n/k nk ? ?? s/d n/d desconocido desconocida"
SAYS_NOTHING = frozenset(
    [*_NOTHING.split(), "not known", "not stated", "not available", "no consta", "sin dato", "sin datos"]
)
_BETWEEN = frozenset(["of", "the", "de", "del", "la", "las", "el", "los", "s", "no"])
NAMED, A_TITLE, NUMBERED = (
    4,
    2,
    2,
)  # what the name of a sheet, a title above its head and a number weigh against columns
LONG_ENOUGH, ALIKE = 8, 0.88  # letters of a name that may be a part of another, or nearly be it


def plain(name: str) -> str:
    """For comparing names: small letters and digits, without marks on letters."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    return "".join(mark for mark in bare if mark.isalnum() and not unicodedata.combining(mark))


@lru_cache(maxsize=8)
def _names(_codes: tuple[str, ...]) -> dict[str, list[tuple[str, str, str]]]:
    """Plain name of a column -> what it may be: noun, field, part."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for noun, one, part in offered():
        for name in _also(one, part):
            places = found.setdefault(plain(name), [])
            if (noun.code, one.code, part) not in places:
                places.append((noun.code, one.code, part))
    return found


def _also(one: nouns.NounField, part: str) -> Iterable[str]:
    if one.kind is FieldKind.NAME and part in _PARTS:
        return _PARTS[part] if one.code == "name" else ()
    if part == "born":
        return _BORN
    if part:
        return ()
    return [one.code.replace("_", ""), *one.also, *_labels(one.label)]


def _labels(label: object) -> list[str]:
    found = []
    for language in ("en", "es"):
        with translation.override(language):
            found.append(str(label))
    return found


@lru_cache(maxsize=2_000)
def _meanings(head: str, codes: tuple[str, ...]) -> list[tuple[str, str, str]]:
    names = _names(codes)
    if found := names.get(plain(head)):
        return found
    words = [word for word in re.split(r"[\W_]+", head.casefold()) if word]
    of_nouns = _words_of_nouns()
    said = {word: _called(word, of_nouns) for word in words}
    rest = [word for word in words if word not in _BETWEEN and not said[word]]
    if not rest:  # "Accused" above the names of the accused
        named = {code for codes in said.values() for code in codes}
        return [one for one in names.get("name", ()) if one[0] in named and one[1:] == ("name", "")]
    if found := names.get("".join(rest)):
        return found
    return _alike(plain(head), names)


def _alike(head: str, names: Mapping[str, list[tuple[str, str, str]]]) -> list[tuple[str, str, str]]:
    """Of names that nobody has written down exactly so: "Remitido a la Fiscalía" ends as "a la Fiscalía" does."""
    if len(head) < LONG_ENOUGH:
        return []
    long = [name for name in names if len(name) >= LONG_ENOUGH]
    parts = [name for name in long if head.startswith(name) or head.endswith(name)]
    close = difflib.get_close_matches(head, long, n=1, cutoff=ALIKE)
    best = max(parts, key=len) if parts else close[0] if close else ""
    return names.get(best, [])


def meanings_of(head: str) -> list[tuple[str, str, str]]:
    """What a column may be: noun, field, part. "Name of victim" is Name, "Nombre de la víctima" is Nombre."""
    return _meanings(head, tuple(noun.code for noun in nouns.in_order()))


def _called(word: str, of_nouns: Mapping[str, list[str]]) -> list[str]:
    """The nouns that a word calls: victims, víctima and Victim one."""
    bare = plain(word).rstrip("s")
    return next(
        (codes for name, codes in of_nouns.items() if bare == name or (len(name) > 4 and bare.startswith(name))), []
    )


def _words_of_nouns() -> dict[str, list[str]]:
    """The words that nouns are called by, and which ones are."""
    found: dict[str, list[str]] = {}
    for noun in nouns.in_order():
        for text in (*_labels(noun.label), *_labels(noun.label_many)):
            for word in text.split():
                found.setdefault(plain(word).rstrip("s"), []).append(noun.code)
    return found


@dataclass(frozen=True)
class Names:
    """Names of columns that are known: of the fields there are, and of the unit's own mappings."""

    of_mappings: frozenset[str] = frozenset()

    @classmethod
    def of(cls, mappings: Iterable[RegisterMapping]) -> Names:
        return cls(frozenset(plain(c.column) for m in mappings for rule in m.sheets for c in rule.columns))

    def score(self, line: Line) -> int:
        """How many of them stand in a row."""
        cells = {plain(cell) for cell in line.cells if cell.strip() and not isinstance(cell, Unreadable)}
        return sum(1 for cell in cells if cell and (cell in self.of_mappings or cell in _REMARKS or meanings_of(cell)))


@dataclass(frozen=True)
class Looked:
    """A sheet as far as a suggestion needs it. `titles`: texts above its head. `samples`: values by column."""

    surveyed: Surveyed
    titles: tuple[str, ...]
    samples: Mapping[str, Sequence[str]]


def fitting(looked: Sequence[Looked], mappings: Sequence[RegisterMapping]) -> RegisterMapping | None:
    """The mapping that has most sheets of this book, every one of its sheets with every column that it reads. One of a
    single sheet fits whatever that is called (a standard's, a CSV).
    """
    fits = [found for one in mappings if (found := _fitted(looked, one))]
    return max(fits, key=lambda one: len(one.sheets)) if fits else None


def _fitted(looked: Sequence[Looked], mapping: RegisterMapping) -> RegisterMapping | None:
    heads = {one.surveyed.name: set(heads_of(one.surveyed).values()) for one in looked}
    read = [rule for rule in mapping.sheets if rule.rows_are]
    if len(read) == 1 and read[0].name not in heads:
        alike = [name for name in heads if {column.column for column in read[0].columns} <= heads[name]]
        if len(alike) != 1:
            return None
        mapping = replace(mapping, sheets=(replace(read[0], name=alike[0]),))
        read = list(mapping.sheets)
    if not read or not all(
        rule.name in heads and {column.column for column in rule.columns} <= heads[rule.name] for rule in read
    ):
        return None
    return mapping


def suggest(
    looked: Sequence[Looked], mappings: Sequence[RegisterMapping], *, day_first: bool = True
) -> RegisterMapping:
    """A mapping of a whole book: what each sheet's rows are, then its columns, then what stands in them."""
    chosen = {one.surveyed.name: _rows_are(one) for one in looked}
    columns = columns_for(looked, chosen, mappings)
    rules = (SheetRule(name, rows_are, columns=columns[name]) for name, rows_are in chosen.items())
    return RegisterMapping(tuple(rules), day_first)


def columns_for(
    looked: Sequence[Looked], chosen: Mapping[str, str], mappings: Sequence[RegisterMapping]
) -> dict[str, tuple[ColumnRule, ...]]:
    """The columns of each sheet, where it is said of each what its rows are ("" for one that is left out)."""
    order = {noun.code: place for place, noun in enumerate(nouns.in_order())}
    made: set[str] = set(filter(None, chosen.values()))
    found: dict[str, tuple[ColumnRule, ...]] = {}
    for one in sorted(looked, key=lambda each: order.get(chosen.get(each.surveyed.name, ""), len(order))):
        name = one.surveyed.name
        rows_are = chosen.get(name, "")
        found[name] = _columns(one, rows_are, made, mappings) if rows_are else ()
        made |= {column.noun for column in found[name] if column.to != REMARKS}
    return found


def _rows_are(one: Looked) -> str:
    """The noun that most of a sheet speaks for: by its columns, those of what belongs to it, and its name."""
    found = [meaning for head in heads_of(one.surveyed).values() for meaning in meanings_of(head)]
    fields = {(noun, code) for noun, code, _part in found}
    own = {noun.code: sum(1 for code, _field in fields if code == noun.code) for noun in nouns.in_order()}
    named = {noun.code: _weight(noun, one) for noun in nouns.in_order()}
    people = [noun for noun in nouns.in_order() if _has_name(noun) and (noun.code, "name") in fields]
    candidates = [
        noun for noun in people or nouns.in_order() if own[noun.code] > 1 or (own[noun.code] and named[noun.code])
    ]
    if not candidates:
        return ""
    below = {noun.code: sum(own[each.code] for each in _below(noun)) for noun in candidates}
    numbers = {noun.code: NUMBERED for noun in candidates if _number_of(noun) in fields}
    return max(
        candidates,
        key=lambda noun: own[noun.code] + below[noun.code] + named[noun.code] + numbers.get(noun.code, 0),
    ).code


def _number_of(noun: Noun) -> tuple[str, str]:
    return noun.code, next((one.code for one in noun.fields if one.kind is FieldKind.REFERENCE), "")


def _has_name(noun: Noun) -> bool:
    return any(one.kind is FieldKind.NAME and one.code == "name" for one in noun.fields)


def _below(noun: Noun) -> list[Noun]:
    """What belongs to it and is no person of its own."""
    return [each for each in nouns.in_order() if noun.code in _owners(each) and not _has_name(each)]


def _owners(noun: Noun) -> set[str]:
    return {owner for code in noun.belongs_to for owner in (code, *_owners(nouns.of(code)))}


def _weight(noun: Noun, one: Looked) -> int:
    words = {plain(label)[:7] for label in (*_labels(noun.label), *_labels(noun.label_many)) if label}
    if any(word in plain(one.surveyed.name) for word in words):
        return NAMED
    return A_TITLE if any(word in plain(title) for title in one.titles for word in words) else 0


def _columns(one: Looked, rows_are: str, made: set[str], mappings: Sequence[RegisterMapping]) -> tuple[ColumnRule, ...]:
    """What each column is for: first for what the rows are, then for what belongs to it, then for what it belongs to.

    Of a noun that another sheet makes only its number is taken: that is how sheets join.
    """
    row = nouns.of(rows_are)
    nearest = [rows_are, *(each.code for each in _below(row)), *sorted(above(row))]
    elsewhere = made - {rows_are} - {each.code for each in _below(row)}
    taken: set[tuple[str, str, str]] = set()
    rules = []
    heads = list(heads_of(one.surveyed).values())
    has_family = any(plain(head) in _PARTS["family"] for head in heads)
    for head in heads:
        rule = _earlier(one.surveyed.name, head, mappings) or _rule(head, nearest, elsewhere, taken, has_family)
        if rule and (rule.to == REMARKS or (rule.noun, rule.code, rule.part) not in taken):
            taken.add((rule.noun, rule.code, rule.part))
            rules.append(with_values(rule, one.samples.get(head, ()), mappings))
    return tuple(rules)


def _earlier(sheet: str, head: str, mappings: Sequence[RegisterMapping]) -> ColumnRule | None:
    """What an earlier mapping says of this column of a sheet of this name."""
    for mapping in mappings:
        rule = mapping.sheet(sheet)
        if rule and (column := rule.column(head)):
            return column
    return None


def _rule(
    head: str, nearest: Sequence[str], elsewhere: set[str], taken: set[tuple[str, str, str]], has_family: bool
) -> ColumnRule | None:
    if plain(head) in _REMARKS:
        return ColumnRule(head, REMARKS)
    meanings = [meaning for meaning in meanings_of(head) if meaning[0] in nearest]
    meanings.sort(key=lambda meaning: nearest.index(meaning[0]))
    for noun, code, part in meanings:
        one = next(each for each in nouns.of(noun).fields if each.code == code)
        if noun in elsewhere and one.kind is not FieldKind.REFERENCE:
            continue
        if one.kind is FieldKind.NAME and not part and has_family:
            part = "given"  # Apellido beside Nombre
        if (noun, code, part) not in taken:
            return ColumnRule(head, f"{noun}.{code}", part)
    return None


def with_values(rule: ColumnRule, samples: Sequence[str], mappings: Sequence[RegisterMapping]) -> ColumnRule:
    """What stands in a column, as far as earlier mappings or plain words for "not known" say what it means."""
    said: dict[str, set[str]] = {}
    unknown: set[str] = set()
    for mapping in mappings:
        for each in (column for sheet in mapping.sheets for column in sheet.columns if column.to == rule.to):
            unknown |= {normal(value) for value in each.unknown}
            for value, code in each.values.items():
                said.setdefault(normal(value), set()).add(code)
    if rule.to == REMARKS:
        return rule
    separator = rule.separator
    if rule.field.kind is FieldKind.CODES and not separator:
        separator = suggested(samples, frozenset(meanings_known(rule.field)) | frozenset(said))
    there = {normal(part): part.strip() for value in samples for part in _parts(value, separator)}
    values = {there[value]: next(iter(codes)) for value, codes in said.items() if value in there and len(codes) == 1}
    says_nothing = frozenset[str]() if rule.field.kind is FieldKind.NAME else SAYS_NOTHING  # that is a person, too
    nothing = [text for value, text in there.items() if value in unknown or value in says_nothing]
    known = meanings_known(rule.field) if rule.field.kind in CODED else {}
    return replace(
        rule, separator=separator,
        values={**{value: code for value, code in values.items() if normal(value) not in known}, **rule.values},
        unknown=tuple(dict.fromkeys([*rule.unknown, *(text for text in nothing if normal(text) not in known)])),
    )  # fmt: skip


def _parts(value: str, separator: str) -> list[str]:
    return [value, *(part for part in value.split(separator))] if separator else [value]
