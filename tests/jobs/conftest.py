from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings
from redis.connection import Connection, UnixDomainSocketConnection

from carisecure.jobs import bell
from tests.jobs.processes import Redis, Workers, private_redis
from tests.people import People


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[uuid.UUID]:
    """The bells that were rung, instead of ringing them."""
    heard: list[uuid.UUID] = []

    def ring_all(job_ids: Iterable[uuid.UUID], *, queue: str, expires: float | None = None) -> bool:
        heard.extend(job_ids)
        return True

    monkeypatch.setattr(bell, "ring_all", ring_all)
    return heard


@pytest.fixture
def knocks(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> list[float]:
    """One entry for each connection to a broker that this process tries to make: the seconds it would wait at most.

    Counted instead of timed: how long a refusal takes says more about the machine than about us. After one in vain
    there is none for as long as a test lasts.
    """
    settings.JOBS_BELL_PAUSE_SECONDS = 3600
    made: list[float] = []

    def counting(connect: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def knock(self: Any) -> Any:
            made.append(max(self.socket_timeout or 0, self.socket_connect_timeout or 0))
            assert self.socket_timeout, "it would wait for ever"
            assert self.socket_connect_timeout, "it would wait for ever"
            return connect(self)

        return knock

    for kind in (Connection, UnixDomainSocketConnection):
        monkeypatch.setattr(kind, "_connect", counting(kind._connect))
    return made


@pytest.fixture(autouse=True)
def small_numbers(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    settings.JOBS_PROGRESS_SECONDS = 0
    monkeypatch.setattr(bell, "_silent_until", float("-inf"))


@pytest.fixture
def redis(monkeypatch: pytest.MonkeyPatch) -> Iterator[Redis]:
    with private_redis() as running:
        monkeypatch.setenv("CELERY_BROKER_WRITE_URL", running.address)  # this process rings there too
        yield running


@pytest.fixture
def workers(people: People, redis: Redis, tmp_path: Path) -> Iterator[Workers]:
    own = Workers(redis, tmp_path / "worker.log", tmp_path / "files")
    try:
        yield own
    finally:
        own.kill_all()
