"""The bar at the top."""

from __future__ import annotations

import pytest

from carisecure.accounts.roles import Role
from carisecure.interface import menu


def test_every_role_has_a_menu() -> None:
    assert set(menu.MENUS) == set(Role.values)


def test_every_entry_has_a_page() -> None:
    for role in Role.values:
        assert all(item.url for item in menu.menu_for(role))
        assert menu.home_url(role) != "/"


def test_the_page_one_is_on_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = (("Line", "interface:line"),)
    monkeypatch.setitem(menu.MENUS, Role.ANALYST, entries)
    assert menu.menu_for(Role.ANALYST, "/line/deeper/") == [menu.MenuItem("Line", "/line/", is_current=True)]
    assert not menu.menu_for(Role.ANALYST, "/")[0].is_current
    assert menu.home_url(Role.ANALYST) == "/line/"
