"""The pages of what takes two people in a real browser: accessible, at both widths and in both themes; the copy too."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from carisecure.accounts import leaving
from carisecure.accounts.models import User
from cases.course import operations
from cases.dossier.operations import ask_for_copy, make_copy
from cases.exhibits.operations import add_exhibit
from cases.insiders.operations.new_lead import ask_for_new_lead
from cases.insiders.operations.sharing import ask_to_share
from cases.keeping.operations.disposing import ask_for_disposal, dispose_case
from cases.keeping.operations.holding import ask_to_lift, place_hold
from cases.material.operations import add_statement
from cases.people.operations import PersonEntry
from cases.record.models import Case
from tests.cases.intake.test_browser import STANDARDS, House, chromium, house
from tests.cases.trust import agreed, sealed_case
from tests.factories import first_person, make_case
from tests.people import People, enter
from tests.roles import as_system
from tests.screening.made import referred_in

__all__ = ["chromium", "house"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROSA = PersonEntry(name="Rosa Demo de la Peña", phone="+1 868 555 0101", age_from=20, age_to=25, languages=("es",))


@dataclass(frozen=True)
class Made:
    """The pages in the order in which somebody would meet them, by person; and the copy's file."""

    pages: list[tuple[User, str, str]]
    copy: bytes


def _case(people: People) -> Case:
    by = people.investigator
    case = operations.take_case(
        case=make_case(by, people=(ROSA, PersonEntry(role="suspect", age_from=40)), place="A bar behind the market"),
        by=by,
    )
    operations.update_summary(
        case=case, summary="Two women held for a debt.", region="POS", version=case.version, by=by
    )
    add_statement(
        case=case, involvement=first_person(case), text="I was told I would work in a restaurant.\n" * 6,
        taken_on=timezone.localdate(), language="es", by=by,
    )  # fmt: skip
    add_exhibit(case=case, mark="EX-1", description="Notebook with dates and amounts", found_at="Store 2", by=by)
    return Case.objects.get(pk=case.pk)


def _made(people: People) -> Made:
    by = people.investigator
    case, other = _case(people), _case(people)
    copy = ask_for_copy(
        case=case, purpose="court", receiver="Registrar, High Court, Port of Spain", reason="The court wants paper.",
        parts=["people", "summary", "reports", "statements", "exhibits", "events"], by=by,
    )  # fmt: skip
    agreed(copy, people)
    file = make_copy(approval=copy.pk, form="pages", by=by)[1]
    waiting = ask_for_copy(
        case=other, purpose="person", receiver="The woman herself, through her lawyer", parts=["people"],
        reason="She asks.", by=by,
    )  # fmt: skip
    hold = place_hold(case=case, ground="claim", reason="She claims her wages; file 12 of 2026.", by=by)
    lifting = ask_to_lift(hold=hold, reason="The claim is settled.", by=by)
    share = ask_to_share(
        case=case, person=people.outsider, level="names", reason="One ring, two units.",
        until=timezone.localdate() + timedelta(days=1), by=by,
    )  # fmt: skip
    done, ready = (_closed(people) for _ in range(2))
    dispose_case(case=done, reference=done.reference, by=by)
    about_official = referred_in(people, only_for=people.colleague)
    left = sealed_case(people)
    with as_system():
        leaving.end_everything(people.investigator, why="left")
    enter(people.auditor)
    lead = ask_for_new_lead(reference=left.reference, lead=people.colleague, by=people.auditor)
    with as_system():
        User.objects.filter(pk=people.investigator.pk).update(is_active=True)
    enter(None)
    of_case = {name: reverse(f"cases:{name}", args=[case.pk]) for name in ("case", "copy", "hold", "share", "access")}
    asked = {f"asked-{one.kind}": reverse("cases:approval", args=[one.pk]) for one in (waiting, lifting, share)}
    more = {
        "copy-empty": reverse("cases:copy", args=[other.pk]), "hold-empty": reverse("cases:hold", args=[other.pk]),
        "lift": reverse("cases:lift_hold", args=[hold.pk]), "dispose-open": reverse("cases:dispose", args=[case.pk]),
        "dispose-ready": reverse("cases:dispose", args=[ready.pk]), "stub": reverse("cases:case", args=[done.pk]),
    }  # fmt: skip
    outside = {"clocks": reverse("cases:sealed_clocks"), "new-lead": reverse("cases:new_lead"),
               "decide-new-lead": reverse("cases:decide_new_lead", args=[lead])}  # fmt: skip
    return Made(
        [
            *((by, name, url) for name, url in {**of_case, **more}.items()),
            *((people.supervisor, name, url) for name, url in asked.items()),
            *((people.auditor, name, url) for name, url in outside.items()),
            (people.colleague, "about-official", reverse("screening:referral", args=[about_official.pk])),
        ],
        file.content,
    )


def _closed(people: People) -> Case:
    by = people.investigator
    case = operations.close_case(case=_case(people), reason="untraceable", note="Nobody came back.", by=by)
    agreed(ask_for_disposal(case=case, ground="court_order", reason="Order 12 of 2026", by=by), people)
    return case


def _faults(page: Page, name: str) -> Iterator[str]:
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": STANDARDS}})
    yield from (
        f"{name}: {one['id']}: {node['html'][:160]}" for one in found.response["violations"] for node in one["nodes"]
    )
    if page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") > 0:
        yield f"{name}: too wide"
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}-{page.viewport_size['width']}.png", full_page=True)  # type: ignore[index]


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), [(360, "dark")])  # wide and light: tests/story/test_every_page.py
def test_every_page_is_accessible_and_fits(house: House, width: int, scheme: str) -> None:
    with transaction.atomic():
        made = _made(house.people)
    wrong: list[str] = []
    for user in dict.fromkeys(user for user, _name, _url in made.pages):
        options = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
        with house.opened(user, **options) as (context, watched):
            page = context.new_page()
            for name, url in ((name, url) for one, name, url in made.pages if one == user):
                answer = page.goto(url)
                assert answer is not None
                assert answer.status == 200, (name, url)
                page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
                wrong += _faults(page, name)
            wrong += watched.troubles
    with house.opened(house.people.investigator, viewport={"width": width, "height": 800}) as (context, watched):
        page = context.new_page()
        page.route(
            "**/the-copy.html", lambda route: route.fulfill(body=made.copy, content_type="text/html; charset=utf-8")
        )
        page.goto("/the-copy.html")
        wrong += _faults(page, "copy-file")
        assert page.locator("script").count() == 0
        if folder := os.environ.get("SCREENSHOTS"):
            page.pdf(path=Path(folder) / "copy-file.pdf", prefer_css_page_size=True)
        wrong += watched.troubles
    assert wrong == []
