"""Asking for work as a request of a person's would, and looking at what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from carisecure.access import session
from carisecure.accounts.models import User
from carisecure.jobs.models import Job
from carisecure.jobs.operations import enqueue
from tests.jobs import sample_work
from tests.roles import as_system


@contextmanager
def request_of(user: User | None) -> Iterator[None]:
    """A transaction entered as this person; nobody is the house's upkeep."""
    with transaction.atomic():
        session.enter(user, purpose="maintenance" if user is None else session.REQUEST)
        yield


def ask(user: User | None, kind: str, *, unique_key: str | None = None, **params: Any) -> Job:
    with request_of(user):
        return enqueue(kind, params=params, by=user, unique_key=unique_key)


def now(job: Job) -> Job:
    """The job as it stands in the database."""
    with as_system():
        return Job.objects.select_related("progress").get(pk=job.pk)


def marks(mark: str) -> int:
    with as_system():
        return sample_work.marks(mark)
