"""*Seal status* after a restore, in a real browser: accessible at both widths, in both themes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import expect
from pytest_django import Settings

from carisecure.access import session
from carisecure.audit import ledger, restores
from carisecure.audit.anchors import line_of
from tests.audit.ledger_database import Ledger
from tests.audit.test_browser import look
from tests.cases.intake.test_browser import House, chromium, house

__all__ = ["chromium", "house"]
pytestmark = [pytest.mark.browser, pytest.mark.alone, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_it_says_what_was_lost_and_who_answers_for_it(
    house: House, superuser: Ledger, settings: Settings, tmp_path: Path, width: int, scheme: str
) -> None:
    anchor_file = tmp_path / "anchors.txt"
    settings.LEDGER_ANCHOR_FILE = str(anchor_file)
    superuser.build(transactions=3, lines=3)
    back_to = restores.newest()
    lost = "".join(f"{number} {'ab' * 32} 2026-11-21T00:00:00Z\n" for number in (501, 502, 503))
    anchor_file.write_text(f"{line_of(ledger.last_seals(1)[0])}\n{lost}")
    with transaction.atomic():
        session.enter(None, purpose="maintenance")
        people = house.people
        restores.note(back_to, asked_by=people.administrator.pk, agreed_by=people.supervisor.pk)
    superuser.seal_all()
    restores.tell_outside(back_to)
    options: dict[str, Any] = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    with house.opened(people.auditor, **options) as (context, _watched):
        page = context.new_page()
        page.goto(reverse("audit:seals"))
        expect(page.get_by_text("3 anchors, 501 to 503, were lost in it")).to_be_visible()
        expect(page.get_by_text("Ada Administrator, Sara Supervisor")).to_be_visible()
        look(page, f"seals-restored-{width}")
