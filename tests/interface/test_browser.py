"""The sink in a real browser: accessible, quiet, light, and never losing a word."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import transaction
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Response, Route, expect
from pytest_django.live_server_helper import LiveServer

from carisecure.interface import assets
from carisecure.interface.models import Draft
from tests.interface.browser import Watched, browser_context, chromium
from tests.jobs.processes import until
from tests.people import People, make_people
from tests.roles import as_system

__all__ = ["chromium"]  # a fixture
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Opened = Callable[..., AbstractContextManager[tuple[BrowserContext, Watched]]]
PAGES = {"home": "/", "list": "/agencies/?sort=-name", "form": "/report/", "not-here": "/fail/404/"}
SIZES = {"wide": (1280, 900), "narrow": (360, 740)}
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture
def opened(sink: None, transactional_db: None, live_server: LiveServer, chromium: Browser) -> Opened:
    assets.build()
    home = live_server.url.replace("127.0.0.1", "localhost")
    with transaction.atomic():
        people = make_people()
    cookies = {settings.SESSION_COOKIE_NAME: _signed_in(people)}
    return lambda **options: browser_context(chromium, home, cookies, **options)


def _signed_in(people: People) -> str:
    client = Client()
    with transaction.atomic():
        client.force_login(people.investigator)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _look(page: Page, name: str) -> None:
    """For the eye: SCREENSHOTS names a folder."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def axe_faults(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": STANDARDS})
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize(("size", "theme"), [("wide", "light"), ("narrow", "dark")])
def test_every_page_is_accessible_quiet_and_fits(opened: Opened, size: str, theme: str) -> None:
    width, height = SIZES[size]
    wrong = []
    with opened(color_scheme=theme, viewport={"width": width, "height": height}) as (context, watched):
        page = context.new_page()
        for name, url in PAGES.items():
            page.goto(url)
            page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            _look(page, f"{name}-{size}-{theme}")
            wrong += [f"{name}: {fault}" for fault in axe_faults(page)]
            too_wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            if too_wide > 0:
                wrong.append(f"{name}: {too_wide} px too wide")
        page.goto("/report/")
        page.get_by_role("button", name="Send the report").click()
        expect(page.locator(".error-summary")).to_be_focused()
        _look(page, f"form-errors-{size}-{theme}")
        wrong += [f"errors: {fault}" for fault in axe_faults(page)]
        wrong += [text for text in watched.troubles if "404" not in text and "422" not in text]
    assert wrong == []


def _fill(page: Page, summary: str) -> None:
    page.get_by_label("What happened").press_sequentially(summary)
    page.get_by_label("Who told us").select_option("hotline")
    page.get_by_role("radio", name="Not known yet").check()


def _written() -> int:
    with as_system():
        return Draft.objects.filter(key__startswith="written-").count()


def _drafts() -> list[str]:
    with as_system():
        return [draft.body for draft in Draft.objects.exclude(key__startswith="written-")]


def test_a_pause_saves_and_the_next_opening_puts_it_back(opened: Opened) -> None:
    with opened() as (context, watched):
        page = context.new_page()
        page.goto("/report/")
        _fill(page, "She was brought here")
        page.get_by_role("button", name="Add another").click()
        page.get_by_label("Name as given").nth(1).fill("Ann")
        expect(page.locator("[data-state]")).to_contain_text("Draft saved")
        page.goto("/report/")
        expect(page.get_by_label("What happened")).to_have_value("She was brought here")
        expect(page.get_by_label("Name as given").nth(1)).to_have_value("Ann")
        expect(page.get_by_text("restored")).to_be_visible()
        _look(page, "draft-put-back")
        page.get_by_role("button", name="Discard").click()
        expect(page.get_by_label("What happened")).to_have_value("")
        assert watched.troubles == []
    assert _drafts() == []


def test_leaving_the_page_saves_what_was_typed_last(opened: Opened) -> None:
    with opened() as (context, _watched):
        page = context.new_page()
        page.goto("/report/")
        _fill(page, "typed in the last second")
        page.goto("/agencies/")
        until(lambda: any("typed in the last second" in draft for draft in _drafts()))  # sent while the page went away
        page.goto("/report/")
        expect(page.get_by_label("What happened")).to_have_value("typed in the last second")


