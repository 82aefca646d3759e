"""The pages of names in a real browser: accessible at both widths, in both themes, and nothing in the address."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page, expect

from cases.course.operations import take_case
from cases.people.operations import PersonEntry, add_name
from tests.cases.intake.test_browser import STANDARDS, House, chromium, house
from tests.factories import first_person, make_case
from tests.people import enter

__all__ = ["chromium", "house"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def look_at(page: Page, name: str) -> None:
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": STANDARDS}})
    assert found.response["violations"] == [], name
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{name} is wider than the screen"
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_names_and_finding(house: House, width: int, scheme: str) -> None:
    with transaction.atomic():
        people = house.people
        case = make_case(people.investigator, people=(PersonEntry(name="Rosa Demo de la Peña", age_from=20),))
        rosa = first_person(case)
        add_name(involvement=rosa, kind="document", value="TT-0004242", by=people.investigator)
        take_case(case=case, by=people.investigator)
        enter(None)
    options = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    with house.opened(people.investigator, **options) as (context, _watched):
        page = context.new_page()
        for address in ("cases:find_person", "cases:find_text"):
            page.goto(reverse(address))
            look_at(page, f"{address.split(':')[1]}-{width}")
        page.goto(reverse("cases:find_person"))
        page.get_by_label("Name").fill("Roza Pena")
        page.get_by_role("button", name="Find").click()
        expect(page.get_by_text("name sounds similar")).to_be_visible()
        assert "Roza" not in page.url
        look_at(page, f"found_person-{width}")
        page.goto(reverse("cases:find_text"))
        page.get_by_label("Words").fill("bars")
        page.get_by_role("button", name="Find").click()
        expect(page.get_by_text("at the door of a bar")).to_be_visible()
        look_at(page, f"found_text-{width}")
        page.goto(reverse("cases:case", args=[case.pk]))
        page.get_by_role("button", name="Show names").click()
        expect(page.get_by_text("Rosa Demo de la Peña")).to_be_visible()
        look_at(page, f"names-{width}")
        page.get_by_role("link", name="Person 1").first.click()
        expect(page.get_by_text("TT-0004242")).to_be_visible()
        look_at(page, f"person-{width}")
        with page.expect_navigation():
            page.get_by_role("link", name="Erase identity").click()
        look_at(page, f"erase-{width}")
        page.go_back()
        page.get_by_role("button", name="Hide names").click()
        expect(page.get_by_text("TT-0004242")).to_be_hidden()
    with house.opened(people.colleague, **options) as (context, _watched):
        page = context.new_page()
        page.goto(reverse("cases:person", args=[rosa.pk]))
        page.locator("#show-names summary").click()
        look_at(page, f"reason-{width}")
        page.get_by_label("You do not lead this case").select_option("on_duty")
        page.locator("#show-names").get_by_role("button", name="Show names").click()
        expect(page.get_by_text("Rosa Demo de la Peña")).to_be_visible()
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0
