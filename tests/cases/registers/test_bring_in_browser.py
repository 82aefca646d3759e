"""The second register in a real browser: sent, explained, checked, brought in; confirmed by a second supervisor, or
undone. Accessible at both widths, in both themes.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page, expect

from carisecure.accounts.models import User
from carisecure.jobs import worker
from carisecure.jobs.models import Job
from cases.record.models import Case
from cases.registers import standing_views
from cases.registers.models import RegisterBatch
from tests.audit.test_browser import look
from tests.cases.intake.test_browser import House, chromium, house
from tests.cases.registers.provisional import second_supervisor
from tests.cases.registers.second_answers import COLUMNS, SHEETS, VALUES
from tests.cases.registers.second_register import TOTALS, build
from tests.interface.browser import Watched
from tests.roles import as_system

__all__ = ["chromium", "house"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CASES = sum(TOTALS.reports.values())


@pytest.fixture(autouse=True)
def fresh_factor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing_views, "require_fresh", lambda request: None)


def work(kind: str) -> None:
    """What the worker does with the piece that was asked for last."""
    with as_system():
        job = Job.objects.filter(kind=kind).latest("asked_at")
    assert worker.run_job(job.pk) == "done"


def put(page: Page, label: str, value: str) -> None:
    """A choice, or the words of one where the list is too long for a chooser."""
    field = page.get_by_label(label, exact=True)
    if field.evaluate("one => one.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)


def explain(page: Page) -> None:
    """Sheets, columns and values: what is proposed stays, the rest is said."""
    page.get_by_role("link", name="Say what the sheets are").click()
    for name, value in SHEETS.items():
        page.locator(f"#id_{name}").select_option(value)
    page.get_by_role("button", name="Continue to the columns").click()
    for columns, values in zip(COLUMNS, VALUES, strict=True):
        expect(page.get_by_role("heading", level=1)).to_contain_text("What the columns are")
        for label, value in columns.items():
            put(page, label, value)
        page.get_by_role("button", name="Continue to the values").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("What the values mean")
        for label, value in values.items():
            put(page, label, value)
        page.get_by_role("button", name="Save what the values mean").click()


def bring_in(page: Page, book: Path, name: str) -> str:
    """From the unit's page to what is in; each piece of work is waited for on the page. Returns the address."""
    page.goto(reverse("cases:unit"))
    page.get_by_role("link", name="Registers").click()
    page.get_by_role("link", name="Bring in a register").first.click()
    page.locator("#id_file").set_input_files(book)
    page.locator("main").get_by_role("button").last.click()
    expect(page.get_by_text("is being looked into")).to_be_visible()
    work("cases.look_into_register")
    explain(page)
    page.get_by_role("button", name="Check the whole book").click()
    expect(page.locator("#work")).to_be_visible()
    work("cases.check_register")
    button = page.get_by_role("button", name="Bring in 174 entries")
    expect(button).to_be_visible()
    look(page, f"{name}-checked")
    button.click()
    expect(page.locator("#work")).to_contain_text("Bring in a register")
    look(page, f"{name}-under-way")
    work("cases.commit_register")
    page.wait_for_url("**/in/")  # the page leads there by itself
    expect(page.locator("#register-in")).to_contain_text("another supervisor confirms it")
    expect(page.locator("#stands")).to_contain_text(f"Cases (provisional){CASES}")
    look(page, f"{name}-in")
    return page.url


def undo(page: Page, name: str) -> None:
    page.get_by_role("link", name="Undo").click()
    page.get_by_label("Why it is taken out again").fill("The wrong book.")
    look(page, f"{name}-undo")
    page.get_by_role("button", name="Undo the register").click()
    expect(page.locator("#work")).to_be_visible()
    work("cases.undo_register")
    expect(page.locator("#register-in")).to_contain_text("nothing of it is left")
    expect(page.locator("#stands")).to_contain_text("What was in it")
    look(page, f"{name}-undone")


def confirm(page: Page, name: str) -> None:
    """As somebody who finds it among what waits."""
    page.goto(reverse("cases:unit"))
    page.get_by_role("link", name="Confirm a register that was brought in").click()
    page.get_by_role("link", name="Confirm", exact=True).click()
    page.get_by_label("I have looked at what came in.").check()
    look(page, f"{name}-confirm")
    page.get_by_role("button", name="Confirm the register").click()
    expect(page.locator("#register-in")).to_contain_text("cannot be undone any more")
    look(page, f"{name}-confirmed")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_a_register_through_the_browser(house: House, tmp_path: Path, width: int, scheme: str) -> None:
    """Wide it is undone, narrow a second supervisor confirms it."""
    build(tmp_path / "second.xlsx")
    name = f"register-{width}-{scheme}"

    def opened(user: User) -> AbstractContextManager[tuple[BrowserContext, Watched]]:
        options: dict[str, Any] = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
        return house.opened(user, **options)

    with opened(house.people.supervisor) as (context, watched):
        page = context.new_page()
        bring_in(page, tmp_path / "second.xlsx", name)
        if width > 1000:
            undo(page, name)
        assert watched.troubles == []
    if width > 1000:
        with as_system():
            assert not Case.objects.exists()
        return
    with transaction.atomic():
        second = second_supervisor(house.people)
    with opened(second) as (context, _watched):
        confirm(context.new_page(), name)
    with as_system():
        assert RegisterBatch.objects.get().confirmed_by == second
        assert Case.objects.filter(provisional_batch=None).count() == CASES
