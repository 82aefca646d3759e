"""Nothing grows into a giant unnoticed: `python -m tests.sizes` fails on a file, function or template too long."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LONGEST_FILE = 400
LONGEST_FUNCTION = 50
LONGEST_TEMPLATE = 120


def too_long(root: Path, names: list[str]) -> Iterator[str]:
    for name in names:
        text = (root / name).read_text(encoding="utf-8")
        lines = text.count("\n")
        if name.endswith(".py"):
            # A migration is written by Django and read by nobody twice.
            if lines > LONGEST_FILE and "/migrations/" not in name:
                yield f"{name}: {lines} lines, at most {LONGEST_FILE}"
            yield from _long_functions(name, text)
        elif lines > LONGEST_TEMPLATE:
            yield f"{name}: {lines} lines, at most {LONGEST_TEMPLATE} in a template"


def _long_functions(name: str, text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text, name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                yield f"{name}:{node.lineno}: {node.name} has {lines} lines, at most {LONGEST_FUNCTION}"


def _files(root: Path) -> list[str]:
    """Those that git knows or would know."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py", "*.html"]
    found = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout.splitlines()
    return [name for name in found if (root / name).exists()]


if __name__ == "__main__":
    sys.exit("\n".join(too_long(ROOT, _files(ROOT))) or None)
