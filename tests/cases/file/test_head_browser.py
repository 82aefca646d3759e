"""The head of every page on a telephone: at most 120 px, with Open by reference, Find, Lock now and the menu in it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Page, expect

from carisecure.accounts.models import User
from tests.cases.intake.test_browser import House, chromium, house
from tests.factories import make_case

__all__ = ["chromium", "house"]  # fixtures
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST = 120
PHONE = {"width": 360, "height": 740}
ROLES = ("investigator", "supervisor", "frontline", "caseworker", "prosecutor", "analyst", "auditor", "administrator")


def picture(page: Page, name: str) -> None:
    """For whoever wants to look: SCREENSHOTS=folder."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def height(page: Page) -> float:
    """Of the head alone: banners of the demonstration and of an emergency stand above it, and only while they must."""
    found: float = page.evaluate("document.querySelector('.site-header').getBoundingClientRect().height")
    return found


@pytest.mark.parametrize("language", ["en", "es"])
def test_it_takes_at_most_120_px_for_every_role_and_language(house: House, language: str) -> None:
    for role in ROLES:
        with house.opened(getattr(house.people, role), viewport=PHONE) as (context, watched):
            page = context.new_page()
            page.goto(f"/language/{language}/")
            page.goto("/")
            assert height(page) <= MOST, (role, language)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= PHONE["width"], (role, language)
            expect(page.get_by_role("banner").get_by_role("link", name="CariSECURE")).to_be_visible()
            assert watched.troubles == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_on_a_wide_screen_nothing_falls_out_of_its_line(house: House, language: str) -> None:
    """Names and agencies are long: whoever has one has two lines in their corner, and *Lock now* stays beside it."""
    for role in ROLES:
        user = getattr(house.people, role)
        with transaction.atomic():
            User.objects.filter(pk=user.pk).update(full_name="Omara Oropendola-Kiskadee de la Trinidad")
        with house.opened(user, viewport={"width": 1280, "height": 900}) as (context, _watched):
            page = context.new_page()
            page.goto(f"/language/{language}/")
            page.goto("/")
            brand, lock = (page.locator(f".site-bar > {of}").bounding_box() for of in (".brand", ".head-lock"))
            assert brand is not None
            assert lock is not None
            assert abs(brand["y"] + brand["height"] / 2 - lock["y"] - lock["height"] / 2) < 4, (role, language)


@pytest.mark.parametrize("scripts", [True, False])
def test_the_menu_opens_over_the_page_without_a_script_too(house: House, scripts: bool) -> None:
    who = house.people.supervisor
    with house.opened(who, viewport=PHONE, java_script_enabled=scripts) as (context, _watched):
        page = context.new_page()
        page.goto("/unit/")
        menu = page.get_by_role("navigation", name="Main menu")
        expect(menu).to_be_hidden()
        page.get_by_role("button", name="Menu").click()
        expect(menu.get_by_role("link", name="Reports received")).to_be_visible()
        expect(page.get_by_role("link", name="Sign out")).to_be_visible()
        picture(page, "menu-360")
        page.get_by_role("button", name="Close").click()
        expect(menu).to_be_hidden()
        expect(page.get_by_role("banner").get_by_role("link", name="Lock now")).to_be_visible()


def test_open_and_find_stand_in_it(house: House) -> None:
    case = _case(house.people.investigator)
    with house.opened(house.people.investigator, viewport=PHONE) as (context, _watched):
        page = context.new_page()
        page.goto("/reports/")
        page.get_by_label("Open by reference").fill(f"ref {case.lower().replace('-', ' ')}")
        page.get_by_role("button", name="Open", exact=True).click()
        expect(page.locator("h1")).to_have_text(case)
        page.get_by_role("banner").get_by_role("link", name="Find").click()
        expect(page.locator("h1")).to_have_text("Find a person")


def test_danger_is_seen_without_scrolling(house: House) -> None:
    case = _case(house.people.investigator, danger_now="yes", danger_note="He waits outside with two others.")
    for who, address in ((house.people.investigator, "/my-work/"), (house.people.supervisor, "/unit/")):
        for width in (360, 1280):
            for scheme in ("light", "dark"):
                with house.opened(who, viewport={"width": width, "height": 740}, color_scheme=scheme) as (
                    context,
                    watched,
                ):
                    page = context.new_page()
                    page.goto(address)
                    box = page.locator("#danger").bounding_box()
                    assert box
                    assert box["y"] < 500
                    picture(page, f"{address.strip('/')}-{width}-{scheme}")
                    page.locator("#danger").get_by_role("link", name=case).click()
                    expect(page.locator("#danger-now")).to_be_in_viewport()
                    picture(page, f"{address.strip('/')}-case-{width}-{scheme}")
                    page.get_by_role("link", name="Mark danger over").click()
                    expect(page.get_by_label("Why the danger is over")).to_be_visible()
                    picture(page, f"{address.strip('/')}-end-{width}-{scheme}")
                    assert watched.troubles == []


def _case(by: User, **changes: Any) -> str:
    with transaction.atomic():
        return str(make_case(by, **changes).reference)
