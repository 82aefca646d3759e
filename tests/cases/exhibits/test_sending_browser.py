"""A file of an exhibit is sent from a real browser: piece by piece over a line that is cut, and with a plain form."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as house_settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, FilePayload, Page, Route, expect

from carisecure.storage import arriving, keeping
from cases.exhibits import checking
from cases.exhibits.models import Exhibit, ExhibitFile, ExhibitUpload
from cases.exhibits.operations import add_exhibit
from tests.cases.intake.test_browser import House, chromium, house
from tests.factories import make_case
from tests.people import enter
from tests.roles import as_system
from tests.storage import hostile

__all__ = ["chromium", "house"]  # fixtures
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PIECE = 4 * 1024 * 1024  # static/js/upload.js
PIECES = "**/cases/exhibits/uploads/*/"
TEXT = b"".join(b"%07d 17/05/2026, 14:02 - Ana\n" % number for number in range(300_000))  # 9.2 MB: three pieces
NAME = "WhatsApp_" + "x" * 120 + ".txt"  # no place in it to break a line at
CHAT = FilePayload(name=NAME, mimeType="text/plain", buffer=TEXT)


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    settings.CLAMAV_SOCKET = ""


@pytest.fixture
def thing(house: House) -> Exhibit:
    with transaction.atomic():
        by = house.people.investigator
        return add_exhibit(case=make_case(by), mark="A1", description="Telephone", by=by)


@contextmanager
def page_of(house: House, thing: Exhibit, **options: object) -> Iterator[tuple[BrowserContext, Page]]:
    with house.opened(house.people.investigator, **options) as (context, _watched):
        page = context.new_page()
        page.goto(reverse("cases:add_file", args=[thing.pk]))
        yield context, page


def press(page: Page, file: FilePayload | Path = CHAT) -> None:
    page.locator("#id_file").set_input_files(file)
    page.get_by_role("button", name="Send the file").click()


def arrived(state: str = "waiting") -> ExhibitUpload:
    """The one file that came, whole and byte for byte."""
    with as_system():
        upload = ExhibitUpload.objects.get()
    assert upload.state == state
    with arriving.place(upload.pk).open("rb") as stream:
        assert hashlib.sha256(stream.read()).digest() == hashlib.sha256(TEXT).digest()
    return upload


def offsets(page: Page) -> list[int]:
    """Where the pieces begin that the page sends from now on."""
    begun: list[int] = []
    page.on("request", lambda one: begun.append(int(found)) if (found := one.headers.get("upload-offset")) else None)
    return begun


def test_a_cut_line_is_said_and_the_file_goes_on_where_it_stopped(house: House, thing: Exhibit) -> None:
    with page_of(house, thing, viewport={"width": 360, "height": 740}) as (_context, page):
        begun, cuts = offsets(page), iter([False, True, True])
        said: list[str] = []

        def line(route: Route) -> None:
            said.append(page.locator("[data-state]").inner_text())
            route.abort() if next(cuts, False) else route.continue_()

        page.route(PIECES, line)
        press(page)
        expect(page.locator("[data-state]")).to_have_text("The line is cut. Waiting to go on…")
        page.wait_for_url(f"**{reverse('cases:exhibit', args=[thing.pk])}#files")
        expect(page.locator("#files")).to_contain_text(NAME)
        expect(page.locator("#files")).to_contain_text("It is being checked")
        assert begun == [0, PIECE, PIECE, PIECE, 2 * PIECE]
        assert said[1] == "Sending: 4.0 of 9.2 MB"
        upload = arrived()
        with transaction.atomic():
            enter(house.people.investigator)
            assert checking.check(upload.pk, house.people.investigator) == "kept"
        page.reload()
        expect(page.locator("#files .digest")).to_have_text(hashlib.sha256(TEXT).hexdigest())
        expect(page.get_by_role("link", name="Download the original")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_a_piece_whose_answer_is_lost_is_not_taken_twice(house: House, thing: Exhibit) -> None:
    with page_of(house, thing) as (_context, page):
        page.evaluate(
            """() => {
              const real = window.fetch; let pieces = 0;
              window.fetch = async (...asked) => {
                const answer = await real(...asked);
                if (asked[1]?.headers?.["Upload-Offset"] && ++pieces === 2) throw new TypeError("lost");
                return answer;
              };
            }"""
        )
        begun = offsets(page)
        press(page)
        page.wait_for_url(f"**{reverse('cases:exhibit', args=[thing.pk])}#files")
        assert begun == [0, PIECE, PIECE, 2 * PIECE]
        arrived()


def test_a_page_that_was_closed_goes_on_when_the_file_is_chosen_again(
    house: House, thing: Exhibit, tmp_path: Path
) -> None:
    file = tmp_path / "chat.txt"  # of a day of its own, by which it is known again
    file.write_bytes(TEXT)
    with page_of(house, thing) as (context, page):
        first = iter([False])
        page.route(PIECES, lambda route: route.abort() if next(first, True) else route.continue_())
        press(page, file)
        expect(page.locator("[data-state]")).to_contain_text("The line is cut")
        page.close()
        again = context.new_page()
        again.goto(reverse("cases:add_file", args=[thing.pk]))
        begun = offsets(again)
        press(again, file)
        again.wait_for_url(f"**{reverse('cases:exhibit', args=[thing.pk])}#files")
        assert begun == [PIECE, 2 * PIECE]
        arrived()


def test_who_is_signed_out_in_the_middle_is_told_so_and_goes_on_after_signing_in(house: House, thing: Exhibit) -> None:
    with page_of(house, thing) as (context, page):
        count = iter([False, True])

        def line(route: Route) -> None:
            if next(count, False):
                context.clear_cookies(name=house_settings.SESSION_COOKIE_NAME)
            route.fallback()

        page.route(PIECES, line)
        press(page)
        expect(page.locator("[data-state]")).to_contain_text("You are signed out")
        client = Client()
        with transaction.atomic():
            client.force_login(house.people.investigator)
        name = house_settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": house.address}])
        page.get_by_role("button", name="Send the file").click()
        page.wait_for_url(f"**{reverse('cases:exhibit', args=[thing.pk])}#files")
        arrived()


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [("photo.exe.jpg", b"x", "two endings"), ("empty.txt", b"", "The file is empty.")],
)
def test_what_is_refused_at_once_is_said_beside_the_field(
    house: House, thing: Exhibit, name: str, content: bytes, why: str
) -> None:
    with page_of(house, thing) as (_context, page):
        press(page, FilePayload(name=name, mimeType="text/plain", buffer=content))
        expect(page.locator("#id_file_error")).to_contain_text(why)
        expect(page.locator("#id_file")).to_have_attribute("aria-invalid", "true")
        press(page)  # the next one is taken, and what was said about the first goes
        page.wait_for_url(f"**{reverse('cases:exhibit', args=[thing.pk])}#files")
        arrived()


def test_the_plain_form_sends_a_file_without_javascript(house: House, thing: Exhibit) -> None:
    with page_of(house, thing, java_script_enabled=False) as (_context, page):
        press(page, FilePayload(name="empty.txt", mimeType="text/plain", buffer=b""))
        expect(page.locator("main")).to_contain_text("The file is empty.")
        press(page, FilePayload(name="photo.jpg", mimeType="image/jpeg", buffer=hostile.picture()))
        page.wait_for_url(f"**{reverse('cases:exhibit', args=[thing.pk])}#files")
        expect(page.locator("#files")).to_contain_text("photo.jpg")
        with as_system():
            upload = ExhibitUpload.objects.get()
        with transaction.atomic():
            enter(house.people.investigator)
            checking.check(upload.pk, house.people.investigator)
            checking.make_copy(upload.pk, house.people.investigator)
        page.reload()
        expect(page.locator(".exhibit-picture")).to_be_visible()
        with page.expect_download() as coming:
            page.get_by_role("link", name="Download the original").click()
        assert coming.value.suggested_filename == "exhibit-1-1.jpg"
        assert Path(coming.value.path()).read_bytes() == hostile.picture()
        with as_system():
            assert keeping.is_unchanged(*ExhibitFile.objects.values_list("path", "sha256").get())
