"""What which role may do, line by line; each app writes its lines in a `policy.py` that is read when it is ready."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from carisecure.accounts.models import User


@dataclass(frozen=True)
class Line:
    """Who may do an action: these roles, holding `needs` on the anchor (None: no object is asked about)."""

    action: str
    roles: frozenset[str]
    needs: str | None

    def open_to(self, user: User) -> bool:
        return user.is_authenticated and user.is_active and user.role in self.roles


_lines: dict[str, Line] = {}


def allow(action: str, *, roles: Iterable[str], needs: str | None = None) -> None:
    """Write a line. A second line for one action is a mistake, not an addition."""
    if action in _lines:
        raise ValueError(f"two policy lines for {action}")
    _lines[action] = Line(action, frozenset(str(r) for r in roles), needs)


def rule(action: str) -> Line:
    """The line for an action; KeyError where nobody wrote one (a misspelt action must not open anything)."""
    return _lines[action]


def actions() -> dict[str, Line]:
    """Every line, for tests and for the page that explains the policy."""
    return dict(_lines)
