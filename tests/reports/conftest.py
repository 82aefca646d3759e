from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from carisecure.access import session
from carisecure.jobs import bell, kinds
from carisecure.jobs.models import Job
from carisecure.jobs.running import Running
from tests.people import People, people

__all__ = ["people"]

RunJob = Callable[..., dict[str, Any]]


@pytest.fixture(autouse=True)
def quiet(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files in a folder of the test's own, and no bell that looks for Redis."""
    settings.FILES_ROOT = tmp_path / "files"

    def ring_all(job_ids: Iterable[uuid.UUID], *, queue: str, expires: float | None = None) -> bool:
        return bool(list(job_ids))

    monkeypatch.setattr(bell, "ring_all", ring_all)


@pytest.fixture
def work() -> RunJob:
    """Do the work of a job here and now, under its purpose, as the worker would in its own transaction."""

    def run(job: Job) -> dict[str, Any]:
        kind = kinds.kind(job.kind)
        session.enter(job.actor, purpose=kind.purpose, request_id=uuid.uuid4().hex)
        result = kind.work(Running(job.pk, job.actor), **job.params)
        kinds.check_ids_only(result, what="result")
        # As the worker writes it; nobody here asks what became of the row.
        session.enter(job.actor, purpose=session.SYSTEM_PURPOSES[1], request_id=uuid.uuid4().hex)
        Job.objects.filter(pk=job.pk).update(state="done", result=result, finished_at=job.asked_at)
        session.enter(job.actor, purpose=session.REQUEST, request_id=uuid.uuid4().hex)
        return result

    return run


@pytest.fixture
def analyst(people: People) -> Client:
    client = Client()
    client.force_login(people.analyst)
    return client


def as_person(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client
