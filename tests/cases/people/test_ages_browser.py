"""A date of birth beside another age, in a real browser: asked, answered, said; at both widths and in both themes."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import expect

from cases.course.operations import take_case
from cases.people.operations import PersonEntry
from tests.cases.intake.test_browser import House, chromium, house
from tests.cases.people.test_names_browser import look_at
from tests.factories import first_person, make_case
from tests.people import enter

__all__ = ["chromium", "house"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_the_age_that_was_noted_before_is_asked_for(house: House, width: int, scheme: str) -> None:
    with transaction.atomic():
        people = house.people
        case = make_case(people.investigator, people=(PersonEntry(age_from=40, age_to=45, age_basis="said"),))
        take_case(case=case, by=people.investigator)
        person = first_person(case)
        enter(None)
    options = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    with house.opened(people.investigator, **options) as (context, _watched):
        page = context.new_page()
        page.goto(reverse("cases:add_name", args=[person.pk]))
        assert page.get_by_role("radio").count() == 0
        page.locator("#id_kind").select_option("birth_date")
        page.locator("#id_value").fill("14/03/2012")
        page.locator("#id_known_from").select_option("document")
        page.locator("form[method=post] button[type=submit].btn-primary").click()
        expect(page.get_by_role("radio")).to_have_count(2)
        look_at(page, f"age_asked-{width}")
        page.locator("input[type=radio][value=stays]").check()
        page.locator("form[method=post] button[type=submit].btn-primary").click()
        page.locator("#show-names button").click()
        expect(page.locator(".by-birth")).to_have_count(2)
        look_at(page, f"age_said-{width}")
        page.goto(reverse("cases:edit_person", args=[person.pk]))
        expect(page.locator("#id_age_on")).to_be_visible()
        look_at(page, f"age_changed-{width}")
