"""The dates of a charge on a telephone, without the script: asked in one line, and how they were understood."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from carisecure.interface import assets
from tests.interface.browser import browser_context, chromium
from tests.people import make_people
from tests.prosecutions.matters import submitted

__all__ = ["chromium"]  # a fixture
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [360, 1280])
def test_a_charge_known_to_the_month(
    transactional_db: None, live_server: LiveServer, chromium: Browser, width: int
) -> None:
    assets.build()
    client = Client()
    with transaction.atomic():
        people = make_people()
        address = reverse("prosecutions:lay_charge", args=[submitted(people).prosecution_id])
        client.force_login(people.prosecutor)
    cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
    home = live_server.url.replace("127.0.0.1", "localhost")
    size = {"width": width, "height": 740}
    with browser_context(chromium, home, cookies, viewport=size, java_script_enabled=False) as (context, _watched):
        page = context.new_page()
        page.goto(address)
        page.locator("#id_accused").select_option("new")
        page.locator("#id_offence").select_option("TT-16")
        page.locator("#id_committed_on").fill("Mar 2015")
        page.locator("#id_laid_on").fill("31/2/2015")
        page.get_by_role("button", name="Record the charge").click()
        expect(page.get_by_text("“Mar 2015” is March 2015.")).to_be_visible()
        expect(page.get_by_text("This date does not exist.").first).to_be_visible()
        page.locator("#id_laid_on").fill("14.4.15")
        page.get_by_role("button", name="Record the charge").click()
        expect(page.get_by_text("14 Apr 2015").first).to_be_visible()
        expect(page.get_by_text("March 2015").first).to_be_visible()