def test_what_is_typed_after_errors_is_kept(opened: Opened) -> None:
    with opened() as (context, _watched):
        page = context.new_page()
        page.goto("/report/")
        page.get_by_label("What happened").fill("one")
        expect(page.locator("[data-state]")).to_contain_text("Draft saved", timeout=20_000)
        page.get_by_role("button", name="Send the report").click()
        expect(page.locator(".error-summary")).to_be_visible()
        page.get_by_label("What happened").fill("one two three")
        expect(page.locator("[data-state]")).to_contain_text("Draft saved", timeout=20_000)
        page.goto("/report/")
        expect(page.get_by_label("What happened")).to_have_value("one two three")


def test_two_windows_of_one_draft_lose_neither_text(opened: Opened) -> None:
    with opened() as (context, _watched):
        first, second = context.new_page(), context.new_page()
        first.goto("/report/")
        _fill(first, "half a report")
        expect(first.locator("[data-state]")).to_contain_text("Draft saved", timeout=20_000)
        second.goto("/report/")
        _send(first)
        second.get_by_label("What happened").fill("another report")
        expect(second.locator("[data-state]")).to_contain_text("saved as a new one", timeout=20_000)
        second.goto("/agencies/")
        second.goto("/report/")
        expect(second.get_by_label("What happened")).to_have_value("another report")
        _send(second)
    assert _written() == 2


def test_a_line_that_takes_everything_and_answers_nothing_is_no_draft_saved(opened: Opened) -> None:
    """Not "saved" of a text that is not; whoever closes the window is asked; and it is saved once the line answers."""
    with opened() as (context, _watched):
        page = context.new_page()
        page.goto("/report/")
        _fill(page, "first words")
        expect(page.locator("[data-state]")).to_contain_text("Draft saved", timeout=20_000)
        page.route("**/drafts/**", lambda route: None)  # neither passed on nor refused
        page.get_by_label("What happened").fill("first words and more")
        expect(page.locator("[data-state]")).to_have_text("")
        expect(page.locator("[data-state]")).to_contain_text("Not sent yet", timeout=20_000)
        asked: list[str] = []

        def stay(dialog: Dialog) -> None:
            asked.append(dialog.type)
            dialog.dismiss()

        page.on("dialog", stay)
        page.close(run_before_unload=True)
        until(lambda: page.evaluate("1") == 1 and asked == ["beforeunload"])
        page.unroute("**/drafts/**")
        expect(page.locator("[data-state]")).to_contain_text("Draft saved", timeout=40_000)
    assert any("first words and more" in draft for draft in _drafts())


def test_a_form_that_was_not_sent_goes_on_saying_so_when_its_draft_is_kept(opened: Opened) -> None:
    with opened() as (context, _watched):
        page = context.new_page()
        page.goto("/report/")
        _fill(page, "pressed, and not sent")
        context.set_offline(True)
        page.get_by_role("button", name="Send the report").click()
        expect(page.locator("[data-state]")).to_contain_text("Not sent yet. Your text is still here.")
        context.set_offline(False)
        until(lambda: any("pressed, and not sent" in draft for draft in _drafts()))
        expect(page.locator("[data-state]")).to_contain_text("Not sent yet: press the button again")
        assert _written() == 0


def test_going_back_after_sending_is_not_the_form_once_more(opened: Opened) -> None:
    with opened() as (context, _watched):
        page = context.new_page()
        page.goto("/agencies/")
        page.goto("/report/")
        _fill(page, "sent once")
        _send(page)
        page.go_back()
        page.wait_for_url("**/agencies/")
    assert _written() == 1


def _send(page: Page) -> None:
    """The draft may have been saved before the last answer was given."""
    page.get_by_role("radio", name="Not known yet").check()
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_text("The report is stored.")).to_be_visible()


def test_a_lost_line_loses_nothing_and_the_resend_is_one_write(opened: Opened) -> None:
    with opened() as (context, _watched):
        page = context.new_page()
        page.goto("/report/")
        _fill(page, "the line will drop")
        context.set_offline(True)
        page.get_by_role("button", name="Send the report").click()
        expect(page.locator("[data-state]")).to_contain_text("Not sent yet. Your text is still here.")
        expect(page.get_by_label("What happened")).to_have_value("the line will drop")
        _look(page, "not-sent-yet")
        context.set_offline(False)
        page.get_by_role("button", name="Send the report").dblclick()
        expect(page.get_by_text("The report is stored.")).to_be_visible()
    assert _written() == 1
    assert _drafts() == []


