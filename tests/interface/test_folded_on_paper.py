"""On paper nothing can be unfolded: what is folded on screen prints open, with scripts and without."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.cases.intake.test_browser import House, chromium, house
from tests.factories import first_person, make_case
from tests.screening.made import screened

__all__ = ["chromium", "house"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# A fold that asks for something: a menu, filters, a reason for showing names.
ASKS = """
const fold = document.createElement("details");
fold.id = "asks";
fold.innerHTML = "<summary>Discard</summary><form><p>Sure?</p></form>";
document.querySelector("main").append(fold);
"""


def _result(house: House) -> str:
    with transaction.atomic():
        screening = screened(first_person(make_case(house.people.investigator)), house.people.investigator)
    return reverse("screening:result", args=[screening.pk])


def _folds(page: Page) -> Any:
    return page.locator("main details.panel")


def test_the_answers_of_a_first_screen_print_without_scripts(house: House) -> None:
    with house.opened(house.people.investigator, java_script_enabled=False) as (context, _watched):
        page = context.new_page()
        page.goto(_result(house))
        answer = page.locator(".answer-list li").last
        expect(answer).not_to_be_visible()
        page.emulate_media(media="print")
        for answers in page.locator(".answer-list").all():
            expect(answers).to_be_visible()
            assert (answers.bounding_box() or {"height": 0})["height"] > 20


def test_what_is_opened_for_the_printer_is_folded_again(house: House) -> None:
    with house.opened(house.people.investigator) as (context, _watched):
        page = context.new_page()
        page.goto(_result(house))
        page.evaluate(ASKS)
        _folds(page).first.locator("summary").click()  # the reader's own choice stays
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        assert [fold.get_attribute("open") for fold in _folds(page).all()] == ["", ""]
        assert page.locator("#asks").get_attribute("open") is None
        page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        assert [fold.get_attribute("open") for fold in _folds(page).all()] == ["", None]


def test_what_asks_for_something_stays_folded_on_paper(house: House) -> None:
    with house.opened(house.people.investigator) as (context, _watched):
        page = context.new_page()
        page.goto(_result(house))
        page.evaluate(ASKS)
        page.emulate_media(media="print")
        expect(page.get_by_text("Sure?")).not_to_be_visible()
