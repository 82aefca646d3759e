"""The files that an installation and a developer start from fit each other and the code."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
import yaml
from django.db import connection

from carisecure import env
from carisecure.embedded import database, places
from carisecure.messages import compile_messages
from carisecure.settings import base
from tests import server
from tests.roles import as_system
from tests.sizes import too_long

ROOT = Path(__file__).resolve().parents[1]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SAMPLE = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / "sample.env").read_text(encoding="utf-8"), re.MULTILINE))
OURS = ("migrate", "web", "worker", "house", "beat", "backup", "wal")


def test_the_services_set_only_what_the_settings_read() -> None:
    for name in OURS:
        for variable in COMPOSE["services"][name]["environment"]:
            assert {variable, variable.removesuffix("_FILE")} & SAMPLE


def test_a_secret_reaches_a_service_only_as_a_file_that_it_is_given() -> None:
    for name in OURS:
        service = COMPOSE["services"][name]
        files = {
            value
            for key, value in service["environment"].items()
            if key.endswith("_FILE") and key not in SAMPLE  # the file of the anchors is no secret
        }
        assert files == {f"/run/secrets/{secret}" for secret in service["secrets"]}


def test_only_the_migration_signs_in_as_the_owner() -> None:
    for name in ("web", "worker", "house", "beat", "backup", "wal"):
        assert "database_url_owner" not in COMPOSE["services"][name]["secrets"]


def test_what_makes_backups_alone_has_their_address_and_only_reads_the_house() -> None:
    services = COMPOSE["services"]
    given = [name for name in services if "database_url_backup" in services[name].get("secrets", [])]
    assert given == ["backup", "wal"]
    assert {volume.rsplit(":/")[-1] for volume in services["wal"]["volumes"]} == {"spool", "second-place"}
    mounts = {volume.rsplit(":/")[-1] for volume in services["backup"]["volumes"]}
    assert mounts == {"files:ro", "anchors:ro", "second-place"}
    assert "postgresql-client-18" in (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_the_roles_are_set_before_every_migration_and_the_anchors_lie_apart() -> None:
    services, roles = COMPOSE["services"], COMPOSE["services"]["roles"]
    assert services["migrate"]["depends_on"] == {"roles": {"condition": "service_completed_successfully"}}
    assert roles["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert set(roles["secrets"]) == {f"database_{name}_password" for name in ("superuser", "owner", "app", "backup")}
    for volume in roles["volumes"]:
        assert (ROOT / volume.split(":")[0]).is_file(), volume
    for name in ("web", "worker", "house", "backup"):
        folders = dict(volume.split(":")[:2][::-1] for volume in services[name]["volumes"])
        anchors = Path(services[name]["environment"]["LEDGER_ANCHOR_FILE"]).parent
        assert folders[str(anchors)] not in {folders["/files"], "database"}
        assert folders[str(anchors)] in COMPOSE["volumes"]


def test_no_service_fills_disk_or_memory_and_each_that_stays_is_asked_and_ends_in_peace() -> None:
    for name, service in COMPOSE["services"].items():
        assert set(service["logging"]["options"]) == {"max-size", "max-file"}, name
        assert service["mem_limit"], name
        if service["restart"] != "no":
            assert service["stop_grace_period"], name
            # The proxy has nothing to ask by; whether there are backups is a condition of the house itself.
            assert "healthcheck" in service or name in {"proxy", "backup"}, name


@pytest.mark.alone
def test_the_script_that_sets_the_roles_narrows_them_again_and_leaves_their_passwords(db: None, tmp_path: Path) -> None:
    for name in ("superuser", "owner", "app", "backup"):
        (tmp_path / f"database_{name}_password").write_text(f"pass'word of {name}\n")
    account = places.server_account()
    programs = places.postgres_programs(places.server_home(account), account)
    parts = env.database("TEST_DATABASE_URL")
    where = {"PGHOST": parts["HOST"], "PGUSER": parts["USER"], "PGDATABASE": str(connection.settings_dict["NAME"])}
    where |= {"SECRETS": str(tmp_path), "ROLES": str(ROOT / "carisecure" / "access" / "sql" / "roles.sql")}
    path = f"{programs}:{os.environ['PATH']}"
    script = ROOT / "docker" / "postgres" / "set-roles"
    for _twice in range(2):
        done = subprocess.run([script], env={**where, "PATH": path}, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    with as_system(), connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_authid where rolname like 'carisecure\\_%%' and rolpassword like 'SCRAM%%'"
        )
        assert cursor.fetchone() == (3,)


def test_what_a_session_needs_stands_on_the_role_and_the_servers_log_keeps_no_statement(db: None) -> None:
    assert "options" not in base.DATABASES["default"]["OPTIONS"]
    address = server.address(str(connection.settings_dict["NAME"]), user=database.APP)
    with closing(psycopg2.connect(address)) as signed_in, signed_in.cursor() as cursor:
        said = {}
        for name in SAID:
            cursor.execute(f"show {name}")
            ((said[name],),) = cursor.fetchall()
        for name in ("log_min_error_statement", "log_error_verbosity", "log_min_duration_statement"):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute(f"set {name} to default")
            signed_in.rollback()
    assert said == SAID


SAID = {
    "synchronize_seqscans": "off", "random_page_cost": "1.1", "TimeZone": "UTC", "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0", "log_parameter_max_length_on_error": "0", "log_statement": "none",
    "log_min_duration_statement": "-1",
}  # fmt: skip


def test_every_secret_is_made_by_the_script() -> None:
    made = set(re.findall(r"^make (\w+) ", (ROOT / "docker" / "make-secrets").read_text(), re.MULTILINE))
    assert made == set(COMPOSE["secrets"])


def test_locks_are_pinned_by_hash_and_carry_no_address() -> None:
    for lock in sorted(ROOT.glob("requirements*.lock")):
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text, lock.name
        assert len(re.findall(r"^[a-z0-9].*==", text, re.MULTILINE)) == len(
            re.findall(r"^[a-z0-9]", text, re.MULTILINE)
        )
        assert "--hash=sha256:" in text


def test_every_place_names_the_same_pythons() -> None:
    """What pip is told, what make accepts, what the README promises, what the images run."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    classified = [line.rpartition(" ")[2] for line in project["classifiers"] if "Python ::" in line]
    minors = [int(version.removeprefix("3.")) for version in classified]
    assert minors == list(range(minors[0], minors[-1] + 1))
    assert project["requires-python"] == f">=3.{minors[0]},<3.{minors[-1] + 1}"
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert f"(3, {minors[0]}) <= sys.version_info[:2] < (3, {minors[-1] + 1})" in makefile
    assert f"--python-version {classified[0]} " in makefile, "the locks are made for the oldest"
    for version in classified:
        assert f" python{version} " in makefile
    said = f"{', '.join(classified[:-1])} or {classified[-1]}"
    assert f"Python {said} is needed" in makefile
    assert f"Python {said} with pip" in (ROOT / "README.md").read_text(encoding="utf-8")
    images = re.findall(r"^FROM python:([\d.]+)-", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert len(set(images)) == 1
    assert set(images) <= set(classified)


def test_messages_are_compiled_without_unfinished_ones(tmp_path: Path) -> None:
    folder = tmp_path / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "Case"\nmsgstr "Caso"\n\n#, fuzzy\nmsgid "Charge"\nmsgstr "Carga"\n',
        encoding="utf-8",
    )
    assert [path.name for path in compile_messages(tmp_path)] == ["django.mo"]
    assert b"Caso" in (folder / "django.mo").read_bytes()
    assert b"Carga" not in (folder / "django.mo").read_bytes()
    assert compile_messages(tmp_path) == []


def test_what_is_too_long_is_named(tmp_path: Path) -> None:
    (tmp_path / "long.py").write_text("def f() -> None:\n" + "    pass\n" * 401)
    (tmp_path / "page.html").write_text("<p>\n" * 121)
    assert list(too_long(tmp_path, ["long.py", "page.html"])) == [
        "long.py: 402 lines, at most 400",
        "long.py:1: f has 402 lines, at most 50",
        "page.html: 121 lines, at most 120 in a template",
    ]
