"""*Who has read this* stands on every page about somebody, costs that page nothing, and answers whoever sees it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from carisecure.audit import ledger
from carisecure.audit.ledger import SealLine
from carisecure.audit.record import record
from screening.interview.models import Screening, State
from tests.access.sweep import NOBODY
from tests.access.world import World, build_world
from tests.cases.ledger import lines
from tests.people import enter, make_people
from tests.roles import as_system

pytestmark = pytest.mark.django_db

# The page, what it is about, the row whose readers it names, and whoever opens it; queries of the page at the most.
PAGES = (
    ("cases:case", "case", "cases.case", "investigator", 18),
    ("cases:person", "involvement", "cases.involvement", "investigator", 16),
    ("screening:person", "involvement", "cases.involvement", "investigator", 16),
    ("screening:result", "screening", "screening.screening", "investigator", 12),
    ("screening:referral", "referral", "screening.referral", "investigator", 16),
    ("screening:referral", "referral", "screening.referral", "caseworker", 14),
    ("prosecutions:matter", "prosecution", "prosecutions.prosecution", "prosecutor", 24),
    ("prosecutions:matter", "prosecution", "prosecutions.prosecution", "investigator", 24),
    ("prosecutions:submission", "file_submission", "prosecutions.prosecution", "prosecutor", 15),
)


@pytest.fixture
def world(db: None) -> World:
    with as_system():
        return build_world(make_people())


def opened(client: Client, address: str) -> tuple[str, int]:
    client.get(address)  # what is read once a process
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address, follow=True)
    assert response.status_code == 200
    return response.content.decode(), len(queries)


def test_each_page_leads_there_and_costs_no_more_for_many_readings(world: World, client: Client) -> None:
    with as_system():  # a result has a page once the interview is over
        Screening.objects.filter(pk=world.pairs["screening"].own.pk).update(state=State.FINISHED)
    for name, target, label, key, most in PAGES:
        reader, own = getattr(world.people, key), world.pairs[target].own
        client.force_login(reader)
        address = reverse(name, args=[own.pk])
        html, queries = opened(client, address)
        row = row_of(own, label)
        url = reverse("audit:readings", args=[label, row])
        assert url in html, name
        assert queries <= most, (name, key, queries)
        part, few = opened_part(client, url)
        assert 'id="who-has-read"' in part, name
        assert "read it" in part, (name, key)
        enter(reader)
        for _ in range(40):
            record("read", table=table_of(label), object_id=row)
        assert opened(client, address)[1] == queries, name
        assert opened_part(client, url)[1] == few, name


def opened_part(client: Client, url: str) -> tuple[str, int]:
    with CaptureQueriesContext(connection) as queries:
        response = client.get(url, headers={"HX-Request": "true"})
    assert response.status_code == 200
    return response.content.decode(), len(queries)


def row_of(own: Any, label: str) -> Any:
    return own.prosecution_id if label == "prosecutions.prosecution" and hasattr(own, "prosecution_id") else own.pk


def table_of(label: str) -> str:
    return label.replace(".", "_")


def test_a_printed_list_carries_the_seal(world: World, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.utils import timezone

    seal = SealLine(41, "ab" * 32, 7, timezone.now())
    monkeypatch.setattr(ledger, "last_seals", lambda *args, **kwargs: [seal])
    client.force_login(world.people.prosecutor)
    sent = world.pairs["file_submission"].own
    page = client.get(reverse("prosecutions:submission", args=[sent.pk])).content.decode()
    assert "Access log sealed up to no. 41" in page
    address = reverse("prosecutions:submission_pdf", args=[sent.pk])
    assert client.get(address).content.startswith(b"%PDF")
    given: dict[str, Any] = {}
    monkeypatch.setattr("typst.compile", lambda *_source, **options: given.update(options) or b"")
    client.get(address)
    printed = json.loads(given["sys_inputs"]["data"])
    assert printed["anchor"].startswith("Access log sealed up to no. 41 on ")
    assert "abababab abababab" in printed["anchor"]


def test_every_printed_page_about_somebody_is_a_line_of_the_log(world: World, client: Client) -> None:
    """Each page that shows *Who has read this*, and the two sheets that are made for printing, say where to send it."""
    with as_system():
        Screening.objects.filter(pk=world.pairs["screening"].own.pk).update(state=State.FINISHED)
    sheets = (
        ("cases:case_summary", "case", "cases.case", "investigator", 0),
        ("screening:packet", "referral", "screening.referral", "caseworker", 0),
    )
    for name, target, label, key, _most in (*PAGES, *sheets):
        reader, own = getattr(world.people, key), world.pairs[target].own
        client.force_login(reader)
        row = row_of(own, label)
        address = reverse("audit:printed", args=[label, row])
        assert f'action="{address}"' in client.get(reverse(name, args=[own.pk])).text, name
        assert client.post(address).status_code == 204
        line = lines(action="print")[-1]
        assert (line.actor, line.table_name, line.object_id) == (reader.pk, table_of(label), str(row)), name
    assert "printed" in client.get(reverse("audit:readings", args=[label, row])).text


def test_nobody_is_said_to_have_printed_what_they_do_not_see(world: World, client: Client) -> None:
    client.force_login(world.people.outsider)
    before = len(lines(action="print"))
    hidden, none = (
        client.post(reverse("audit:printed", args=["cases.case", pk])) for pk in (world.pairs["case"].own.pk, NOBODY)
    )
    assert (hidden.status_code, hidden.content) == (404, none.content)
    assert client.post(reverse("audit:printed", args=["accounts.user", world.people.outsider.pk])).status_code == 404
    assert client.get(reverse("audit:printed", args=["cases.case", NOBODY])).status_code == 405
    assert len(lines(action="print")) == before


def test_who_holds_a_person_does_not_watch_the_work_on_the_case(world: World, client: Client) -> None:
    """Whoever referred somebody could count from day to day how often the unit opens them, in a sealed case too."""
    involvement = world.pairs["involvement"].own
    label, key = "cases.involvement", involvement.pk
    for reader, status in (("caseworker", 404), ("frontline", 404), ("investigator", 200)):
        user = getattr(world.people, reader)
        enter(user)
        client.force_login(user)
        for model, pk in ((label, key), ("cases.person", involvement.person_id)):
            assert client.get(reverse("audit:readings", args=[model, pk])).status_code == status, (reader, model)
    client.force_login(world.people.caseworker)
    own = world.pairs["referral"].own
    assert client.get(reverse("audit:readings", args=["screening.referral", own.pk])).status_code == 200
