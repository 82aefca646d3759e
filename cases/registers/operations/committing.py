"""Bringing a register in: what the dry run saw, all of it, in one transaction; provisional until somebody confirms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import bulk
from carisecure.access.errors import TransitionRefused
from carisecure.accounts.models import Agency
from carisecure.importing import sheet
from carisecure.importing.register import nouns
from carisecure.importing.register.known import Brought, Fingerprint, in_parts
from carisecure.importing.register.mapping import WrongMapping
from carisecure.importing.register.plan import Plan
from carisecure.jobs.errors import JobRefused
from carisecure.jobs.models import Job
from carisecure.jobs.running import Running
from cases.registers.models import IS_IN, RegisterBatch, RegisterPart, RegisterState
from cases.registers.operations.alike import link_said
from cases.registers.operations.held import ask, held, taken
from cases.registers.reading import ACTION, plan_of

if TYPE_CHECKING:
    from carisecure.accounts.models import User

COMMIT = "cases.commit_register"
CHANGED = "register.changed"  # what would be made is not what the check saw


@transaction.atomic
def ask_commit(*, batch: RegisterBatch, seen: str, by: User) -> Job:
    """Have a register brought in that was checked and has no fault. `seen`: the digest of the check that stands on the
    page where this is asked.

    Raises TransitionRefused for one with faults or without a check, for one that a colleague has read otherwise and
    checked since the page was opened, and where the same file is in already.
    """
    batch = held(batch, by, becoming=RegisterState.COMMITTED)
    if seen != batch.rows_digest:
        raise TransitionRefused(_("It has been checked again since you opened this page. Look at what would be made."))
    if _is_in(batch, by):
        raise TransitionRefused(_("This very file is in already."))
    if not batch.row_count:
        raise TransitionRefused(_("There is nothing new in this register."))
    return ask(COMMIT, batch, by)


def commit(running: Running, batch_id: str) -> dict[str, Any]:
    """The work of it: done once or not at all, whenever its worker ends.

    What it reads must be what the dry run read: if another register has come in since, or anything that is read by
    (a list, a day that is today), nothing is written.
    """
    batch = taken(running, batch_id, becoming=RegisterState.COMMITTED)
    by = running.person
    _one_at_a_time(by)
    if _is_in(batch, by):
        raise JobRefused("register.in_already")
    batch.committed_by = by
    try:
        plan = plan_of(batch, by)
        read, written = _write(plan, batch, running)
    except WrongMapping:
        raise JobRefused("register.mapping") from None
    except sheet.FileRefused as refused:
        raise JobRefused(refused.key, **refused.arguments) from None
    except ValidationError:  # no prosecution service, or several
        raise JobRefused("register.not_written") from None
    if read.value != batch.rows_digest:
        raise JobRefused(CHANGED)
    written += link_said(batch, by)
    batch.state, batch.committed_at = RegisterState.COMMITTED, timezone.now()
    batch.save()
    running.progress(read.count, read.count, "writing")
    return {"things": read.count, "rows": written}


def _write(plan: Plan, batch: RegisterBatch, running: Running) -> tuple[Fingerprint, int]:
    """Some hundred rows of the sheets at a time; memory stays flat. Raises JobRefused for a row with a fault."""
    read, counts, part = Fingerprint(), Counter[str](), 0
    for things, rows in plan.chunks():
        if any(row.faults for row in rows):
            raise JobRefused(CHANGED)
        for row in rows:
            read.add(row.things)
        counts["rows"] += _write_chunk(batch, things)
        for packed in in_parts(things):
            part += 1
            counts["parts"] += bulk.insert([_part(batch, part, packed)])
        running.progress(read.count, batch.row_count, "writing")
        running.stop_if_cancelled()
    return read, counts.total()


def _write_chunk(batch: RegisterBatch, things: Sequence[Brought]) -> int:
    """They stand in the order of their nouns."""
    return sum(
        nouns.of(code).write(batch, [one.thing for one in some])
        for code, some in groupby(things, key=lambda one: one.thing.noun)
    )


def _part(batch: RegisterBatch, number: int, packed: str) -> RegisterPart:
    return RegisterPart(batch=batch, agency_group_id=batch.agency_group_id, number=number, things_text=packed)


def _is_in(batch: RegisterBatch, by: User) -> bool:
    """With this batch or another one."""
    same = RegisterBatch.objects.visible_to(by, ACTION).filter(sha256=batch.sha256, state__in=IS_IN)
    found: bool = same.exists()
    return found


def _one_at_a_time(by: User) -> None:
    """Two registers of a unit come in one after the other: the second knows what the first brought."""
    Agency.objects.select_for_update(no_key=True).get(pk=by.agency_id)
