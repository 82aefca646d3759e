"""Cases and reports as a register brings them in: by the same operations, with the batch on the row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.utils import timezone

from carisecure import logs
from carisecure.accounts.models import User
from carisecure.accounts.operations import make_user
from carisecure.accounts.roles import Role
from cases.intake.models import IntakeReport
from cases.record.models import Case
from cases.registers.models import RegisterBatch, RegisterState
from tests.factories import make_case, make_report
from tests.people import People, enter
from tests.roles import as_system

BATCH = UUID("00000000-0000-4000-8000-0000000000b1")


def make_batch(by: User, *, batch: UUID = BATCH, **facts: Any) -> RegisterBatch:
    """A checked register of the unit; the same again is the one that is there."""
    enter(by)
    values = {"file_name": "register.xlsx", "sha256": "0" * 64, "size": 1, "encoding": "xlsx", "asked_by": by}
    values |= {"state": RegisterState.CHECKED, "agency_group": by.agency.group}
    made: RegisterBatch = RegisterBatch.objects.get_or_create(pk=batch, defaults={**values, **facts})[0]
    return made


@contextmanager
def brought_in(batch: UUID = BATCH) -> Iterator[None]:
    """What is made inside stands as if this batch, which is there, brought it in: by one job, as in the access log."""
    columns = [model._meta.get_field("provisional_batch") for model in (Case, IntakeReport)]
    for column in columns:
        column.default = batch
        column.__dict__.pop("_get_default", None)
    try:
        with logs.about(f"job {batch}"):
            yield
    finally:
        for column in columns:
            column.default = None
            column.__dict__.pop("_get_default", None)


def provisional_case(by: User, *, batch: UUID = BATCH, **changes: Any) -> Case:
    make_batch(by, batch=batch)
    with brought_in(batch):
        return make_case(by, **changes)


def provisional_report(by: User, *, batch: UUID = BATCH, **changes: Any) -> IntakeReport:
    make_batch(by, batch=batch)
    with brought_in(batch):
        return make_report(by, **changes)


def second_supervisor(people: People) -> User:
    """Who can confirm what `people.supervisor` brought in."""
    with as_system():
        return make_user(
            username="soledad", full_name="Soledad Second", role=Role.SUPERVISOR, agency=people.supervisor.agency
        )


def committed(by: User, *, batch: UUID = BATCH) -> RegisterBatch:
    """The batch, after its commit by this person."""
    enter(by)
    made = RegisterBatch.objects.get(pk=batch)
    made.state, made.committed_at, made.committed_by = RegisterState.COMMITTED, timezone.now(), by
    made.save()
    return made
