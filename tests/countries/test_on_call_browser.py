"""Filling in a number on call with a real browser, on a telephone and on a desk."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.cases.intake.test_browser import House, chromium, house

__all__ = ["chromium", "house"]  # fixtures
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIZES = [{"width": 360, "height": 740}, {"width": 1280, "height": 900}]


def follow(page: Page, words: str, label: str) -> None:
    page.get_by_role("link", name=re.compile(f"^{words}.*{label}")).click(timeout=10_000)


def picture(page: Page, name: str) -> None:
    """For whoever wants to look: SCREENSHOTS=folder."""
    width = page.evaluate("document.documentElement.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"on-call-{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("size", SIZES, ids=["telephone", "desk"])
def test_from_the_unit_page_to_everybodys_telephone(house: House, size: dict[str, int]) -> None:
    with house.opened(house.people.supervisor, viewport=size) as (context, watched):
        page = context.new_page()
        page.goto("/unit/")
        picture(page, "unit-before")
        follow(page, "Fill in", "Ambulance")
        page.get_by_label("Number").fill("620-1234 x5")
        page.get_by_label("Note").fill("day and night")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("alert")).to_contain_text("Write one number here and nothing else")
        picture(page, "refused")
        page.get_by_label("Number").fill("811")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved. Everybody sees it now.")).to_be_visible()
        expect(page.get_by_role("link", name="811", exact=True)).to_have_attribute("href", "tel:811")
        picture(page, "unit-after")
        follow(page, "Change", "Ambulance")
        expect(page.get_by_label("Number")).to_have_value("811")
        page.goto("/unit/")
        follow(page, "Confirm", "Police, emergency")
        picture(page, "confirm")
        assert [one for one in watched.troubles if "422" not in one] == []
    for who, address in ((house.people.investigator, "/my-work/"), (house.people.frontline, "/front-line/")):
        with house.opened(who, viewport=size) as (context, _watched):
            page = context.new_page()
            page.goto(address)
            expect(page.get_by_role("link", name="811", exact=True)).to_have_attribute("href", "tel:811")
            expect(page.get_by_text("Not known yet. Ask the unit's supervisor.").first).to_be_visible()
            picture(page, address.strip("/"))
            if who == house.people.frontline:
                page.goto("/screening/receipts/")
                picture(page, "receipts")
