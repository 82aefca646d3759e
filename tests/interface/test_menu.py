"""The bar at the top."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, reverse

from carisecure.accounts.roles import Role
from carisecure.interface import menu


def _exists(name: str) -> bool:
    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return True


def test_every_role_has_a_menu() -> None:
    assert set(menu.MENUS) == set(Role.values)


def test_every_entry_has_a_page_or_is_known_to_miss_it() -> None:
    names = {name for entries in menu.MENUS.values() for _label, name in entries}
    assert {name for name in names if not _exists(name)} == menu.NOT_BUILT_YET


def test_the_page_one_is_on_is_marked_and_missing_pages_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    entries = (("Line", "interface:line"), ("Nowhere", "no:where"))
    monkeypatch.setitem(menu.MENUS, Role.ANALYST, entries)
    assert menu.menu_for(Role.ANALYST, "/line/deeper/") == [menu.MenuItem("Line", "/line/", is_current=True)]
    assert not menu.menu_for(Role.ANALYST, "/")[0].is_current
    assert menu.home_url(Role.ANALYST) == "/line/"
