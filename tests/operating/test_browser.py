"""The administrator's page in a real browser: what is wrong first; accessible at both widths, in both themes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from carisecure.operating import alarms, pulses
from carisecure.operating.conditions import Found, State
from tests.audit.test_browser import look
from tests.cases.intake.test_browser import House, chromium, house
from tests.interface.browser import browser_context

__all__ = ["chromium", "house"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_what_is_wrong_is_read_first_and_leads_from_the_first_page(house: House, width: int, scheme: str) -> None:
    now = timezone.now()
    pulses.beat("worker", at=now - timedelta(minutes=12))
    pulses.beat("house")
    pulses.beat("drill", at=now - timedelta(days=100))
    alarms.keep({"drill": Found(State.BAD, "old", {"days": 100})}, now - timedelta(days=8))
    alarms.keep({"tls": Found(State.WARN, "soon", {"days": 12})}, now - timedelta(minutes=4))
    options: dict[str, Any] = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    with house.opened(house.people.administrator, **options) as (context, _watched):
        page = context.new_page()
        page.goto(reverse("accounts:person_list"))
        expect(page.get_by_role("alert")).to_contain_text("The installation is not well: Restore drill.")
        look(page, f"condition-people-{width}-{scheme}")
        page.get_by_role("link", name="See what to do").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Condition of the installation")
        first = page.locator("#wrong + ul > li").first
        expect(first).to_contain_text("Wrong")
        look(page, f"condition-{width}-{scheme}")
        page.locator("details", has_text="are well").locator("summary").click()
        expect(page.get_by_text("Gave a sign of life")).to_be_visible()
        look(page, f"condition-open-{width}-{scheme}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_link_of_the_installation_fills_in_name_and_code(house: House, scheme: str) -> None:
    options: dict[str, Any] = {"viewport": {"width": 360, "height": 800}, "color_scheme": scheme}
    with browser_context(house.chromium, house.address, {}, **options) as (context, _watched):
        page = context.new_page()
        page.goto(f"{reverse('sign_in_with_code')}#ada:BCDF-GHJK-2345-6789")
        expect(page.get_by_label("User name")).to_have_value("ada")
        expect(page.get_by_label("One-time code")).to_have_value("BCDF-GHJK-2345-6789")
        expect(page.get_by_label("Password")).to_be_focused()
        assert "#" not in page.url, "the code does not stay in the address"
        look(page, f"with-code-{scheme}")
