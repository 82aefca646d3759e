"""The floor plan: each file lies in a room, rooms import what is nearer the ground, and no files import in a circle."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("cases", "screening", "prosecutions", "reports")
HOUSES = ("carisecure", *APPS)
# What an app itself keeps; everything else stands in a room.
OF_THE_APP = {"__init__.py", "apps.py", "urls.py", "models/__init__.py"}


def _rooms(app: str) -> tuple[str, ...]:
    rooms: tuple[str, ...] = import_module(app).ROOMS
    return rooms


def _files(app: str) -> list[Path]:
    return [path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {_module(path): path for app in HOUSES for path in _files(app)}


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _running(node: ast.AST) -> Iterator[ast.AST]:
    """Everything that runs: what stands under TYPE_CHECKING does not."""
    for child in ast.iter_child_nodes(node):
        if not _is_for_types(child):
            yield child
            yield from _running(child)


def _imports(path: Path) -> Iterator[tuple[int, str]]:
    """What a file imports of the house, wherever it says so: (line, the file's module)."""
    for node in _running(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            line, found = node.lineno, [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            line, found = node.lineno, [name if name in MODULES else node.module for name in inner]
        else:
            continue
        yield from ((line, name) for name in dict.fromkeys(found) if name in MODULES)


@pytest.mark.parametrize("app", APPS)
def test_each_file_lies_in_a_room(app: str) -> None:
    rooms = set(_rooms(app))
    outside = [
        str(path.relative_to(ROOT))
        for path in _files(app)
        if path.relative_to(ROOT / app).parts[0] not in rooms and str(path.relative_to(ROOT / app)) not in OF_THE_APP
    ]
    assert outside == []


@pytest.mark.parametrize("app", APPS)
def test_rooms_import_what_is_nearer_the_ground(app: str) -> None:
    rooms = _rooms(app)
    wrong = []
    for room in rooms:
        above = {f"{app}.{other}" for other in rooms[rooms.index(room) + 1 :]}
        for path in _files(f"{app}/{room}"):
            for line, module in _imports(path):
                # The app's own list of models hands on the names of every room: rooms ask each other.
                if module == f"{app}.models" or ".".join(module.split(".")[:2]) in above:
                    wrong.append(f"{path.relative_to(ROOT)}:{line} imports {module}")
    assert wrong == []


@pytest.mark.parametrize("folder", ["templates", "tests"])
@pytest.mark.parametrize("app", APPS)
def test_templates_and_tests_mirror_the_rooms(app: str, folder: str) -> None:
    known = set(_rooms(app)) | {"__pycache__", "data"}
    assert {path.name for path in (ROOT / folder / app).iterdir() if path.is_dir()} - known == set()
    assert sorted(path.name for path in (ROOT / folder / app).glob("test_*.py")) == []
    assert sorted(path.name for path in (ROOT / folder / app).glob("*.html")) == []


@pytest.mark.parametrize("app", APPS)
def test_the_floor_plan_is_written_down(app: str) -> None:
    plan = (ROOT / "docs" / "building.md").read_text()
    rows = re.findall(rf"^\| `{app}/(\w+)/` \|", plan, re.MULTILINE)
    assert tuple(rows) == _rooms(app)


def test_no_files_import_in_a_circle() -> None:
    """Imports inside functions count: they only hide a circle. Imports for types alone do not."""
    arrows = {name: {module for _line, module in _imports(path)} - {name} for name, path in MODULES.items()}
    left = {name: set(to) for name, to in arrows.items()}
    while free := [name for name, to in left.items() if not to & left.keys()]:
        for name in free:
            del left[name]
    # What is left reaches a circle; a file that nobody left imports only looks at one.
    while seen := [name for name in left if not any(name in to for other, to in left.items() if other != name)]:
        for name in seen:
            del left[name]
    assert sorted(left) == []


def test_a_private_name_stays_in_its_file() -> None:
    taken = [
        f"{path.relative_to(ROOT)}:{node.lineno} imports {alias.name}"
        for path in MODULES.values()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in HOUSES
        for alias in node.names
        if alias.name.startswith("_")
    ]
    assert taken == []
