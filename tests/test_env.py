"""The strict readers, and sample.env, which has to say exactly what they read."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from carisecure import env

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = (ROOT / "sample.env").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("THING", "THING_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(env, "NAMES", set())


def test_a_missing_value_is_named_with_what_was_expected() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"THING is not set\. Expected: host names\. See sample\.env\."):
        env.names("THING", expected="host names")


@pytest.mark.parametrize("value", ["", "   "])
def test_an_empty_value_counts_as_missing(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("THING", value)
    assert env.text("THING", default="kept") == "kept"
    with pytest.raises(ImproperlyConfigured):
        env.text("THING")


@pytest.mark.parametrize(("value", "meant"), [("1", True), ("Yes", True), ("off", False), ("0", False)])
def test_flags(monkeypatch: pytest.MonkeyPatch, value: str, meant: bool) -> None:
    monkeypatch.setenv("THING", value)
    assert env.flag("THING", default=not meant) is meant


def test_a_flag_that_is_neither_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THING", "maybe")
    with pytest.raises(ImproperlyConfigured, match="THING must be 1 or 0"):
        env.flag("THING", default=False)


@pytest.mark.parametrize("value", ["ten", "-1", "1.5", "0"])
def test_a_number_that_is_none_or_too_small_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("THING", value)
    with pytest.raises(ImproperlyConfigured, match="THING must be a whole number of at least 1"):
        env.integer("THING", default=5, least=1)


def test_a_choice_outside_the_list_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THING", "XX")
    with pytest.raises(ImproperlyConfigured, match="THING must be one of TT, JM"):
        env.choice("THING", default="TT", allowed=("TT", "JM"))


def test_a_secret_comes_from_its_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from the file\n")
    monkeypatch.setenv("THING_FILE", str(tmp_path / "secret"))
    assert env.secret("THING") == "from the file"


def test_a_secret_that_is_set_twice_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("THING", "one")
    monkeypatch.setenv("THING_FILE", str(tmp_path / "secret"))
    with pytest.raises(ImproperlyConfigured, match="not both"):
        env.secret("THING")


def test_a_secret_file_that_is_not_there_stops_the_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("THING_FILE", str(tmp_path / "nowhere"))
    with pytest.raises(ImproperlyConfigured, match="THING_FILE cannot be read"):
        env.secret("THING", default="a default would hide it")


@pytest.mark.parametrize(
    ("held", "told"),
    [(b"", "names an empty file"), (b" \n", "names an empty file"), (b"\xffhunter2", "not a text in UTF-8")],
)
def test_a_secret_file_without_a_secret_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, held: bytes, told: str
) -> None:
    (tmp_path / "secret").write_bytes(held)
    monkeypatch.setenv("THING_FILE", str(tmp_path / "secret"))
    with pytest.raises(ImproperlyConfigured, match=told) as refusal:
        env.secret("THING", default="")
    assert refusal.value.__cause__ is None  # the cause would quote what stands in the file


def test_a_list_of_nothing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THING", " , ,")
    with pytest.raises(ImproperlyConfigured, match="THING must be host names, not"):
        env.names("THING", default=["localhost"], expected="host names")


def test_a_short_secret_is_refused_without_being_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THING", "hunter2")
    with pytest.raises(ImproperlyConfigured) as refusal:
        env.secret("THING", least=50)
    assert "hunter2" not in str(refusal.value)


def test_a_database_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THING", "postgresql://app:p%40ss@db.example.org:5433/cases?sslmode=verify-full")
    read = env.database("THING")
    assert (read["USER"], read["PASSWORD"], read["HOST"], read["PORT"], read["NAME"]) == (
        "app", "p@ss", "db.example.org", "5433", "cases",
    )  # fmt: skip
    assert read["OPTIONS"] == {"sslmode": "verify-full"}


def test_a_database_on_a_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THING", "postgresql://app@/cases?host=%2Frun%2Fpg")
    read = env.database("THING")
    assert (read["HOST"], read["PORT"], read["OPTIONS"]) == ("/run/pg", "", {})


@pytest.mark.parametrize(
    "value",
    [
        "mysql://app@db/cases", "postgresql://app:secret@db", "cases",
        "postgresql://app:secret@db:port/cases", "postgresql://app:secret@db:0/cases", "postgresql://db:99999/cases",
    ],
)  # fmt: skip
def test_another_kind_of_database_is_refused_without_its_password(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("THING", value)
    with pytest.raises(ImproperlyConfigured, match="must look like postgresql://") as refusal:
        env.database("THING")
    assert "secret" not in str(refusal.value)


def _settings_with(environment: dict[str, str], code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


OWN = {
    "SECRET_KEY": "a-secret-key-that-somebody-has-made-for-this-very-house",
    "VAULT_KEYS": "1:dGVzdHMtc2VhbC1ub3RoaW5nLXRoYXQtbWF0dGVycyE=",
    "VAULT_INDEX_KEY": "an-index-key-that-somebody-has-made-for-this-house",
    "DATABASE_URL": "postgresql://carisecure_app:4j2h4g@database.example.org:5432/carisecure",
    "REDIS_URL": "redis://:k2j3h4@redis.example.org:6379/0",
}


def _sample(**left: str) -> dict[str, str]:
    """What sample.env says, with secrets of one's own but for those in `left`."""
    return dict(re.findall(r"^([A-Z_]+)=(.*)$", SAMPLE, re.MULTILINE)) | OWN | left


