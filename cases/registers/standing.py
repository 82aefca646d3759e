"""What a supervisor sees of a register that was brought in: what of it stands, and who has worked on it since."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.apps import apps
from django.urls import reverse
from django.utils.translation import gettext as _

from carisecure.access.policy import rule
from carisecure.accounts.models import User
from carisecure.importing.register import nouns
from cases.intake.models import IntakeReport
from cases.record import worklist
from cases.record.models import Case, Involvement
from cases.record.queries import tell_titles
from cases.registers import settling
from cases.registers.models import RegisterBatch, RegisterState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

CONFIRM = "cases.confirm_register"
NAMED = 200
PICKED = 10


@dataclass(frozen=True)
class Work:
    """What one person wrote of one kind since the bringing in, and when last."""

    who: str
    what: str
    at: datetime
    times: int


@dataclass
class WorkedOn:
    """A case (or a report without one) that an undo leaves where it is."""

    reference: str
    url: str
    work: list[Work] = field(default_factory=list)


@dataclass(frozen=True)
class Standing:
    """`counts`: noun, its number by the years of `years` (0 for none), all; as the commit made them. `left`: cases,
    reports and people that stand provisional now. `picked`: some of its cases by chance, to be held against the book.
    """

    years: list[int]
    counts: list[tuple[str, list[int], int]]
    left: list[tuple[str, int]]
    faults: int
    doubts: int
    picked: list[Case] = field(default_factory=list)


def standing_of(batch: RegisterBatch, viewer: User) -> Standing:
    """5 queries, and the line in the access log about the titles of the cases that are picked."""
    by_noun: dict[str, dict[int, int]] = {}
    for code, year, count in batch.result.get("counts", []):
        by_noun.setdefault(code, {})[year] = count
    years = sorted({year for found in by_noun.values() for year in found} - {0})
    years += [0] if any(0 in found for found in by_noun.values()) else []
    counts = [
        (str(noun.label_many), [by_noun[noun.code].get(year, 0) for year in years], sum(by_noun[noun.code].values()))
        for noun in nouns.in_order()
        if noun.code in by_noun
    ]
    cases = Case.objects.visible_to(viewer, "cases.view_case").filter(provisional_batch=batch.pk)
    reports = IntakeReport.objects.visible_to(viewer, "cases.view_report").filter(provisional_batch=batch.pk)
    people = Involvement.objects.visible_to(viewer, "cases.view_person").filter(case__provisional_batch=batch.pk)
    left = [(_("Cases"), cases.count()), (_("Reports"), reports.count()), (_("People"), people.count())]
    picked = list(cases.order_by("?")[:PICKED]) if batch.state == RegisterState.COMMITTED else []
    tell_titles(picked, "cases:register_in")
    return Standing(years, counts, left, batch.fault_total, int(batch.result.get("doubt_total", 0)), picked)


def worked_on(batch: RegisterBatch, viewer: User) -> list[WorkedOn]:
    """Case by case who wrote what since, by the access log: these stay where the register is undone.

    Some seconds for a register of some hundred thousand rows. Asked only of what is still unconfirmed.
    """
    found = settling.written_since(batch.pk)
    actors = {one.actor for one in found}
    people = dict(User.objects.filter(pk__in=actors).values_list("pk", "full_name"))
    work: dict[UUID, dict[tuple[UUID, str], list[datetime]]] = {}
    for one in found:
        work.setdefault(one.root, {}).setdefault((one.actor, one.table), []).append(one.at)
    called = _called(viewer, work)
    made = []
    for root, lines in work.items():
        reference, url = called.get(root, (_("a case that you cannot open"), ""))
        told = [Work(people.get(actor, ""), _table(table), max(at), len(at)) for (actor, table), at in lines.items()]
        made.append(WorkedOn(reference, url, sorted(told, key=lambda one: one.at)))
    return sorted(made, key=lambda one: one.reference)[:NAMED]


def _called(viewer: User, roots: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    keys = list(roots)
    cases = Case.objects.visible_to(viewer, "cases.view_case").filter(pk__in=keys).values_list("pk", "reference")
    found = {pk: (reference, reverse("cases:case", args=[pk])) for pk, reference in cases}
    for report in IntakeReport.objects.visible_to(viewer, "cases.view_report").filter(pk__in=keys):
        words = _("Report of %(when)s") % {"when": report.received}
        found[report.pk] = (words, reverse("cases:report", args=[report.pk]))
    return found


def _table(name: str) -> str:
    """In words: what the table keeps."""
    known = {model._meta.db_table: model._meta.verbose_name for model in apps.get_models()}
    return str(known.get(name, _("something else")))


def waiting_lists(user: User) -> Sequence[QuerySet[RegisterBatch]] | None:
    """What this person can confirm: brought in by somebody else of the unit."""
    if not rule(CONFIRM).open_to(user):
        return None
    rows = RegisterBatch.objects.visible_to(user, CONFIRM).filter(state=RegisterState.COMMITTED)
    return [rows.exclude(committed_by=user).select_related("committed_by").order_by("committed_at")]


def waiting(user: User, batches: Iterable[RegisterBatch]) -> Iterable[worklist.WorkItem]:
    for batch in batches:
        who = batch.committed_by.full_name if batch.committed_by else ""
        yield worklist.WorkItem(
            _("Confirm a register that was brought in"),
            reverse("cases:register_in", args=[batch.pk]),
            _("%(file)s, by %(who)s") % {"file": batch.file_name, "who": who},
        )
