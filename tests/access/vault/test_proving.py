"""A key that is not the database's own: no start of any kind of process, nothing written, and words that say why."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from pytest_django import Settings

from carisecure.access.vault import keys, proving
from carisecure.access.vault.keyring import fingerprint, keyring
from carisecure.access.vault.models import DataKey
from carisecure.embedded import database
from tests import server
from tests.roles import as_system

ROOT = Path(__file__).resolve().parents[3]
MANAGE = [sys.executable, "manage.py"]
CELERY = [sys.executable, "-m", "celery", "-A", "carisecure.celery"]
STARTS = {
    "check": [*MANAGE, "check"],
    "rotation": [*MANAGE, "rotate_wrapping_key"],
    "web": [sys.executable, "-c", "import carisecure.wsgi"],
    "worker": [*CELERY, "worker", "--pool=solo", "--without-gossip", "--without-mingle"],
    "beat": [*CELERY, "beat", "--pidfile=", "--schedule=/dev/null"],
}


def a_key(number: int) -> str:
    return f"{number}:{base64.b64encode(os.urandom(32)).decode()}"


def started(command: list[str], held: str) -> subprocess.Popen[str]:
    name = str(connection.settings_dict["NAME"])
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "carisecure.settings.testing", "VAULT_KEYS": held,
        "DATABASE_URL": server.address(name, user=database.APP), "REDIS_URL": "memory://",
    }  # fmt: skip
    return subprocess.Popen(
        command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def rows() -> list[tuple[int, int]]:
    with as_system(), connection.cursor() as cursor:
        cursor.execute("select (select count(*) from access_datakey), (select count(*) from audit_entry)")
        return list(cursor.fetchall())


@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.django_db(transaction=True)
def test_wrong_key_old_key_no_key_start_nothing_and_write_nothing(settings: Settings) -> None:
    old, new = settings.VAULT_KEYS, a_key(2)
    settings.VAULT_KEYS = f"{old},{new}"
    for _one in range(3):
        keys.for_writing(uuid.uuid4())
    before = rows()
    wrong = {
        a_key(2): "it is another key",
        old: "key 2, which is not in VAULT_KEYS",
        a_key(7): "key 2, which is not in",
    }
    running = [
        (name, words, started(command, held))
        for held, words in wrong.items()
        for name, command in STARTS.items()
        if held not in list(wrong)[1:] or name == "web"
    ]
    for name, words, child in running:
        said = child.communicate(timeout=120)[0]
        assert child.returncode not in (0, None), f"{name} started: {said}"
        assert words in said, f"{name} said {said}"
        assert "othing written" in said
    assert rows() == before
    right = started(STARTS["web"], f"{old},{new}")
    assert right.wait(timeout=120) == 0, right.communicate()[0]


@pytest.mark.django_db
def test_one_key_of_each_number_is_opened_and_a_destroyed_one_is_not_asked_for(settings: Settings) -> None:
    old = settings.VAULT_KEYS
    keys.for_writing(uuid.uuid4())
    right = settings.VAULT_KEYS = f"{old},{a_key(3)}"
    owner = uuid.uuid4()
    keys.for_writing(owner)
    assert [(one.number, one.opens) for one in proving.tried()] == [(1, True), (3, True)]
    settings.VAULT_KEYS = f"{old},{a_key(3)}"  # another one
    with pytest.raises(proving.WrongKeys, match=r"Key 3 of VAULT_KEYS \(fingerprint "):
        proving.demand()
    (error,) = [message for message in run_checks() if message.id == "access.E001"]
    assert keyring().fingerprint(3) in error.msg
    assert base64.b64encode(keyring().keys[3]).decode() not in error.msg + str(error.hint)
    settings.VAULT_KEYS = old
    with pytest.raises(CommandError, match="key 3, which is not in VAULT_KEYS"):
        call_command("key_fingerprints")
    settings.VAULT_KEYS = right
    keys.destroy(owner)
    settings.VAULT_KEYS = old
    assert [(one.number, one.opens) for one in proving.tried()] == [(1, True)]
    assert "access.E001" not in {message.id for message in run_checks()}


@pytest.mark.django_db
def test_an_empty_database_accepts_any_key_and_the_command_prints_each(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.VAULT_KEYS = f"{a_key(1)},{a_key(2)}"
    assert not DataKey.objects.exists()
    proving.demand()
    keys.for_writing(uuid.uuid4())
    call_command("key_fingerprints")
    first, second, index = capsys.readouterr().out.splitlines()
    ring = keyring()
    assert (first.split()[3], first.split("  ")[-1]) == (ring.fingerprint(1), "wraps nothing here")
    assert (second.split()[3], second.split("  ")[-1]) == (ring.fingerprint(2), "opens")
    assert index.split()[-1] == proving.index_fingerprint()
    assert ring.mark(1) == ring.fingerprint(1)[:9]
    assert fingerprint(b"one key", "a wrapping key") != fingerprint(b"one key", "the index key")


def test_a_database_that_is_away_says_nothing_of_the_keys(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    settings.VAULT_KEYS = a_key(9)

    def away() -> list[proving.Tried]:
        raise OperationalError

    monkeypatch.setattr(proving, "tried", away)
    assert proving.check() == []
    with pytest.raises(OperationalError):
        proving.demand()
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        monkeypatch.setattr(proving, "tried", list)

    monkeypatch.setattr("time.sleep", wait)
    proving.demand_or_wait()
    assert waited == [proving.SECONDS_BETWEEN_TRIES]


@pytest.mark.parametrize(
    ("volumes", "answer", "status"),
    [
        ("echo house_database", "holds a database", 1),
        ("true", "made docker/secrets/vault_keys", 0),
        ("false", "does not answer", 1),
    ],
)
def test_make_secrets_makes_no_key_where_a_database_is(tmp_path: Path, volumes: str, answer: str, status: int) -> None:
    (tmp_path / "docker" / "secrets").mkdir(parents=True)
    script = tmp_path / "docker" / "make-secrets"
    script.write_bytes((ROOT / "docker" / "make-secrets").read_bytes())
    (tmp_path / "docker.fake").mkdir()
    fake = tmp_path / "docker.fake" / "docker"
    fake.write_text(f"#!/bin/sh\n{volumes}\n")
    for program in (script, fake):
        program.chmod(0o755)
    path = f"{fake.parent}:{os.environ['PATH']}"
    done = subprocess.run([script], env={"PATH": path}, capture_output=True, text=True, check=False)
    assert done.returncode == status, done.stderr
    assert answer in done.stdout + done.stderr
    assert (tmp_path / "docker" / "secrets" / "vault_keys").exists() is (status == 0)
    if status == 0:  # once they are there, nothing asks again
        fake.write_text("#!/bin/sh\nfalse\n")
        assert subprocess.run([script], env={"PATH": path}, check=False).returncode == 0
