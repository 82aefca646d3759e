"""The names of a referral that is not sent yet, in a real browser: shown and hidden while what was typed stays."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page, expect

from cases.course.operations import take_case
from cases.people.operations import PersonEntry
from tests.cases.intake.test_browser import House, chromium, house
from tests.cases.people.test_names_browser import look_at
from tests.factories import first_person, make_case
from tests.people import enter

__all__ = ["chromium", "house"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _to_the_preview(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_label("Refer to").select_option(label="Hibiscus House (demonstration)")
    page.get_by_label("What we ask for").fill("A safe bed for tonight.")
    page.get_by_label("Name, documents, telephone").check()
    page.get_by_label("The person agreed").check()
    page.get_by_label("Consent given by").select_option("self")
    page.get_by_label("Explained in").fill("Spanish")
    page.get_by_role("button", name="See what they will see").click()
    expect(page.get_by_text("Hidden. Show names to read them.")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_names_before_a_referral_is_sent(house: House, width: int, scheme: str) -> None:
    people = house.people
    with transaction.atomic():
        case = make_case(people.investigator, people=(PersonEntry(name="Rosa Demo de la Peña", age_from=20),))
        address = reverse("screening:refer_out", args=[first_person(case).pk])
        take_case(case=case, by=people.investigator)
        enter(None)
    options = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    name = "Rosa Demo de la Peña"
    with house.opened(people.colleague, **options) as (context, _watched):
        page = context.new_page()
        _to_the_preview(page, address)
        page.locator("#preview-names summary").click()
        look_at(page, f"preview-reason-{width}")
        page.get_by_label("You do not lead this case").select_option("on_duty")
        page.locator("#preview-names").get_by_role("button", name="Show names").click()
        expect(page.get_by_text(name)).to_be_visible()
    with house.opened(people.investigator, **options) as (context, _watched):
        page = context.new_page()
        _to_the_preview(page, address)
        page.get_by_role("button", name="Show names").click()
        expect(page.get_by_text(name)).to_be_visible()
        look_at(page, f"preview-names-{width}")
        page.get_by_role("button", name="Hide names").click()
        expect(page.get_by_text(name)).to_be_hidden()
        page.get_by_role("button", name="Send to").click()
        page.wait_for_url("**/referrals/*-*/")
        expect(page.get_by_text("A safe bed for tonight.")).to_be_visible()
        expect(page.get_by_text(name)).to_be_hidden()
