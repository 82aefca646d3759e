"""The files that an installation and a developer start from fit each other and the code."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import yaml

from carisecure.messages import compile_messages
from tests.sizes import too_long

ROOT = Path(__file__).resolve().parents[1]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SAMPLE = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / "sample.env").read_text(encoding="utf-8"), re.MULTILINE))
OURS = ("migrate", "web", "worker", "house", "beat")


def test_the_services_set_only_what_the_settings_read() -> None:
    for name in OURS:
        for variable in COMPOSE["services"][name]["environment"]:
            assert variable.removesuffix("_FILE") in SAMPLE


def test_a_secret_reaches_a_service_only_as_a_file_that_it_is_given() -> None:
    for name in OURS:
        service = COMPOSE["services"][name]
        files = {value for key, value in service["environment"].items() if key.endswith("_FILE")}
        assert files == {f"/run/secrets/{secret}" for secret in service["secrets"]}


def test_only_the_migration_signs_in_as_the_owner() -> None:
    for name in ("web", "worker", "house", "beat"):
        assert "database_url_owner" not in COMPOSE["services"][name]["secrets"]


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
