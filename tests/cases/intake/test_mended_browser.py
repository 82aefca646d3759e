"""A refused form in a real browser: what is mended is marked no longer, and what is typed by name is offered."""

from __future__ import annotations

import os
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.cases.intake.test_browser import STANDARDS, House, chromium, house
from tests.interface.test_browser import axe_faults

__all__ = ["STANDARDS", "chromium", "house"]  # fixtures

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _look(page: Page, name: str) -> None:
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def _lines(page: Page) -> Locator:
    return page.locator(".error-summary li:visible")


def _refused(page: Page) -> None:
    page.goto("/reports/new/")
    page.locator("#id_people-0-age_from").fill("50")
    page.locator("#id_people-0-age_to").fill("35")
    page.locator("#id_people-0-language").fill("Latin")
    page.get_by_role("button", name="Save and open a case").click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(_lines(page)).to_have_count(5)


@pytest.mark.parametrize(("width", "theme"), [(1280, "light"), (360, "dark")])
def test_errors_go_one_by_one_and_the_summary_follows(house: House, width: int, theme: str) -> None:
    size = {"width": width, "height": 740}
    with house.opened(house.people.investigator, viewport=size, color_scheme=theme) as (context, watched):
        page = context.new_page()
        _refused(page)
        _look(page, f"refused-{width}-{theme}")
        narrative, language = page.get_by_label("What came in"), page.locator("#id_people-0-language")
        described = narrative.get_attribute("aria-describedby") or ""
        assert "id_narrative_error" in described

        narrative.fill("   ")  # blanks are not a text
        expect(narrative).to_have_class(re.compile("is-invalid"))
        narrative.fill("She came to the door.")
        expect(narrative).not_to_have_class(re.compile("is-invalid"))
        expect(narrative).not_to_have_attribute("aria-invalid", "true")
        expect(narrative).to_have_attribute("aria-describedby", "id_narrative_helptext")
        expect(page.locator("#id_narrative_error")).to_be_hidden()
        expect(_lines(page)).to_have_count(4)
        expect(page.locator("[data-mended-state]")).to_have_text("Changed. Still to check: 4.")

        narrative.fill("")  # what was refused is refused
        expect(narrative).to_have_attribute("aria-invalid", "true")
        expect(narrative).to_have_attribute("aria-describedby", described)
        expect(_lines(page)).to_have_count(5)
        narrative.fill("She came to the door.")

        page.get_by_label("No", exact=True).check()  # a group of buttons is one field
        page.get_by_label("How it came in").select_option("hotline")
        expect(_lines(page)).to_have_count(2)
        page.locator("#id_people-0-age_from").fill("40")  # still above the other: not mended
        expect(_lines(page)).to_have_count(2)
        page.locator("#id_people-0-age_from").fill("30")  # the fault stood at the other field
        expect(_lines(page)).to_have_count(1)
        _look(page, f"half-mended-{width}-{theme}")
        language.fill("Spanish")
        language.press("Tab")
        expect(page.locator(".error-summary")).to_be_hidden()
        expect(page.locator("[data-mended-state]")).to_contain_text("Nothing is saved yet")
        expect(page.locator("[data-mended-state]")).to_be_visible()
        _look(page, f"mended-{width}-{theme}")
        assert axe_faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
        page.get_by_role("button", name="Save and open a case").click()
        page.wait_for_url("**/cases/*-*-*-*-*/")
        assert [text for text in watched.troubles if "422" not in text] == []


def test_names_are_offered_as_somebody_types(house: House) -> None:
    with house.opened(house.people.investigator) as (context, watched):
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto("/reports/new/")
        field, offers = page.locator("#id_people-0-language"), page.locator("#id_people-0-language-near option")
        near = offers.evaluate_all("them => them.map((one) => one.value)")
        assert near[0] == "Spanish"
        field.press_sequentially("crio")
        field.fill("creo")
        expect(offers.first).to_have_attribute("value", re.compile("Creole"))
        assert offers.count() <= 12
        field.fill("volap")
        expect(offers).to_have_count(0)
        field.fill("")
        expect(offers).to_have_count(len(near))
        page.locator("#id_people-0-citizenship").fill("zim")
        expect(page.locator("#id_people-0-citizenship-near option").first).to_have_attribute("value", "Zimbabwe")
        assert len([url for url in asked if "/names/" in url]) == 2  # one list a kind, however much is typed
        assert watched.troubles == []


def test_one_after_another_in_one_line(house: House) -> None:
    with house.opened(house.people.investigator, viewport={"width": 360, "height": 740}) as (context, watched):
        page = context.new_page()
        page.goto("/reports/new/")
        page.get_by_label("No", exact=True).check()
        page.get_by_label("What came in").fill("x")
        page.get_by_label("How it came in").select_option("hotline")
        page.get_by_role("button", name="Save and open a case").click()
        page.wait_for_url("**/cases/*-*-*-*-*/")
        page.goto(page.url + "people/add/")
        field = page.get_by_label("Languages")
        field.fill("Spanish; hai")
        expect(page.locator("#id_languages-near option").first).to_have_attribute("value", "Spanish; Haitian Creole")
        field.fill("Spanish; Haitian Creole; wayuu")
        page.get_by_label("Role in this case").select_option("witness")
        page.locator("#id_age_from").fill("20")
        _look(page, "person-form-360")
        page.get_by_role("button", name="Save").click()
        expect(page.locator(".error-summary li")).to_have_text(re.compile("Age known from: Choose how"))
        _look(page, "person-form-refused-360")
        page.get_by_label("Age known from").select_option("said")
        expect(page.locator(".error-summary")).to_be_hidden()
        page.get_by_role("button", name="Save").click()
        expect(page.locator("#people, main").first).to_contain_text("Spanish, Haitian Creole, Wayuu")
        assert [text for text in watched.troubles if "422" not in text] == []


def test_without_scripts_a_name_is_typed_in_full(house: House) -> None:
    with house.opened(house.people.investigator, java_script_enabled=False) as (context, _watched):
        page = context.new_page()
        page.goto("/reports/new/")
        page.locator("#id_people-0-language").fill("klingon")
        page.get_by_role("button", name="Save and open a case").click()
        expect(_lines(page)).to_have_count(4)
        page.locator("#id_people-0-language").fill("haitian creole")
        expect(_lines(page)).to_have_count(4)  # nothing changes before it is sent again
        page.get_by_label("No", exact=True).check()
        page.get_by_label("What came in").fill("x")
        page.get_by_label("How it came in").select_option("hotline")
        page.get_by_role("button", name="Save and open a case").click()
        page.wait_for_url("**/cases/*-*-*-*-*/")
        expect(page.locator("#people")).to_contain_text("Haitian Creole")
