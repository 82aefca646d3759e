"""What somebody says of a register: its sheets, its columns, its values; kept under a name, taken from one, sent on."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction

from carisecure.importing.register import suggesting
from carisecure.importing.register.mapping import ColumnRule, RegisterMapping, SheetRule, WrongMapping
from carisecure.importing.register.mapping_words import wrong_words
from carisecure.importing.rows import normal
from cases.registers.models import RegisterBatch, RegisterState
from cases.registers.models import RegisterMapping as SavedRegisterMapping
from cases.registers.operations.held import ask, held
from cases.registers.operations.receiving import LOOK, forget_result
from cases.registers.reading import looks_of, mapping_of, mappings_of

if TYPE_CHECKING:
    from carisecure.accounts.models import User

UNKNOWN, REMARK = "?", "!"  # in place of a code: this value says nothing; it is kept as a remark


@dataclass(frozen=True)
class SheetSaid:
    """What is said of one sheet on the page of sheets."""

    name: str
    rows_are: str = ""
    head_row: int = 0
    hidden_rows: str = ""
    hidden_columns: str = ""
    leave_out: str = ""


@dataclass(frozen=True)
class ColumnSaid:
    """What is said of one column: "" leaves it out."""

    column: str
    to: str = ""
    part: str = ""
    fill: bool = False
    separator: str = ""


def _remap(batch: RegisterBatch, by: User, change: Callable[[RegisterMapping], RegisterMapping]) -> RegisterBatch:
    """Raises TransitionRefused; ValidationError for what cannot be in a mapping."""
    batch = held(batch, by, becoming=RegisterState.RECEIVED)
    try:
        made = RegisterMapping.from_json(change(mapping_of(batch)).as_json())
    except WrongMapping as wrong:
        raise ValidationError(wrong_words(wrong)) from None
    batch.put_mapping(made.as_json())
    batch.mapping_name = made.name
    forget_result(batch)
    batch.state = RegisterState.RECEIVED
    batch.save()
    return batch


@transaction.atomic
def say_sheets(*, batch: RegisterBatch, sheets: Sequence[SheetSaid], day_first: bool, by: User) -> RegisterBatch:
    """What each row of a sheet is, where its head stands, what becomes of what is hidden, which rows are left out.

    What was said of its columns stays where its rows are what they were; else it is suggested anew. A head row that is
    not as it was has the file looked into again.
    """
    found = {one.surveyed.name: one for one in looks_of(batch)}
    before = mapping_of(batch)
    mappings = mappings_of(by)

    def change(mapping: RegisterMapping) -> RegisterMapping:
        rules = tuple(_sheet(mapping.sheet(said.name), said) for said in sheets if said.name in found)
        changed = [rule for rule in rules if rule.rows_are and not rule.columns]
        fresh = suggesting.columns_for(
            [one.looked for one in found.values()], {rule.name: rule.rows_are for rule in rules}, mappings
        )
        rules = tuple(replace(rule, columns=fresh[rule.name]) if rule in changed else rule for rule in rules)
        return replace(mapping, sheets=rules, day_first=day_first, name="")

    made = _remap(batch, by, change)
    heads = {one.name: one.head_row for one in before.sheets}
    moved = [
        said.name for said in sheets
        if said.name in found and said.head_row not in (heads.get(said.name, 0), found[said.name].surveyed.head_row)
    ]  # fmt: skip
    if moved:
        made.state = RegisterState.SENT
        made.save(update_fields=["state"])
        made.job = ask(LOOK, made, by)
    return made


def _sheet(rule: SheetRule | None, said: SheetSaid) -> SheetRule:
    columns = rule.columns if rule and rule.rows_are == said.rows_are else ()
    return SheetRule(
        said.name, said.rows_are, said.head_row, said.hidden_rows, said.hidden_columns, said.leave_out, columns
    )


@transaction.atomic
def say_columns(*, batch: RegisterBatch, sheet: str, columns: Sequence[ColumnSaid], by: User) -> RegisterBatch:
    """What each column of one sheet is read into. What its values mean is kept where the field is the same.

    Raises ValidationError where two columns are read into one field.
    """
    samples = next((one.looked.samples for one in looks_of(batch) if one.surveyed.name == sheet), {})
    mappings = mappings_of(by)

    def change(mapping: RegisterMapping) -> RegisterMapping:
        rule = mapping.sheet(sheet) or SheetRule(sheet)
        made = []
        for said in (one for one in columns if one.to):
            old = rule.column(said.column)
            fresh = ColumnRule(said.column, said.to, said.part)
            fresh.check()
            is_same = old is not None and (old.to, old.part) == (said.to, said.part)
            kept = (
                old
                if old is not None and is_same
                else suggesting.with_values(fresh, samples.get(said.column, ()), mappings)
            )
            separator = said.separator if is_same else kept.separator
            made.append(replace(kept, fill=said.fill, separator=separator))
        return replace(mapping.with_sheet(replace(rule, columns=tuple(made))), name="")

    return _remap(batch, by, change)


@transaction.atomic
def say_values(*, batch: RegisterBatch, sheet: str, values: Mapping[str, Mapping[str, str]], by: User) -> RegisterBatch:
    """What values mean: column -> value -> one of our codes, UNKNOWN or REMARK; "" leaves a value undecided."""

    def change(mapping: RegisterMapping) -> RegisterMapping:
        rule = mapping.sheet(sheet) or SheetRule(sheet)
        columns = tuple(_meaning(one, values.get(one.column, {})) for one in rule.columns)
        return replace(mapping.with_sheet(replace(rule, columns=columns)), name=mapping.name)

    return _remap(batch, by, change)


def _meaning(column: ColumnRule, said: Mapping[str, str]) -> ColumnRule:
    spoken = {normal(value) for value in said}
    values = {value: code for value, code in column.values.items() if normal(value) not in spoken}
    unknown = [value for value in column.unknown if normal(value) not in spoken]
    remarks = [value for value in column.remarks if normal(value) not in spoken]
    for value, code in said.items():
        if code == UNKNOWN:
            unknown.append(value)
        elif code == REMARK:
            remarks.append(value)
        elif code:
            values[value] = code
    return replace(column, values=values, unknown=tuple(unknown), remarks=tuple(remarks))


@transaction.atomic
def keep_mapping(*, batch: RegisterBatch, name: str, by: User) -> SavedRegisterMapping:
    """Keep the batch's mapping under a name for the unit's next books; an existing one of that name is overwritten."""
    batch = held(batch, by)
    saved = SavedRegisterMapping.objects.visible_to(by, SavedRegisterMapping.reading).filter(name=name).first()
    saved = saved or SavedRegisterMapping(agency_group_id=batch.agency_group_id, name=name)
    saved.content_text = json.dumps({**batch.mapping, "name": name})
    saved.saved_by = by
    saved.save()
    batch.mapping_name = name
    batch.save(update_fields=["mapping_name"])
    return saved


@transaction.atomic
def take_mapping(*, batch: RegisterBatch, mapping: RegisterMapping, by: User) -> RegisterBatch:
    """Read a book as a saved mapping, or one from a file, says. Sheets that the book does not have are left away; what
    is hidden is asked about again. A mapping of one sheet reads the one that has all its columns, whatever its name.
    """
    looks = looks_of(batch)
    found = {one.surveyed.name for one in looks}
    mapping = suggesting.fitting([one.looked for one in looks], [mapping]) or mapping

    def change(before: RegisterMapping) -> RegisterMapping:
        taken = [replace(rule, head_row=0, leave_out="") for rule in mapping.sheets if rule.name in found]
        if not any(rule.rows_are for rule in taken):
            raise WrongMapping("fits_nothing")
        others = [rule for rule in before.sheets if rule.name not in {one.name for one in taken}]
        kept = [replace(rule, rows_are="", columns=()) for rule in others]
        return RegisterMapping((*taken, *kept), mapping.day_first, mapping.name)

    return _remap(batch, by, change)


def mapping_in(text: bytes) -> RegisterMapping:
    """Of a file that was exported. Raises ValidationError on "file"."""
    try:
        return RegisterMapping.from_json(json.loads(text.decode("utf-8-sig")))
    except WrongMapping as wrong:
        raise ValidationError({"file": wrong_words(wrong)}) from None
    except (ValueError, RecursionError):
        raise ValidationError({"file": wrong_words(WrongMapping("not_a_mapping"))}) from None
