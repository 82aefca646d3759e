"""A line of the log holds codes; a page words them for whoever reads it. No database is asked."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.utils import translation

from carisecure.audit import words

APPS = ("carisecure", "cases", "screening", "prosecutions", "reports")


def _written() -> tuple[set[str], set[str]]:
    """The actions that the code writes, and the names of what it writes beside them, where both stand in the call."""
    actions: set[str] = set()
    names: set[str] = set()
    for path in (path for app in APPS for path in Path(app).rglob("*.py") if "migrations" not in path.parts):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record" and node.args):
                continue
            first, *_rest = node.args
            actions |= {str(first.value)} if isinstance(first, ast.Constant) else set()
            beside = [k.value for k in node.keywords if k.arg == "detail" and isinstance(k.value, ast.Dict)]
            names |= {str(key.value) for one in beside for key in one.keys if isinstance(key, ast.Constant)}
    return actions, names - {"sha256", "root"}  # are called so in both languages


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_action_and_every_particular_has_words(language: str) -> None:
    actions, names = _written()
    assert {"keys.asked", "read.identity"} <= actions
    assert {"by_hand", "involvements", "why"} <= names
    with translation.override(language):
        assert [code for code in sorted(actions) if str(words.action(code)) == code and language == "es"] == []
    assert actions <= set(words.ACTIONS)
    assert names <= set(words.PARTICULARS)


def test_a_line_is_read_in_the_language_of_its_reader() -> None:
    written = {"by_hand": True, "involvements": ["a", "b"], "asked": {"number": 3}, "left": "", "else": "x"}
    assert words.detail(written) == [("by hand", "yes"), ("people", "2 IDs"), ("asked for", "number 3"), ("else", "x")]
    with translation.override("es"):
        assert words.detail(written)[0] == ("a mano", "sí")
        assert words.detail(written)[2] == ("se pidió", "número 3")
