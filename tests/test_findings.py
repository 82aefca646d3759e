"""Findings have one form, so that anybody can run any of them on a machine with nothing but Python."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "findings"
# `pip install NAME==1.0`, `npm install name@1.0`, and what follows on the line.
_INSTALL = re.compile(r"""\b(pip3?|npm)["']? +(?:-\S+ +)*install\b([^\n]*)""")
_PINNED = {"pip": re.compile(r"[\w.\[\],-]+==[\w.+!${}-]+"), "npm": re.compile(r"(@[\w.-]+/)?[\w.-]+@[\d$][\w.+${}-]*")}
_TIDIES = re.compile(r"^[^#\n]*\btrap ", re.MULTILINE)
_WITH_A_VALUE = {"-t", "--target", "--prefix", "--python", "--timeout", "--retries", "--only-binary", "--no-binary"}
_FOREIGN = re.compile(r"https?://|--(extra-)?index-url|--find-links|/work/|/home/|/root/|carisecure", re.IGNORECASE)


def faults(text: str) -> Iterator[str]:
    """What a finding's text lacks; the bit that makes it a program is its file's."""
    if not re.match(r"#!(/bin/(ba)?sh|/usr/bin/env (ba)?sh)\b", text):
        yield "begins with no shell's name"
    if "mktemp -d" not in text or not _TIDIES.search(text) or "rm -rf" not in text:
        yield "works in no `mktemp -d` folder that a trap removes"
    if not re.search(r"\bexit 1\b|\bsys\.exit\(1\)|\bSystemExit\(1\)", text):
        yield "has no way to say that the behaviour has changed (exit 1)"
    if foreign := _FOREIGN.search(text):
        yield f"names what only one machine or one product has: {foreign.group()}"
    installs = list(_INSTALL.finditer(text.replace("\\\n", " ")))
    if not installs:
        yield "installs nothing"
    for found in installs:
        tool = found.group(1).rstrip("3")
        yield from (f"{word} has no version" for word in _packages(found.group(2)) if not _PINNED[tool].fullmatch(word))


def _packages(arguments: str) -> Iterator[str]:
    """The words up to the end of the command that are neither options nor their values."""
    words = shlex.shlex(arguments, posix=True, punctuation_chars=True)
    words.whitespace_split = True
    skip = False
    for word in words:
        if set(word) <= set(";&|<>()"):
            return
        if skip or word.startswith("-"):
            skip = not skip and word in _WITH_A_VALUE
        elif not word.isdigit():  # the 2 of `2>&1`
            yield word


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*")), ids=lambda path: path.name)
def test_every_finding_has_the_form(path: Path) -> None:
    assert re.fullmatch(r"[a-z0-9-]+\.sh", path.name)
    assert os.access(path, os.X_OK), "it is not executable"
    assert list(faults(path.read_text(encoding="utf-8"))) == []


GOOD = """#!/bin/sh
# What example 1.2 makes of an empty sheet.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet --target "$work/more" 'example[extra]==1.2' other==3.0 >/dev/null 2>&1
"$work/env/bin/python" -c 'import example; print(example.read(""))' | grep -q None || exit 1
"""


def test_the_form_is_accepted() -> None:
    assert list(faults(GOOD)) == []
    assert (
        list(faults(GOOD.replace("'example[extra]==1.2' other==3.0", '"example==$VERSION" \\\n    other==3.0'))) == []
    )
    assert list(faults(GOOD + "npm --prefix x install @scope/name@2.1.0 plain@1.0\n")) == []


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("#!/bin/sh", "set -e", "begins with no shell's name"),
        ("mktemp -d", "pwd", "works in no `mktemp -d` folder that a trap removes"),
        ("trap ", "echo ", "works in no `mktemp -d` folder that a trap removes"),
        ("exit 1", "true", "has no way to say that the behaviour has changed (exit 1)"),
        ("other==3.0", "other", "other has no version"),
        ("other==3.0", "'other>=3'", "other>=3 has no version"),
        ("other==3.0", "-r wanted.txt", "wanted.txt has no version"),
        ("import example", "import carisecure", "names what only one machine or one product has: carisecure"),
        ("--quiet", "--index-url x==1", "names what only one machine or one product has: --index-url"),
        ("pip", "cat", "installs nothing"),
    ],
)
def test_another_form_is_refused(before: str, after: str, fault: str) -> None:
    assert fault in list(faults(GOOD.replace(before, after)))


def test_a_package_of_npm_without_a_version_is_refused() -> None:
    assert list(faults(GOOD + "npm install plain\n")) == ["plain has no version"]
