"""What guards the records, compared with the release: roles, walls, triggers, rights. One comparison for all."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from threading import Lock

from carisecure.audit import guards, ledger
from carisecure.operating.conditions.found import Found, bad, ok, unknown

# The catalogue is read once for the four conditions that follow from it.
KEPT_SECONDS = 20.0
# How the lines of the list begin (audit/guards/catalogue.sql), and which of the four each belongs to.
PARTS = {
    "roles": ("role ", "membership ", "setting "),
    "walls": ("policy ",),
    "triggers": ("trigger ", "function ", "rule ", "event trigger ", "foreign keys ", "constraint "),
}
# A table's line names its owner and rights too: these words in it are its wall.
OFF = re.compile(r"\b(walled|forced)\b")


@dataclass
class _Kept:
    at: float = float("-inf")
    has_list: bool = True
    lines: list[str] = field(default_factory=list)


_kept = _Kept()
_lock = Lock()


def differences() -> list[str] | None:
    """As `audit.guards.differences`, kept for some seconds; None where this release has no list to compare with."""
    with _lock:
        if time.monotonic() - _kept.at > KEPT_SECONDS:
            _kept.has_list = guards.path(guards.version(ledger.ask)).exists()
            _kept.lines = guards.differences() if _kept.has_list else []
            _kept.at = time.monotonic()
        return list(_kept.lines) if _kept.has_list else None


def forget() -> None:
    _kept.at = float("-inf")


def part_of(line: str) -> str:
    """Which of the four a line that differs belongs to. What is none of the other three is a right."""
    if line.startswith("table ") and OFF.search(line):
        return "walls"
    return next((part for part, begins in PARTS.items() if line.startswith(begins)), "rights")


def _part(name: str) -> Found:
    lines = differences()
    if lines is None:
        return unknown("no_list")
    differing = sum(part_of(line) == name for line in lines)
    return bad("differ", n=differing) if differing else ok()


def roles() -> Found:
    """That the roles are narrow, and that this process signs in as the narrow one."""
    name, is_super, bypasses = ledger.ask(
        "select current_user::text, rolsuper, rolbypassrls from pg_roles where rolname = current_user", []
    )[0]
    if is_super or bypasses:
        return bad("too_wide")
    return _part("roles") if name == "carisecure_app" else unknown("other")


def walls() -> Found:
    return _part("walls")


def triggers() -> Found:
    return _part("triggers")


def rights() -> Found:
    return _part("rights")