def test_an_answer_that_gets_lost_is_not_a_second_write(opened: Opened) -> None:
    with opened() as (context, _watched):
        page = context.new_page()
        page.goto("/report/")
        _fill(page, "stored, but nobody says so")

        def swallow(route: Route) -> None:
            route.fetch(max_redirects=0)
            route.abort()

        page.route("**/report/", swallow, times=1)
        page.get_by_role("button", name="Send the report").click()
        expect(page.locator("[data-state]")).to_contain_text("Not sent yet")
        page.get_by_role("button", name="Send the report").click()
        expect(page.get_by_text("The report is stored.")).to_be_visible()
    assert _written() == 1


def test_a_session_that_ended_keeps_the_text_and_a_new_one_takes_it(opened: Opened) -> None:
    with opened() as (context, _watched):
        page = context.new_page()
        page.goto("/report/")
        _fill(page, "typed after the session ended")
        cookies = context.cookies()
        context.clear_cookies()
        page.get_by_role("button", name="Send the report").click()
        expect(page.locator("[data-state]")).to_contain_text("You are signed out. Your text is still here")
        expect(page.get_by_label("What happened")).to_have_value("typed after the session ended")
        context.add_cookies([cookie for cookie in cookies if cookie["name"] == settings.SESSION_COOKIE_NAME])  # type: ignore[misc]
        page.get_by_role("button", name="Send the report").click()
        expect(page.get_by_text("The report is stored.")).to_be_visible()
    assert _written() == 1


def test_a_fault_on_the_server_leaves_the_form_standing(opened: Opened) -> None:
    with opened() as (context, _watched):
        page = context.new_page()
        page.goto("/report/")
        _fill(page, "fail")
        page.get_by_role("button", name="Send the report").click()
        expect(page.locator("[data-state]")).to_contain_text("Something went wrong on our side")
        expect(page.get_by_label("What happened")).to_have_value("fail")
    assert _written() == 0


def test_a_form_is_sent_without_javascript(opened: Opened) -> None:
    with opened(java_script_enabled=False) as (context, _watched):
        page = context.new_page()
        page.goto("/report/")
        page.get_by_label("What happened").fill("refuse")
        page.get_by_label("Who told us").select_option("hotline")
        page.get_by_role("radio", name="Yes").check()
        page.get_by_role("button", name="Add another").click()
        page.get_by_label("Name as given").nth(1).fill("Ann")
        page.get_by_role("button", name="Send the report").click()
        expect(page.get_by_text("The case is closed")).to_be_visible()
        expect(page.get_by_label("Name as given").nth(1)).to_have_value("Ann")
        page.get_by_label("What happened").fill("now it goes")
        page.get_by_role("button", name="Send the report").click()
        expect(page.get_by_text("The report is stored.")).to_be_visible()
    assert _written() == 1


def test_lists_and_jobs_change_in_place_and_leave_nothing_in_the_browser(opened: Opened) -> None:
    with opened() as (context, watched):
        page = context.new_page()
        page.goto("/agencies/")
        page.get_by_role("link", name="Next page").click()
        page.wait_for_url("**/agencies/?after=*")
        page.get_by_role("link", name="Previous page").click()
        page.wait_for_url("**/agencies/?before=*")
        page.go_back()
        expect(page.get_by_role("link", name="Previous page")).to_be_visible()
        page.goto("/")
        expect(page.locator("#job-1").get_by_role("link", name="Open")).to_be_visible()
        assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
        assert watched.troubles == []


def _weight(context: BrowserContext, url: str) -> int:
    """Bytes of a first visit, compressed: the live server sends its files as they are, whitenoise compresses them."""
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(url)
    weight = sum(len(gzip.compress(answer.body())) for answer in answers)
    page.close()
    return weight


def test_a_page_weighs_less_than_its_budget(opened: Opened) -> None:
    with opened() as (context, _watched):
        weights = {name: _weight(context, url) for name, url in PAGES.items()}
    assert max(weights.values()) <= 150_000, weights
