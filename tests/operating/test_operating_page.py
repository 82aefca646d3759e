"""docs/operating.md, typed command for command: each exists with these options, and what can be run here is run."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from contextlib import nullcontext
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command, get_commands, load_command_class
from django.test import override_settings

from carisecure.backup import registry
from carisecure.operating import card, conditions, health

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
TYPED = [
    line for block in re.findall(r"^```\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL) for line in block.splitlines()
]
# What changes nothing outside, and needs neither a second place nor another server.
RUN_HERE = {"check_installation", "verify_ledger", "seal_ledger", "anchor_ledger", "key_fingerprints", "print_card"}
# Of the machine itself, with what it is asked: the first word must stand alone.
PLAIN = {"git", "install", "mv"}


def managed() -> Iterator[list[str]]:
    """The words behind manage.py of each command that has them; a service's entry point counts."""
    for line in TYPED:
        words = shlex.split(line)
        if "manage.py" in words:
            yield words[words.index("manage.py") + 1 :]
        elif words[:4] == ["docker", "compose", "run", "--rm"]:
            entry = SERVICES[words[4]]["entrypoint"]
            yield [*entry[entry.index("manage.py") + 1 :], *words[5:]]


def test_there_is_something_to_type() -> None:
    assert len(TYPED) >= 25
    assert {words[0] for words in managed()} >= RUN_HERE | {"install", "backup", "backup_keys", "restore"}


@pytest.mark.parametrize("line", sorted(set(TYPED)), ids=lambda line: line[:70])
def test_each_line_names_services_files_and_programs_that_exist(line: str) -> None:
    words = shlex.split(line)
    if words[:2] != ["docker", "compose"]:
        assert words[0] in PLAIN or (ROOT / words[0]).is_file()
        return
    known = {"up": 0, "ps": 0, "build": 0, "exec": 1, "run": 1, "cp": 0}
    assert words[2] in known
    named = [word for word in words[3:] if word in SERVICES]
    assert len(named[:1]) >= known[words[2]]
    if words[2] == "run":
        assert words[3] == "--rm"
    if words[2] == "exec":
        assert SERVICES[named[0]].get("restart") != "no", "it does not run"


@pytest.mark.parametrize("words", list(managed()), ids=lambda words: " ".join(words)[:60])
def test_each_command_takes_these_options(words: list[str]) -> None:
    name, *given = words
    assert name in get_commands()
    command = load_command_class(get_commands()[name], name)
    parser = command.create_parser("manage.py", name)
    assert parser.parse_args(given), "argparse ends the process for an option that there is not"


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(RUN_HERE))
def test_what_can_be_run_here_is_run(name: str, tmp_path: Path, as_released: None) -> None:
    (words,) = {tuple(words) for words in managed() if words[0] == name}
    out = StringIO()
    arguments = [str(tmp_path / "card.pdf") if word.endswith(".pdf") else word for word in words[1:]]
    with override_settings(LEDGER_ANCHOR_FILE=str(tmp_path / "anchors.txt")):
        # Nothing works in a test, so the check says that something is wrong.
        ends = pytest.raises(SystemExit, match="1") if name == "check_installation" else nullcontext()
        with ends:
            call_command(name, *arguments, stdout=out)
    assert out.getvalue()


def test_each_alarm_is_explained_once() -> None:
    table = PAGE.partition("## What each alarm means")[2].partition("\n## ")[0]
    named = [name for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)]
    assert sorted(named) == sorted(one.name for one in conditions.ALL)
    assert f"`database {' '.join(code for code, _one in health.ASKED)}`" in table


def test_the_card_says_no_command_that_the_page_does_not() -> None:
    said = {part for line in TYPED for part in (line, *line.split(" && "))} | {
        "docker compose stop",
        "cd /srv/carisecure",
    }
    typed = {part for task in card.TASKS for step in task.steps for part in step.command.split(" && ") if part}
    assert typed - said == set()


def test_the_keys_that_a_restore_writes_are_put_where_compose_looks_for_them() -> None:
    moved = shlex.split(next(line for line in TYPED if line.startswith("mv ")))
    names = {Path(word).name for word in moved[2:-1]}
    assert names <= {name.lower() for name in registry.KEPT}
    assert {str(Path(COMPOSE["secrets"][name]["file"]).parent) + "/" for name in names} == {moved[-1]}
    mounted: dict[str, Any] = dict(volume.rsplit(":", 1)[::-1] for volume in SERVICES["restore"]["volumes"])
    assert f"./{Path(moved[2]).parent}" == mounted["/keys"]
