"""The trail on a case leads back to the list that it was opened from, with its filter, and nowhere else."""

from __future__ import annotations

import html
import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cases.record.models import Case
from tests.factories import first_person, make_case
from tests.people import People, enter


def trail(client: Client, address: str, referer: str = "") -> str:
    """The first link of the trail of a page."""
    text = client.get(address, headers={"referer": f"http://testserver{referer}"} if referer else {}).text
    found = re.search(r'<ol class="trail"><li><a href="([^"]*)">', text)
    assert found, text
    return html.unescape(found[1])


def row(client: Client, address: str, case: Case) -> str:
    """Where the row of this case leads."""
    found = re.search(rf'href="([^"]*{case.pk}[^"]*)"', client.get(address).text.split('id="list"')[1])
    assert found
    return html.unescape(found[1])


@pytest.fixture
def case(people: People, client: Client) -> Case:
    client.force_login(people.investigator)
    return make_case(people.investigator, region="ARI")


@pytest.mark.parametrize(
    "list_",
    ["/cases/?stage=reported&sort=-last_moved_at", "/cases/?region=ARI", "/cases/?lead=null&region=ARI", "/reports/"],
)
def test_it_leads_back_to_the_filtered_list(client: Client, case: Case, list_: str) -> None:
    assert trail(client, row(client, list_, case)) == list_


def test_two_tabs_with_two_lists_keep_theirs(client: Client, case: Case) -> None:
    first, second = (row(client, f"/cases/?{query}", case) for query in ("region=ARI", "stage=reported"))
    client.get(first)
    client.get(second)
    assert trail(client, first) == "/cases/?region=ARI"
    assert trail(client, second) == "/cases/?stage=reported"


def test_a_form_and_a_person_on_the_way_keep_it(client: Client, people: People, case: Case) -> None:
    at = row(client, "/cases/?region=ARI", case)
    form = reverse("cases:add_note", args=[case.pk])
    page = client.get(form, headers={"referer": f"http://testserver{at}"}).text
    hidden = re.search(r'<input type="hidden" name="list" value="([^"]*)">', page)
    assert hidden
    body = {"submission_key": str(uuid4()), "text": "A note.", "list": html.unescape(hidden[1])}
    done = client.post(form, body)
    assert trail(client, done["Location"].partition("#")[0]) == "/cases/?region=ARI"
    assert done["Location"].endswith("#notes")
    refused = client.post(form, {**body, "submission_key": str(uuid4()), "text": ""})
    assert f'href="{html.escape(at)}">Cancel' in refused.text
    enter(people.investigator)
    person = reverse("cases:person", args=[first_person(case).pk])
    assert trail(client, person, referer=at) == "/cases/?region=ARI"
    shown = client.post(
        reverse("cases:case_names", args=[case.pk]),
        {"reason": "on_duty"},
        headers={"referer": f"http://testserver{at}"},
    )
    assert trail(client, shown["Location"]) == "/cases/?region=ARI"


@pytest.mark.parametrize(
    "asked",
    [
        "", "/", "/open/x", "//evil.example/cases/", "https://evil.example/cases/", "javascript:alert(1)", "/cases",
        "/cases/../sign-out/", "/open/", "\\evil.example", "/\\evil.example/cases/", "%2F%2Fevil.example",
        "/cases/x?",
    ],
)  # fmt: skip
def test_it_leads_nowhere_else(client: Client, case: Case, asked: str) -> None:
    address = reverse("cases:case", args=[case.pk])
    page = client.get(address, {"list": asked})
    assert '<ol class="trail"><li><a href="/cases/">Cases</a>' in page.text
    assert "evil" not in page.text
    away = client.get(address, headers={"referer": f"https://evil.example/?list=/cases/%3Fstage=closed&x={asked}"})
    assert '<ol class="trail"><li><a href="/cases/">Cases</a>' in away.text


def test_what_it_carries_is_no_markup(client: Client, case: Case) -> None:
    text = client.get(reverse("cases:case", args=[case.pk]), {"list": '/cases/?region="><script>x</script>'}).text
    assert "<script>x" not in text
    assert 'href="/cases/?region=%22%3E%3Cscript%3Ex%3C%2Fscript%3E"' in text


def link_on(client: Client, desk: str, case: Case) -> str:
    """Where the first link to this case on a desk leads."""
    found = re.search(rf'href="(/cases/{case.pk}/[^"]*)"', client.get(desk).text.split("<main")[1])
    assert found
    return html.unescape(found[1])


@pytest.mark.parametrize(("name", "label"), [("cases:my_work", "My work"), ("cases:unit", "Unit")])
def test_a_case_opened_from_a_desk_leads_back_to_that_desk(
    client: Client, people: People, case: Case, name: str, label: str
) -> None:
    client.force_login(people.investigator if name == "cases:my_work" else people.supervisor)
    desk = reverse(name)
    at = link_on(client, desk, case)
    assert trail(client, at) == desk
    assert f">{label}</a>" in client.get(at).text.split('<ol class="trail">')[1][:200]
