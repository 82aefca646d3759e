"""The threat model names tests; each of them exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "THREAT_MODEL.md").read_text(encoding="utf-8"))
ROWS = re.findall(r"^\| \d+ \|.*$", (ROOT / "THREAT_MODEL.md").read_text(encoding="utf-8"), flags=re.MULTILINE)


def test_each_boundary_names_a_test_that_exists() -> None:
    missing = [f"{path}::{name}" for path, name in NAMED if name not in _functions(ROOT / path)]
    assert missing == []
    assert len(NAMED) >= 12


def test_no_boundary_is_without_a_test() -> None:
    assert [row for row in ROWS if "`tests/" not in row] == []


def _functions(path: Path) -> set[str]:
    if not path.exists():
        return set()
    return {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)}
