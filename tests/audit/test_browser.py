"""The weekly review in a real browser: fine, ask, answer; accessible at both widths, in both themes."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page, expect

from carisecure.audit.models import Reason
from carisecure.audit.record import record
from cases.record.models import Case
from tests.audit.world import make_line
from tests.cases.intake.test_browser import STANDARDS, House, chromium, house
from tests.cases.ledger import lines
from tests.factories import make_case
from tests.people import People, enter

__all__ = ["chromium", "house"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def look(page: Page, name: str) -> None:
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": STANDARDS}})
    assert found.response["violations"] == [], name
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{name} is wider than the screen"
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def _lines(people: People) -> Case:
    """Three lines for the auditor to look at, and one that was asked already."""
    case = make_case(people.investigator)
    values: dict[str, Any] = {"reviewer": people.auditor, "case_id": case.pk, "unit": case.agency, "times": 3}
    make_line(reader=people.colleague, reasons=[Reason.NIGHT, Reason.NO_TASK], **values)
    make_line(reader=people.investigator, is_sealed=True, **values)
    make_line(reader=people.supervisor, reviewer=people.auditor, reasons=[Reason.OWN_FAMILY])
    question = "Why did you open this?"
    week = dt.date(2024, 1, 8)
    make_line(reader=people.colleague, reasons=[Reason.OWN_FAMILY], question=question, week=week, **values)
    enter(people.colleague)
    record("read", table="cases_case", object_id=case.pk)
    enter(None)
    return case


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark")])  # wide and light: tests/story/test_every_page.py
def test_a_reading_is_asked_about_answered_and_closed(house: House, width: int, scheme: str) -> None:
    people = house.people
    with transaction.atomic():
        case = _lines(people)
    options: dict[str, Any] = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    with house.opened(people.auditor, **options) as (context, _watched):
        page = context.new_page()
        page.goto(reverse("audit:access_log"))
        look(page, f"log-{width}")
        page.get_by_role("link", name="Review unusual access (3)").click()
        look(page, f"review-{width}")
        page.get_by_role("button", name="In order: Ines Investigator").click()
        expect(page.get_by_text("1 closed in the last four weeks")).to_be_visible()
        page.get_by_role("link", name="Ask: Colin Colleague").click()
        look(page, f"ask-{width}")
        page.get_by_label("What do you want to know?").fill("It was ten past two. Why?")
        page.get_by_role("button", name="Ask").click()
        expect(page.get_by_text("It was ten past two. Why?")).to_be_visible()
    _answer(house, case, options, width)
    with house.opened(people.auditor, **options) as (context, _watched):
        page = context.new_page()
        page.goto(reverse("audit:review"))
        look(page, f"answered-{width}")
        page.get_by_role("button", name="Not explained: Colin Colleague").click()
        expect(page.get_by_text("2 closed in the last four weeks")).to_be_visible()
        page.locator("#closed summary").click()
        look(page, f"closed-{width}")
    with house.opened(people.supervisor, **options) as (context, _watched):
        page = context.new_page()
        page.goto(reverse("audit:review"))
        look(page, f"review-empty-{width}")


def _answer(house: House, case: Case, options: dict[str, Any], width: int) -> None:
    with house.opened(house.people.colleague, **options) as (context, _watched):
        page = context.new_page()
        page.goto(reverse("cases:my_work"))
        page.get_by_role("link", name="Answer a question about something you opened").first.click()
        look(page, f"answer-{width}")
        page.get_by_role("button", name="Send the answer").click()
        page.goto(reverse("audit:questions"))
        look(page, f"questions-{width}")
        page.get_by_role("link", name="Answer").first.click()
        page.get_by_label("Your answer").fill("The shelter called me at two.")
        page.get_by_role("button", name="Send the answer").click()
        expect(page.get_by_text("The shelter called me at two.")).to_be_visible()
        page.goto(reverse("cases:case", args=[case.pk]))
        page.locator("#who-has-read a").click()
        expect(page.get_by_text("read it")).to_have_count(1)


def test_printing_the_sheet_of_a_case_is_a_line_however_it_is_asked_for(house: House) -> None:
    """By the browser's own menu as well: Chromium asks for a PDF as it asks for a printer."""
    people = house.people
    with transaction.atomic():
        case = make_case(people.investigator)
    with house.opened(people.investigator) as (context, _watched):
        page = context.new_page()
        page.goto(reverse("cases:case_summary", args=[case.pk]))
        with page.expect_response(lambda answer: answer.url.endswith("/printed/")) as told:
            page.pdf()
        assert told.value.status == 204
    with transaction.atomic():
        (line,) = lines(action="print")
    assert (line.actor, line.object_id) == (people.investigator.pk, str(case.pk))