def test_every_secret_of_the_sample_is_refused_by_its_name_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    sample = dict(re.findall(r"^([A-Z_]+)=(.*)$", SAMPLE, re.MULTILINE))
    secret = {name for name in sample if name != "ALLOWED_HOSTS"}
    assert secret == set(OWN)
    for name in sorted(secret):
        monkeypatch.setenv("THING", sample[name])
        read = env.database if name == "DATABASE_URL" else env.secret
        with pytest.raises(ImproperlyConfigured, match=r"THING is still the example of sample\.env") as refusal:
            read("THING")
        assert sample[name] not in str(refusal.value)
        monkeypatch.setenv("THING", OWN[name])
        read("THING")
    done = _settings_with(_sample(VAULT_KEYS=sample["VAULT_KEYS"]), "import carisecure.settings.base")
    assert done.returncode != 0
    assert "VAULT_KEYS is still the example of sample.env" in done.stderr


def test_sample_env_names_what_the_settings_read_and_nothing_else() -> None:
    code = "import carisecure.settings.base; from carisecure import env; print(*env.NAMES)"
    done = _settings_with(_sample(), code)
    assert done.returncode == 0, done.stderr
    read = set(done.stdout.split())
    # sample.env says once, for all secrets, that each can come from a file.
    secret_files = {f"{name}_FILE" for name in read if f"{name}_FILE" in read}
    assert read - secret_files == set(re.findall(r"^#?([A-Z_]+)=", SAMPLE, re.MULTILINE))


@pytest.mark.parametrize("name", sorted(_sample()))
def test_no_setting_that_matters_has_a_default(name: str) -> None:
    environment = {key: value for key, value in _sample().items() if key != name}
    done = _settings_with(environment, "import carisecure.settings.base")
    assert f"ImproperlyConfigured: {name} is not set" in done.stderr


def test_a_real_installation_passes_djangos_deployment_checks() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level=WARNING"],
        cwd=ROOT, env=_sample(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_a_real_installation_keeps_debug_and_the_demonstration_off() -> None:
    code = (
        "import carisecure.settings.base as s; print(s.DEBUG, s.DEMO, s.SESSION_COOKIE_SECURE, s.SECURE_SSL_REDIRECT)"
    )
    assert _settings_with(_sample(), code).stdout.split() == ["False", "False", "True", "True"]
