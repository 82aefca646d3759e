"""What the pages of this room show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.access.fields import load_keys
from carisecure.audit.record import record_listed
from carisecure.importing.register import nouns
from carisecure.importing.register.mapping import REMARKS, SheetRule, WrongMapping, field_of
from carisecure.importing.register.mapping_words import PART_WORDS, wrong_words
from carisecure.importing.register.words import doubt_words, fault_words
from carisecure.jobs.models import Job
from carisecure.jobs.queries import JobView, own_job
from cases.registers.models import RegisterBatch, RegisterMapping
from cases.registers.reading import ACTION, looks_of, mapping_of, refuse_half

if TYPE_CHECKING:
    from carisecure.accounts.models import User

SHOWN_ROWS, SHOWN_GROUPS = 12, 60
WHY_LEFT_OUT = {
    "title": gettext_lazy("above the column names"), "heading": gettext_lazy("headings between the rows"),
    "head_again": gettext_lazy("the column names again"), "total": gettext_lazy("totals"),
    "number_alone": gettext_lazy("only a running number"), "hidden": gettext_lazy("hidden"),
    "said": gettext_lazy("as you said"),
}  # fmt: skip


def batches_of(viewer: User) -> list[RegisterBatch]:
    """The unit's registers, the newest first, with their names opened; the log says which. 3 queries."""
    found = list(RegisterBatch.objects.visible_to(viewer, ACTION).select_related("asked_by")[:200])
    load_keys(found)
    record_listed(RegisterBatch._meta.db_table, [batch.pk for batch in found], page="cases:register_list")
    return found


def saved_mappings(viewer: User) -> list[RegisterMapping]:
    return list(RegisterMapping.objects.visible_to(viewer, ACTION))


def job_shown(viewer: User, job_id: UUID | None) -> JobView | None:
    """The work on something, where this viewer asked for it; a colleague's job is theirs alone."""
    if job_id is None or not Job.objects.of(viewer).filter(pk=job_id).exists():
        return None
    return own_job(viewer, job_id)


@dataclass(frozen=True)
class SheetShown:
    """One sheet and how it is read. `number` is its place in the book: its address."""

    number: int
    name: str
    rows: int
    head_row: int
    rows_are: str
    columns: list[tuple[str, str, str]] = field(default_factory=list)  # column, what it is read into, more of it
    left_out: list[str] = field(default_factory=list)  # columns


def sheets_shown(batch: RegisterBatch) -> list[SheetShown]:
    mapping = mapping_of(batch)
    found = []
    for one in looks_of(batch):
        rule = mapping.sheet(one.surveyed.name) or SheetRule(one.surveyed.name)
        rows_are = str(nouns.of(rule.rows_are).label) if rule.rows_are else ""
        read = {column.column for column in rule.columns}
        found.append(
            SheetShown(
                one.surveyed.number, one.surveyed.name, one.rows, one.surveyed.head_row, rows_are, _columns(rule),
                [column for column in one.values if column not in read],
            )
        )  # fmt: skip
    return found


def _columns(rule: SheetRule) -> list[tuple[str, str, str]]:
    made = []
    for one in rule.columns:
        if one.to == REMARKS:
            made.append((one.column, _("Remarks"), ""))
            continue
        part = f" ({PART_WORDS[one.part]})" if one.part else ""
        into = f"{nouns.of(one.noun).label}: {one.field.label}{part}"
        more = [_("%(n)s values explained") % {"n": len(one.values)}] if one.values else []
        more += [_("not known: %(values)s") % {"values": ", ".join(one.unknown[:6])}] if one.unknown else []
        more += [_("a blank means “as above”")] if one.fill else []
        made.append((one.column, into, " · ".join(more)))
    return made


def what_is_missing(batch: RegisterBatch) -> str:
    """Why it cannot be checked yet, in words; "" where it can."""
    try:
        refuse_half(batch)
    except WrongMapping as wrong:
        return wrong_words(wrong)
    return ""


@dataclass(frozen=True)
class FaultShown:
    """One fault, or all those that are alike (`count`, `row` is the first)."""

    sheet: str
    row: int
    column: str
    value: str
    message: str
    count: int = 1


def faults_shown(batch: RegisterBatch) -> list[FaultShown]:
    """At most 1,000, in the order of the sheets and rows."""
    return [
        FaultShown(one["sheet"], one["row"], one["column"], one["value"],
                   fault_words(one["code"], one["arguments"], one["noun"]))
        for one in batch.faults
    ]  # fmt: skip


