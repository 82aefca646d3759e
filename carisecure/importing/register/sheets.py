"""What a mapping says of each sheet, worked out once: which nouns its rows give, and by which columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from carisecure.importing.register import nouns
from carisecure.importing.register.mapping import REMARKS, RegisterMapping, SheetRule, WrongMapping
from carisecure.importing.register.nouns import FieldKind, Noun
from carisecure.importing.register.reading import ColumnReader
from carisecure.importing.register.tables import heads_of
from carisecure.importing.survey import Surveyed


@dataclass
class SheetPlan:
    """One sheet. `nouns`: those that its rows give or name, in order. `joined`: those that another sheet makes and that
    are only named by their number here. `above`: those that several rows may share, because rows belong to them.
    `readers`: by noun, its columns by their place in the table.
    """

    surveyed: Surveyed
    rule: SheetRule
    nouns: list[Noun]
    joined: frozenset[str]
    above: frozenset[str]
    needed: frozenset[str]
    readers: dict[str, list[tuple[int, ColumnReader]]] = field(default_factory=dict)

    @cached_property
    def _columns(self) -> dict[tuple[str, str], str]:
        return {(one.noun, one.code): one.column for one in reversed(self.rule.columns) if one.to != REMARKS}

    def column_of(self, noun: str, code: str) -> str:
        """The head of the column that a field is read from; "" for none."""
        return self._columns.get((noun, code), "")

    def field_of(self, noun: str, column: str) -> str:
        return next((one.code for one in self.rule.columns if one.noun == noun and one.column == column), "")

    def columns_of(self, noun: str) -> list[str]:
        return [one.column for one in self.rule.columns if one.noun == noun]

    @cached_property
    def reference_at(self) -> dict[str, int]:
        return {
            code: at
            for code, readers in self.readers.items()
            for at, reader in readers
            if not reader.is_remark and reader.field.kind is FieldKind.REFERENCE
        }

    @cached_property
    def numbered(self) -> list[str]:
        """Nouns with a number in each row, what each row is first."""
        return sorted(self.reference_at, key=lambda code: code != self.rule.rows_are)


def above(noun: Noun) -> set[str]:
    """Every noun that it belongs to or comes with, and theirs."""
    found: set[str] = set()
    for code in (*noun.belongs_to, *noun.comes_with):
        found |= {code} | above(nouns.of(code))
    return found


def sheet_plans(surveyed: Sequence[Surveyed], mapping: RegisterMapping, today: date) -> list[SheetPlan]:
    """The sheets that are read, in the order in which they are. Raises WrongMapping."""
    order = {noun.code: place for place, noun in enumerate(nouns.in_order())}
    pairs = [(one, rule) for one in surveyed if (rule := mapping.sheet(one.name)) and rule.rows_are]
    if not pairs:
        raise WrongMapping("nothing_read")
    pairs.sort(key=lambda pair: order[pair[1].rows_are])
    everywhere = {code for _one, rule in pairs for code in made_in(rule)}
    return [_plan(one, rule, mapping, everywhere, today) for one, rule in pairs]


def made_in(rule: SheetRule) -> set[str]:
    """The nouns that a sheet's rows give: what each row is, and every noun of which more than its number is read."""
    more = {one.noun for one in rule.columns if one.to != REMARKS and one.field.kind is not FieldKind.REFERENCE}
    return more | {rule.rows_are}


def _plan(one: Surveyed, rule: SheetRule, mapping: RegisterMapping, everywhere: set[str], today: date) -> SheetPlan:
    made = made_in(rule)
    named = {column.noun for column in rule.columns if column.to != REMARKS}
    # A number that no other sheet explains makes its noun here: a book with one sheet of victims has cases by number.
    joined = frozenset(code for code in named - made if code in everywhere)
    made |= named - joined
    ordered = [noun for noun in nouns.in_order() if noun.code in made | joined]
    rows_are = nouns.of(rule.rows_are)
    needed = frozenset(code for noun in ordered if noun.code not in joined for code in noun.belongs_to)
    plan = SheetPlan(one, rule, ordered, joined, frozenset(above(rows_are)), needed)
    every = heads_of(one)
    heads = list(heads_of(one, with_hidden=rule.hidden_columns != "leave").values())
    for column in rule.columns:
        if column.column not in every.values():
            raise WrongMapping("no_such_column", sheet=rule.name, column=column.column)
        if column.column in heads:
            reader = ColumnReader(column, day_first=mapping.day_first, today=today)
            noun = rule.rows_are if reader.is_remark else column.noun
            plan.readers.setdefault(noun, []).append((heads.index(column.column), reader))
    _check(plan, made)
    return plan


def _check(plan: SheetPlan, made: set[str]) -> None:
    """Raises WrongMapping where a column is missing without which nothing can be made."""
    sheet = plan.rule.name
    if (plan.surveyed.hidden_rows and not plan.rule.hidden_rows) or (
        plan.surveyed.hidden_columns and not plan.rule.hidden_columns
    ):
        raise WrongMapping("ask_hidden", sheet=sheet)
    rows_are = nouns.of(plan.rule.rows_are)
    if not any(one.noun == rows_are.code for one in plan.rule.columns):
        raise WrongMapping("rows_are_unread", sheet=sheet, noun=str(rows_are.label))
    for noun in plan.nouns:
        if noun.code in plan.joined:
            continue
        for parent in noun.belongs_to:
            if parent not in made | plan.joined:
                raise WrongMapping("needs_number", sheet=sheet, noun=str(nouns.of(parent).label))
        for one in noun.fields:
            if one.is_required and not plan.column_of(noun.code, one.code):
                raise WrongMapping("needs_column", sheet=sheet, field=str(one.label), noun=str(noun.label))
