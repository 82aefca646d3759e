"""The passkey ceremonies and the night story, in a real browser with a virtual security key."""

from __future__ import annotations

import base64
import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect
from pytest_django.live_server_helper import LiveServer

from carisecure.access.models import KeyRequest
from carisecure.access.vault import keys
from carisecure.accounts.models import Desk
from carisecure.accounts.operations import add_user, make_user
from carisecure.interface import assets
from carisecure.jobs import worker
from tests.interface.browser import Watched, browser_context, chromium
from tests.people import People, enter, make_people
from tests.signing_in import PASSWORD, give_password

__all__ = ["chromium"]  # a fixture
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@dataclass
class Desktop:
    """A browser at a desk, and the people who come to it."""

    people: People
    context: BrowserContext
    page: Page
    watched: Watched

    def look(self, name: str) -> None:
        """For the eye: SCREENSHOTS names a folder."""
        if folder := os.environ.get("SCREENSHOTS"):
            for width in (1280, 360):
                self.page.set_viewport_size({"width": width, "height": 800})
                self.page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
            self.page.set_viewport_size({"width": 1280, "height": 800})
            self.page.emulate_media(color_scheme="dark")
            self.page.screenshot(path=Path(folder) / f"{name}-dark.png", full_page=True)
            self.page.emulate_media(color_scheme="light")

    def plug_in(self) -> tuple[CDPSession, str]:
        """A security key with a PIN, in this page."""
        devtools = self.context.new_cdp_session(self.page)
        devtools.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2", "transport": "usb", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True,
        }  # fmt: skip
        made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return devtools, made["authenticatorId"]

    def password(self, username: str) -> None:
        self.page.goto("/sign-in/")
        self.page.get_by_label("User name").fill(username)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()

    def use_key(self, button: str = "Use the security key") -> None:
        """Once the page is whole: sent before its script runs, the form goes without the answer of the key."""
        found = self.page.get_by_role("button", name=button)
        expect(found).to_be_visible()
        self.page.wait_for_load_state("load")
        found.click()

    def enrol_key(self, username: str) -> None:
        self.password(username)
        self.use_key("Set up the key")
        expect(self.page.get_by_role("heading", name="Recovery codes")).to_be_visible()


@pytest.fixture
def desktop(transactional_db: None, live_server: LiveServer, chromium: Browser) -> Iterator[Desktop]:
    assets.build()
    home = live_server.url.replace("127.0.0.1", "localhost")
    with transaction.atomic():
        people = make_people()
        for user in (people.supervisor, people.investigator, people.auditor, people.administrator):
            give_password(user)
    with browser_context(chromium, home, {}, viewport={"width": 1280, "height": 800}) as (context, watched):
        yield Desktop(people, context, context.new_page(), watched)


def test_a_key_is_enrolled_signs_in_unlocks_and_confirms(desktop: Desktop) -> None:
    page = desktop.page
    desktop.plug_in()
    desktop.look("sign-in")
    desktop.password("supervisor")
    expect(page.get_by_role("heading", name="Set up a second factor")).to_be_visible()
    desktop.look("enrol-key")
    desktop.use_key("Set up the key")
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    desktop.look("recovery-codes")

    page.goto("/security/")
    desktop.look("security")
    page.get_by_role("link", name="Lock now").click()
    expect(page.get_by_role("heading", name="Locked", exact=True)).to_be_visible()
    desktop.look("locked")
    page.goto("/cases/")
    expect(page.get_by_role("heading", name="Locked", exact=True)).to_be_visible()
    desktop.use_key()
    page.wait_for_url("**/cases/")
    assert Desk.objects.get().factor == "webauthn"

    page.goto("/security/sessions/")
    desktop.look("sessions")
    Desk.objects.update(factor_at=timezone.now() - timedelta(minutes=6))
    page.goto("/security/lost-factor/")
    page.get_by_label("Who has lost their second factor").select_option(label=str(desktop.people.investigator))
    page.get_by_label("Who confirms it").select_option(label=str(desktop.people.colleague))
    desktop.look("lost-factor")
    page.get_by_role("button", name="Ask the second person").click()
    expect(page.get_by_role("heading", name="Confirm it is you")).to_be_visible()
    desktop.look("confirm")
    desktop.use_key()
    expect(page.get_by_role("heading", name="Your form is still here")).to_be_visible()
    desktop.look("kept")
    page.get_by_role("button", name="Send it now").click()
    expect(page.get_by_text("has 15 minutes to confirm it")).to_be_visible()

    page.goto("/sign-out/")
    page.get_by_role("button", name="Sign out").click()
    desktop.password("supervisor")
    expect(page.get_by_role("heading", name="Show it is you")).to_be_visible()
    desktop.look("factor")
    desktop.use_key()
    page.wait_for_function("!location.pathname.startsWith('/sign-in')")
    expect(page.get_by_text(desktop.people.supervisor.full_name).first).to_be_visible()
    assert desktop.watched.troubles == []


