"""The auditor's pages: who did what, in words and codes, and never anybody's name or sentence."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from carisecure.audit.record import record, record_read
from cases.record.models import Case
from tests.cases.ledger import lines
from tests.factories import first_person, make_case
from tests.people import People, enter
from tests.roles import as_system

pytestmark = pytest.mark.django_db
LOG, SEALS = reverse("audit:access_log"), reverse("audit:seals")
SECRET = "CANARY-OWN-NARRATIVE"


@pytest.fixture
def case(people: People) -> Case:
    return make_case(people.investigator, narrative=f"{SECRET} was seen")


@pytest.fixture
def auditor(people: People, client: Client) -> Client:
    client.force_login(people.auditor)
    return client


def page(client: Client, url: str = LOG, **query: str) -> str:
    response = client.get(url, query)
    assert response.status_code == 200
    return response.content.decode()


def rows(html: str) -> int:
    return html.count('<td role="cell" data-label="When"')


@pytest.mark.parametrize("url", [LOG, SEALS])
def test_only_auditors_open_it(people: People, client: Client, url: str) -> None:
    for user in people:
        client.force_login(user)
        assert client.get(url).status_code == (200 if user == people.auditor else 403), user.username


def test_a_reading_and_a_change_are_told_in_words(auditor: Client, people: People, case: Case) -> None:
    enter(people.investigator)
    record("read", table="cases_case", object_id=case.pk)
    Case.objects.filter(pk=case.pk).update(region="SFO")
    html = page(auditor, thing=case.reference)
    assert "Ines Investigator" in html
    assert "Counter Trafficking Unit" in html
    assert "<span>read</span>" in html
    assert "<span>changed</span>" in html
    assert re.search(r"<dt>region</dt><dd>POS → SFO</dd>", html)
    assert case.reference in html


def test_no_sentence_and_no_name_is_shown(auditor: Client, people: People, case: Case) -> None:
    enter(people.investigator)
    person = first_person(case)
    with connection.cursor() as cursor:  # a label is free to type, so it is not shown either
        cursor.execute("update cases_involvement set label = 'CANARY-LABEL' where id = %s", [person.pk])
    html = page(auditor) + page(auditor, thing=str(case.pk)) + page(auditor, thing=str(person.pk))
    assert "CANARY" not in html
    assert "a sealed text" in html
    assert "a text" in html


def test_an_object_is_found_on_the_pages_that_showed_it_among_others(
    auditor: Client, people: People, case: Case
) -> None:
    person = first_person(case)
    record_read("cases_involvement", [person.pk, case.pk], page="cases:case")
    html = page(auditor, thing=str(person.pk), kind="read")
    assert rows(html) == 1
    assert "2 IDs on the page" in html


def test_a_refused_request_is_seen(auditor: Client, people: People, case: Case) -> None:
    stranger = Client()
    stranger.force_login(people.outsider)
    assert stranger.get(reverse("cases:case", args=[case.pk])).status_code == 404
    html = page(auditor, thing=str(case.pk), kind="refused")
    assert rows(html) == 1
    assert "refused: not visible" in html
    assert "Olga Outsider" in html


def test_filters(auditor: Client, people: People, case: Case) -> None:
    day = timezone.localdate()
    assert rows(page(auditor, person=str(people.investigator.pk))) > 0
    assert rows(page(auditor, person=str(people.prosecutor.pk))) == 0
    assert rows(page(auditor, table="cases_casegrant")) == len(lines(table_name="cases_casegrant"))
    assert rows(page(auditor, since=day.isoformat(), until=day.isoformat())) > 0
    assert "Nothing matches" in page(auditor, since=(day + timedelta(days=2)).isoformat())
    assert "Nothing matches" in page(auditor, thing="TT-NONE-SUCH")
    assert "Nothing matches" in page(auditor, thing="Maria")
    request = lines(table_name="cases_case")[0].request
    assert rows(page(auditor, request_id=request)) == min(len(lines(request=request)), 50)


def test_a_name_typed_into_the_filter_is_not_kept(auditor: Client, case: Case) -> None:
    page(auditor, thing="Maria Fernanda", kind="read")
    last = lines(action="read.log")[-1]
    assert last.detail["filter"] == {"thing": "text", "kind": "read"}


def test_pages_follow_each_other_by_key(auditor: Client, people: People, case: Case) -> None:
    enter(people.investigator)
    for n in range(60):
        record("search", table="cases_person", detail={"n": n})
    first = page(auditor, kind="read")
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older
    html = auditor.get(LOG + older[1].replace("&amp;", "&")).content.decode()
    assert rows(first) == 50
    assert 0 < rows(html) <= 50
    seen = re.findall(r"<dt>Line</dt><dd>(\d+)</dd>", first + html)
    assert len(seen) == len(set(seen))
    assert [int(n) for n in seen] == sorted((int(n) for n in seen), reverse=True)


def test_it_asks_few_questions_whatever_its_length(
    auditor: Client, people: People, case: Case, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(40):
        record("read", table="cases_case", object_id=case.pk)
    with django_assert_max_num_queries(14):
        page(auditor)


def test_reading_the_log_is_a_line(auditor: Client, people: People) -> None:
    page(auditor)
    page(auditor, SEALS)
    assert [line.actor for line in lines(action="read.log")] == [people.auditor.pk] * 2


def test_the_state_of_the_seal(auditor: Client, people: People) -> None:
    record("ledger.anchor", detail={"seal": 7, "root": "ab" * 32, "places": ["file"]})
    record("ledger.whole", detail={"lines": 12, "seals": 3, "fault": ""})
    html = page(auditor, SEALS)
    assert "Nothing sealed yet." in html
    assert "no. 7" in html
    assert "12 lines, all 3 seals" in html
    assert "No place set" in html


def test_a_fault_is_said_first(auditor: Client, people: People, case: Case) -> None:
    with as_system(), connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute("update audit_entry set id = -1 where id = (select max(id) from audit_entry)")
        cursor.execute("set local session_replication_role = origin")
    html = page(auditor, SEALS)
    assert "The log does not match its seals." in html
    assert "Line -1 was inserted afterwards." in html


def test_without_the_ledger_no_page_shows_anybody(people: People, case: Case) -> None:
    browser = Client(raise_request_exception=False)
    browser.force_login(people.investigator)
    person = first_person(case)
    urls = [reverse("cases:case", args=[case.pk]), reverse("cases:person", args=[person.pk])]
    for url in urls:
        assert browser.get(url).status_code == 200
    with as_system(), connection.cursor() as cursor:
        cursor.execute("revoke execute on function carisecure.note_event(text, text, text, jsonb) from carisecure_app")
    for url in urls:
        response = browser.get(url)
        assert response.status_code == 500
        assert case.reference not in response.content.decode()
        assert SECRET not in response.content.decode()


def test_a_null_character_or_the_year_9999_in_an_address_is_no_fault_of_ours(people: People, client: Client) -> None:
    client.force_login(people.auditor)
    for address in ("/access-log/?until=9999-12-31", f"/access-log/of/cases.case%00/{people.auditor.pk}/"):
        assert client.get(address).status_code in (200, 404)
    client.force_login(people.investigator)
    assert client.get("/open/?reference=%00").status_code == 302
    assert client.get("/open/?reference=TT%00X").status_code == 404