def grouped(faults: Iterable[FaultShown]) -> list[FaultShown]:
    """The same fault with the same value once, the most frequent first: what to mend to get rid of most."""
    found: dict[tuple[str, str, str, str], list[int]] = {}
    for one in faults:
        found.setdefault((one.sheet, one.column, one.value, one.message), []).append(one.row)
    made = [FaultShown(sheet, rows[0], column, value, message, len(rows))
            for (sheet, column, value, message), rows in found.items()]  # fmt: skip
    return sorted(made, key=lambda one: -one.count)[:SHOWN_GROUPS]


@dataclass
class ResultShown:
    """What the dry run found. `years`: the columns of the table, 0 for none; `counts`: noun, its number a year, all."""

    years: list[int] = field(default_factory=list)
    counts: list[tuple[str, list[int], int]] = field(default_factory=list)
    again: list[tuple[str, int]] = field(default_factory=list)
    doubts: list[tuple[str, int, str, str, str, str]] = field(default_factory=list)
    doubt_total: int = 0
    changed: list[dict[str, Any]] = field(default_factory=list)
    changed_total: int = 0
    left_out: list[tuple[str, list[tuple[str, int, str]]]] = field(default_factory=list)
    filled: list[tuple[str, str, int]] = field(default_factory=list)
    totals: list[tuple[str, int, str, int]] = field(default_factory=list)

    @property
    def unlisted_doubts(self) -> int:
        return self.doubt_total - len(self.doubts)


def result_shown(batch: RegisterBatch) -> ResultShown | None:
    """None where nothing has been checked."""
    result = batch.result
    if not result:
        return None
    years = sorted({year for _noun, year, _count in result["counts"]} - {0})
    years += [0] if any(year == 0 for _noun, year, _count in result["counts"]) else []
    return ResultShown(
        years=years, counts=_counts(result, years),
        again=[(_label(code), count) for code, count in result["again"].items()],
        doubts=[
            (one["sheet"], one["row"], one["column"], one["value"], one["read_as"],
             doubt_words(one["code"], one["arguments"]))
            for one in result["doubts"]
        ],
        doubt_total=result["doubt_total"], changed=[_change(one) for one in result["changed"]],
        changed_total=result["changed_total"],
        left_out=[
            (sheet, [(str(WHY_LEFT_OUT[why]), count, _numbers(count, rows)) for why, (count, rows) in kinds.items()])
            for sheet, kinds in result["left_out"].items()
            if kinds
        ],
        filled=[(sheet, column, count) for sheet, some in result["filled"].items() for column, count in some.items()],
        totals=[(sheet, row, text, counted) for sheet, row, text, _said, counted in result["totals"]],
    )  # fmt: skip


def _counts(result: dict[str, Any], years: list[int]) -> list[tuple[str, list[int], int]]:
    by_noun: dict[str, dict[int, int]] = {}
    for noun, year, count in result["counts"]:
        by_noun.setdefault(noun, {})[year] = count
    return [
        (str(noun.label_many), [by_noun[noun.code].get(year, 0) for year in years], sum(by_noun[noun.code].values()))
        for noun in nouns.in_order()
        if noun.code in by_noun
    ]


def _label(noun: str) -> str:
    return str(nouns.of(noun).label_many)


def _numbers(count: int, rows: list[int]) -> str:
    told = ", ".join(str(row) for row in rows[:SHOWN_ROWS])
    return f"{told} …" if count > min(len(rows), SHOWN_ROWS) else told


def _change(one: dict[str, Any]) -> dict[str, Any]:
    fields = [
        (str(field_of(to).label) if to else _("Remarks"), before, now) for to, before, now in one["fields"]
    ]  # fmt: skip
    return {**one, "noun": str(nouns.of(one["noun"]).label), "fields": fields}


@dataclass(frozen=True)
class AlikeShown:
    """How many pairs of a book may be one human, and what was said of them."""

    total: int
    strong: int
    same: int
    not_same: int


def alike_shown(batch: RegisterBatch) -> AlikeShown | None:
    """None where there is nobody to decide on."""
    alike = batch.alike
    said = list(alike["said"].values())
    strong = sum(one["is_strong"] for one in alike["pairs"])
    return AlikeShown(alike["total"], strong, said.count("same"), said.count("not_same")) if alike["total"] else None
