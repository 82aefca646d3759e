"""The house rules that a reader cannot be trusted to keep: which app may import which, and who may touch guardian."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PLATFORM = {"audit", "access", "accounts", "jobs", "importing", "storage", "interface", "countries", "embedded"}
MAY_IMPORT = {
    "carisecure": set[str](),
    "cases": {"carisecure"},
    "screening": {"carisecure", "cases"},
    "prosecutions": {"carisecure", "cases"},
    "reports": {"carisecure", "cases", "screening", "prosecutions"},
}


def _modules(package: str) -> list[Path]:
    return [p for p in (ROOT / package).rglob("*.py") if "node_modules" not in p.parts]


def _imports(path: Path) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.append((node.lineno, node.module))
    return found


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_point_one_way(package: str) -> None:
    houses = set(MAY_IMPORT)
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {module}"
        for path in _modules(package)
        for line, module in _imports(path)
        if (house := module.split(".")[0]) in houses and house != package and house not in MAY_IMPORT[package]
    ]
    # The address book of the whole house is the one place that knows every room.
    assert [w for w in wrong if not w.startswith("carisecure/urls.py")] == []


def test_guardian_is_imported_in_access_alone() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}"
        for package in MAY_IMPORT
        for path in _modules(package)
        for line, module in _imports(path)
        if module.split(".")[0] == "guardian" and "access" not in path.relative_to(ROOT).parts
    ]
    assert wrong == []


def test_only_access_and_system_doors_speak_sql() -> None:
    """A raw cursor can ask anything of the wall; the files that hold one are few and known."""
    allowed = {
        "carisecure/access/finding.py",
        "carisecure/access/session.py",
        "carisecure/access/together.py",
        "carisecure/access/vault/keys.py",
        "carisecure/access/vault/rebuilding.py",
        "carisecure/access/vault/rotation.py",
        "carisecure/backup/moment.py",
        "carisecure/backup/receive.py",
        "carisecure/backup/receiving.py",
        "carisecure/backup/replay.py",
        "carisecure/backup/returning.py",
        "carisecure/backup/snapshot.py",
        "carisecure/backup/target.py",
        "carisecure/audit/ledger.py",
        "carisecure/history.py",
        "carisecure/audit/record.py",
        "carisecure/jobs/aside.py",
        "cases/insiders/clocks.py",
        "cases/keeping/operations/disposing.py",
        "cases/insiders/operations/emergency.py",
        "cases/keeping/operations/erasing.py",
        "cases/insiders/operations/new_lead.py",
        "cases/two_people/tasks.py",
        "cases/insiders/unusual.py",
        "cases/exhibits/rehashing.py",
        "cases/registers/settling.py",
        "prosecutions/accused/queries.py",
        "prosecutions/accused/tying.py",
        "prosecutions/file/changes.py",
        "prosecutions/file/sheets.py",
        "prosecutions/record/following.py",
        "screening/referral/officials.py",
    }
    wrong = sorted(
        {
            str(path.relative_to(ROOT))
            for package in MAY_IMPORT
            for path in _modules(package)
            if "migrations" not in path.parts and "embedded" not in path.parts and ".cursor()" in path.read_text()
        }
        - allowed
    )
    assert wrong == []


def test_bytes_leave_by_one_door() -> None:
    """A download that says its name itself may say somebody's, or be shown where it should be put away."""
    wrong = sorted(
        str(path.relative_to(ROOT))
        for package in MAY_IMPORT
        for path in _modules(package)
        if ("Content-Disposition" in path.read_text() or "FileResponse(" in path.read_text())
        and path != ROOT / "carisecure" / "storage" / "serving.py"
    )
    assert wrong == []


def test_no_model_is_saved_by_a_form() -> None:
    wrong = [
        str(path.relative_to(ROOT))
        for package in MAY_IMPORT
        for path in _modules(package)
        if path.name.startswith("forms") and ("ModelForm" in path.read_text() or ".save(" in path.read_text())
    ]
    assert wrong == []
