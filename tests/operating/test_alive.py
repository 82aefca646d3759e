"""The health checks of workers and beat: a file's time, said by the process itself."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
import yaml

from carisecure.operating import alive

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))
    return tmp_path


def test_alive_while_it_says_so(own_folder: Path) -> None:
    assert not alive.is_alive("beat")
    alive.touch("beat")
    assert alive.is_alive("beat")
    assert not alive.is_alive("worker")
    past = time.time() - 300
    os.utime(own_folder / "carisecure-alive-beat", (past, past))
    assert not alive.is_alive("beat")


def test_a_folder_that_cannot_be_written_stops_nobody(own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(own_folder / "away"))
    alive.touch("beat")
    assert not alive.is_alive("beat")


@pytest.mark.parametrize("service", ["web", "worker", "house", "beat"])
def test_each_service_is_asked_by_its_own_name(service: str) -> None:
    check = COMPOSE["services"][service]["healthcheck"]["test"]
    assert check == ["CMD", "python", "-m", "carisecure.operating.alive", service]
    assert COMPOSE["services"][service]["stop_grace_period"]
    assert COMPOSE["services"][service]["mem_limit"]


def test_every_service_has_a_limit_for_its_log() -> None:
    assert all(
        service["logging"]["options"]["max-size"]
        for service in COMPOSE["services"].values()
        if service.get("restart") != "no"
    )


def test_the_command_answers_with_its_status(tmp_path: Path) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "carisecure.operating.alive", "beat"]
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    first = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert first.returncode == 1
    assert "django" not in first.stderr, "a health check every minute must not load the house"
    (tmp_path / "carisecure-alive-beat").touch()
    assert subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, check=False).returncode == 0
