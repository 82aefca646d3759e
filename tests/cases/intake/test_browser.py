"""The unit's pages in a real browser: the line goes down in the middle of a report."""

from __future__ import annotations

from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from pytest_django.live_server_helper import LiveServer

from carisecure.accounts.models import User
from carisecure.interface import assets
from cases.intake.models import IntakeReport
from cases.record.models import Case, Involvement
from tests.interface.browser import Watched, browser_context, chromium
from tests.people import People, make_people
from tests.roles import as_system

__all__ = ["chromium"]  # a fixture
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
TEXT = "Ten past two: she came to the door and says two more are inside."


@dataclass(frozen=True)
class House:
    """A running house with its people in it."""

    people: People
    address: str
    chromium: Browser

    def opened(self, user: User, **options: object) -> AbstractContextManager[tuple[BrowserContext, Watched]]:
        client = Client()
        with transaction.atomic():
            client.force_login(user)
        cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
        return browser_context(self.chromium, self.address, cookies, **options)


@pytest.fixture
def house(transactional_db: None, live_server: LiveServer, chromium: Browser) -> House:
    assets.build()
    with transaction.atomic():
        people = make_people()
    return House(people, live_server.url.replace("127.0.0.1", "localhost"), chromium)


def _fill(page: Page) -> None:
    page.goto("/reports/new/")
    page.get_by_label("No", exact=True).check()
    page.get_by_label("What came in").fill(TEXT)
    page.get_by_label("How it came in").select_option("hotline")
    page.locator("#id_people-0-age_from").fill("20")
    page.locator("#id_people-0-age_to").fill("25")
    page.locator("#id_people-0-language").fill("Spanish")


def _stored() -> tuple[int, int, int]:
    with as_system():
        return Case.objects.count(), IntakeReport.objects.count(), Involvement.objects.count()


def test_the_line_is_cut_in_the_middle_of_a_report(house: House) -> None:
    with house.opened(house.people.investigator, viewport={"width": 360, "height": 740}) as (context, _watched):
        page = context.new_page()
        _fill(page)
        context.set_offline(True)
        page.get_by_role("button", name="Save and open a case").click()
        expect(page.locator("[data-state]")).to_contain_text("Your text is still here")
        expect(page.get_by_label("What came in")).to_have_value(TEXT)
        assert _stored() == (0, 0, 0)
        context.set_offline(False)
        _send_again(page)
        page.wait_for_url("**/cases/*-*-*-*-*/")
        expect(page.locator("main")).to_contain_text(TEXT)
        expect(page.locator("#people")).to_contain_text("20 to 25")
        assert _stored() == (1, 1, 1)


def test_the_answer_is_lost_and_the_resend_makes_no_second_case(house: House) -> None:
    with house.opened(house.people.investigator) as (context, _watched):
        page = context.new_page()
        _fill(page)
        # The report arrives; its answer does not come back.
        lost = iter([True])
        page.route(
            "**/reports/new/",
            lambda route: (
                (route.fetch(), route.abort())
                if route.request.method == "POST" and next(lost, False)
                else route.continue_()
            ),
        )
        page.get_by_role("button", name="Save and open a case").click()
        expect(page.locator("[data-state]")).to_contain_text("Your text is still here")
        _send_again(page)
        page.wait_for_url("**/cases/*-*-*-*-*/")
        assert _stored() == (1, 1, 1)


def _send_again(page: Page) -> None:
    """Press again, unless the page has sent by itself as soon as the line was back, or does so at this very moment."""
    with suppress(PlaywrightTimeout):
        page.get_by_role("button", name="Save and open a case").click(timeout=3_000)


def test_danger_opens_what_to_do(house: House) -> None:
    with house.opened(house.people.investigator) as (context, _watched):
        page = context.new_page()
        page.goto("/reports/new/")
        expect(page.locator("#danger-help")).to_be_hidden()
        page.get_by_label("Yes", exact=True).check()
        expect(page.locator("#danger-help")).to_contain_text("800-4CTU")
        expect(page.get_by_label("What the danger is")).to_be_visible()


def test_it_works_without_javascript(house: House) -> None:
    with house.opened(house.people.investigator, java_script_enabled=False) as (context, _watched):
        page = context.new_page()
        _fill(page)
        page.get_by_role("button", name="Save and open a case").click()
        expect(page.locator("main")).to_contain_text(TEXT)
        assert _stored() == (1, 1, 1)
