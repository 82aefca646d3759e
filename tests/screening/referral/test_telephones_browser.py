"""A telephone and when to call it, in a real browser: taken down, written, found, and sent along in a referral."""

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


def _is_taken_down(page: Page, width: int) -> None:
    page.goto(reverse("cases:new_report"))
    expect(page.get_by_label("When it is safe to call")).to_be_hidden()
    page.get_by_label("Gave a name").check()
    page.get_by_label("Telephone", exact=True).fill("620-1234 / 721-9876 (work)")
    page.get_by_label("When it is safe to call").fill("After 6 pm. Her brother answers: hang up.")
    look_at(page, f"report-telephone-{width}")


def _is_written(page: Page, address: str, width: int) -> None:
    page.goto(address)
    page.get_by_label("What it is").select_option("document")
    expect(page.get_by_label("When it is safe to call")).to_be_hidden()
    page.get_by_label("What it is").select_option("phone")
    page.get_by_label("Value").fill("Unknown")
    page.get_by_label("When it is safe to call").fill("After 6 pm. Her brother answers: hang up.")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_text("No telephone number here.").first).to_be_visible()
    look_at(page, f"telephone-refused-{width}")
    page.get_by_label("Value").fill("0414-620-1234 / 721-9876 (mother)")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("button", name="Show names").click()
    expect(page.get_by_text("read as +58 414-6201234, +1 868-721-9876")).to_be_visible()
    expect(page.get_by_text("Her brother answers")).to_be_visible()
    look_at(page, f"person-telephone-{width}")


def _is_found(page: Page, width: int) -> None:
    page.goto(reverse("cases:find_person"))
    page.get_by_label("Telephone").fill("6201234")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_text("same last seven digits")).to_be_visible()
    expect(page.get_by_text("6201234, with any area code")).to_be_visible()
    look_at(page, f"found-telephone-{width}")
    page.get_by_label("Telephone").fill("her mother")
    page.get_by_label("Date of birth").fill("5/1/99")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_text("Not a date.")).to_be_visible()
    look_at(page, f"find-refused-{width}")


def _is_sent_along(page: Page, address: str, width: int) -> None:
    page.goto(address)
    page.get_by_label("Refer to").select_option(label="Hibiscus House (demonstration)")
    page.get_by_label("What we ask for").fill("A safe bed for tonight.")
    page.get_by_label("Name, documents, telephone").check()
    page.get_by_label("The person agreed").check()
    page.get_by_label("Consent given by").select_option("self")
    page.get_by_label("Explained in").fill("Spanish")
    page.get_by_role("button", name="See what they will see").click()
    expect(page.get_by_text("Her brother answers")).to_be_visible()
    look_at(page, f"packet-telephone-{width}")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_a_telephone_from_the_call_to_the_shelter(house: House, width: int, scheme: str) -> None:
    people = house.people
    with transaction.atomic():
        case = make_case(people.investigator, people=(PersonEntry(name="Rosa Demo de la Peña", age_from=20),))
        rosa = first_person(case)
        take_case(case=case, by=people.investigator)
        enter(None)
    options = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    with house.opened(people.investigator, **options) as (context, _watched):
        page = context.new_page()
        _is_taken_down(page, width)
        _is_written(page, reverse("cases:add_name", args=[rosa.pk]), width)
        _is_found(page, width)
        _is_sent_along(page, reverse("screening:refer_out", args=[rosa.pk]), width)
