"""A store, a secret or a table that backups do not know fails here, with the file that has to name it."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import LazySettings
from django.db import connection, models

from carisecure.backup import registry
from carisecure.backup.registry import KEPT, MADE_ANEW, STORES, UNLOGGED
from tests.roles import as_system

ROOT = Path(__file__).resolve().parents[2]
HOUSES = ("carisecure", "cases", "screening", "prosecutions", "reports")
TOLD = "Name it in carisecure/backup/registry.py, with a word about it."


def _sources() -> Iterator[Path]:
    for house in HOUSES:
        yield from (ROOT / house).rglob("*.py")


def _stores() -> dict[str, str]:
    """Folder -> file of each call of `keeping.keep(folder, ...)`."""
    found = {}
    for path in _sources():
        text = path.read_text(encoding="utf-8")
        if "keeping" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("keeping.keep", "storage.keeping.keep"):
                found[_value(path, node.args[0])] = str(path.relative_to(ROOT))
    return found


def _value(path: Path, node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    return str(eval(ast.unparse(node), vars(module)))  # noqa: S307  (the code of the house itself)


def test_every_folder_of_files_is_known() -> None:
    assert {folder: where for folder, where in _stores().items() if folder not in STORES} == {}, TOLD
    assert set(_stores()) == set(STORES)


def test_no_file_is_kept_by_another_door() -> None:
    """A FileField, or a path that is opened for writing below FILES_ROOT, would lie beside the stores."""
    fields = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.FileField)
    ]
    assert fields == [], TOLD
    # Those that write there, read it to copy it, or name it to say where it lies.
    known = ("storage/keeping", "backup/stores", "backup/making", "backup/management/commands/restore")
    users = {str(path.relative_to(ROOT)) for path in _sources() if "settings.FILES_ROOT" in path.read_text()}
    assert users == {f"carisecure/{name}.py" for name in known}


def _read_as_secrets() -> set[str]:
    found = set()
    for path in (ROOT / "carisecure" / "settings").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in (
                "env.secret", "env.database", "env.database_if_set",
            ):  # fmt: skip
                found.add(str(ast.literal_eval(node.args[0])))
    return found


def test_every_secret_is_kept_or_made_anew() -> None:
    assert _read_as_secrets() - {*KEPT, *MADE_ANEW} == set(), TOLD
    assert _read_as_secrets() == {*KEPT, *MADE_ANEW}
    assert set(KEPT) & set(MADE_ANEW) == set()


def test_what_is_kept_is_what_the_settings_hold(settings: LazySettings) -> None:
    settings.EMAIL_HOST_PASSWORD, settings.SECRET_KEY_FALLBACKS = "of the mail", ["the one before"]
    assert registry.secrets() == {
        "VAULT_KEYS": settings.VAULT_KEYS, "VAULT_INDEX_KEY": settings.VAULT_INDEX_KEY,
        "SECRET_KEY": settings.SECRET_KEY, "SECRET_KEY_OLD": "the one before", "EMAIL_HOST_PASSWORD": "of the mail",
    }  # fmt: skip
    assert registry.fingerprints_of(registry.secrets()) == registry.fingerprints()


def test_no_secret_is_among_the_plain_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*KEPT, *MADE_ANEW):
        monkeypatch.setenv(name, "a-secret")
        monkeypatch.setenv(f"{name}_FILE", "/run/secrets/x")
    monkeypatch.setenv("COUNTRY", "TT")
    said = registry.plain_settings()
    assert said["COUNTRY"] == "TT"
    assert not [name for name in said if name.removesuffix("_FILE") in {*KEPT, *MADE_ANEW}]


def test_no_table_is_one_that_the_servers_log_does_not_carry(db: None) -> None:
    with as_system(), connection.cursor() as cursor:
        cursor.execute("select relname from pg_class where relpersistence = 'u' and relkind in ('r', 'S')")
        assert {name for (name,) in cursor.fetchall()} == set(UNLOGGED), TOLD