def test_a_key_without_its_pin_does_not_sign_in(desktop: Desktop) -> None:
    devtools, key = desktop.plug_in()
    desktop.enrol_key("supervisor")
    desktop.page.goto("/sign-out/")
    desktop.page.get_by_role("button", name="Sign out").click()
    desktop.password("supervisor")
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    desktop.use_key()
    expect(desktop.page.locator("[data-key-state]")).not_to_have_text("Waiting for the key…")
    desktop.page.goto("/cases/")
    expect(desktop.page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_the_night_story(desktop: Desktop) -> None:
    """A report half written, the desk locked, a second officer on top, the first one unlocks: the text is there."""
    page = desktop.page
    desktop.plug_in()
    desktop.enrol_key("investigator")
    page.goto("/reports/new/")
    page.locator("textarea[name=narrative]").fill("A woman was found at 02:10; half a sen")
    page.get_by_role("link", name="Lock now").click()
    expect(page.get_by_role("heading", name="Locked", exact=True)).to_be_visible()
    assert "half a sen" not in page.content()

    page.get_by_role("link", name="Sign in as somebody else").click()
    desktop.enrol_key("supervisor")
    page.goto("/security/")
    expect(page.get_by_text(desktop.people.supervisor.full_name).first).to_be_visible()
    page.goto("/sign-out/")
    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_role("heading", name=desktop.people.investigator.full_name)).to_be_visible()
    desktop.look("locked-again")
    desktop.use_key()
    page.wait_for_url("**/reports/new/")
    expect(page.locator("textarea[name=narrative]")).to_have_value("A woman was found at 02:10; half a sen")


def test_a_page_left_alone_goes_blank_by_itself(desktop: Desktop, settings: object) -> None:
    desktop.plug_in()
    desktop.enrol_key("investigator")
    settings.DESK_IDLE_SECONDS = 2  # type: ignore[attr-defined]
    desktop.page.goto("/security/")
    desktop.page.wait_for_url("**/locked/")
    assert Desk.objects.get().locked_at is not None


def test_two_administrators_rotate_the_keys(desktop: Desktop, settings: LazySettings) -> None:
    """One asks, the other agrees at the same desk with a key of their own, and both see it done."""
    page = desktop.page
    with transaction.atomic():
        other = make_user(
            username="administrator2", full_name="Abel Also", role="administrator",
            agency=desktop.people.administrator.agency,
        )  # fmt: skip
        give_password(other)
        keys.for_writing(other.pk)
    desktop.plug_in()
    desktop.enrol_key("administrator")
    page.goto("/people-and-agencies/keys/")
    expect(page.get_by_text("Every key is under wrapping key 1")).to_be_visible()
    desktop.look("keys-empty")
    settings.VAULT_KEYS += f",2:{base64.b64encode(b'n' * 32).decode()}"
    page.reload()
    page.get_by_role("link", name="Request rotation").click()
    desktop.look("keys-ask")
    page.get_by_label("Why").fill("The yearly change; the safe at the office was opened for repairs.")
    page.get_by_role("button", name="Ask another administrator").click()
    expect(page.get_by_text("You asked for this, so another administrator must decide.")).to_be_visible()
    desktop.look("keys-asked")
    page.goto("/sign-out/")
    page.get_by_role("button", name="Sign out").click()

    desktop.enrol_key("administrator2")
    page.goto("/people-and-agencies/people/")
    desktop.look("people-waiting")
    page.get_by_role("link", name="Review and decide").click()
    desktop.look("keys-decide")
    page.get_by_label("Yes, approve").check()
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_text("In progress")).to_be_visible()
    desktop.look("keys-under-way")
    assert worker.run_job(KeyRequest.objects.get().job or uuid.uuid4()) == "done"
    page.reload()
    expect(page.get_by_text("Done", exact=True).first).to_be_visible()
    desktop.look("keys-done")
    page.goto("/people-and-agencies/keys/")
    desktop.look("keys-after")
    page.get_by_role("link", name="Retire an old wrapping key").click()
    desktop.look("keys-retire")
    assert desktop.watched.troubles == []


def test_a_supervisor_lets_a_newcomer_in(desktop: Desktop) -> None:
    """Added by the administrator: the first password opens a page that says that it waits, until the unit says yes."""
    page, people = desktop.page, desktop.people
    with transaction.atomic():
        enter(people.administrator)
        newcomer = add_user(
            username="nina", full_name="Nina New", role="investigator", agency=people.investigator.agency,
            password=PASSWORD, by=people.administrator,
        )  # fmt: skip
        keys.for_writing(newcomer.pk)
    desktop.plug_in()
    desktop.password("nina")
    expect(page.get_by_role("heading", name="Your account is waiting for a second person")).to_be_visible()
    desktop.look("waits")
    desktop.enrol_key("supervisor")
    page.goto("/unit/people/")
    desktop.look("newcomers")
    page.goto("/unit/")
    desktop.look("unit-newcomer")
    page.get_by_role("link", name="Review and decide").click()
    expect(page.get_by_role("heading", name="Is Nina New a colleague?")).to_be_visible()
    desktop.look("let-in")
    page.get_by_role("button", name="Yes, approve the account").click()
    expect(page.get_by_text("Nina New can sign in now.")).to_be_visible()
    page.goto("/unit/people/")
    expect(page.get_by_text("None.")).to_be_visible()
    desktop.look("newcomers-none")
    page.goto("/sign-out/")
    page.get_by_role("button", name="Sign out").click()
    desktop.enrol_key("nina")
    assert [trouble for trouble in desktop.watched.troubles if "403" not in trouble] == [], "the page that waits is 403"
