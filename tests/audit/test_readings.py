"""*Who has read this*: to whoever sees the row, colleagues by name, others by agency, and to nobody else."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from carisecure.access.grants import grant
from carisecure.accounts.models import User
from carisecure.audit import ledger
from carisecure.audit.readings import readings_of
from carisecure.audit.record import record, record_read
from cases.record.models import Case
from tests.factories import first_person, make_case
from tests.people import People, enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(people: People) -> Case:
    return make_case(people.investigator)


def read(user: User, case: Case, times: int = 1) -> None:
    enter(user)
    for _ in range(times):
        record("read", table="cases_case", object_id=case.pk)


def words(viewer: User, obj: object) -> list[str]:
    enter(viewer)
    return [reader.words for reader in readings_of(viewer, obj)]  # type: ignore[arg-type]


def test_colleagues_by_name_with_counts(people: People, case: Case) -> None:
    read(people.colleague, case, 3)
    found = words(people.investigator, case)
    assert any(
        line.startswith("Colin Colleague, Counter Trafficking Unit, read it 3 times, last on ") for line in found
    )
    assert any(line.startswith("Ines Investigator, Counter Trafficking Unit, changed it ") for line in found)


def test_people_of_another_agency_together(people: People, case: Case) -> None:
    enter(people.investigator)
    grant(on=case, to=people.outsider.agency.group, permissions=["view"], purpose="test", by=people.investigator)
    read(people.outsider, case, 2)
    assert any(
        line.startswith("one person, Foreign Unit, read it 2 times") for line in words(people.investigator, case)
    )
    assert any("Olga Outsider" in line for line in words(people.outsider, case))
    assert not any("Ines" in line for line in words(people.outsider, case))


def test_a_page_that_showed_it_among_others_counts_and_a_refusal_does_not(people: People, case: Case) -> None:
    person = first_person(case)
    enter(people.supervisor)
    record_read("cases_involvement", [person.pk, uuid.uuid4()])
    enter(people.outsider)
    record("refused.not_visible", detail={"asked": {"pk": str(person.pk)}})
    found = words(people.investigator, person)
    assert any(line.startswith("Sara Supervisor") for line in found)
    assert not any("Foreign" in line for line in found)


def test_the_database_answers_nobody_whom_the_wall_stops(people: People, case: Case) -> None:
    read(people.colleague, case)
    for user in people:
        enter(user)
        inside = user in (people.investigator, people.colleague, people.supervisor)
        assert bool(ledger.readings("cases_case", case.pk)) is inside, user.username


@pytest.mark.parametrize("table", ["accounts_user", "audit_entry", "no_such_table", "cases_case; drop table x"])
def test_a_table_without_a_wall_is_not_answered_about(people: People, table: str) -> None:
    enter(people.investigator)
    assert ledger.readings(table, people.investigator.pk) == []


def test_a_system_purpose_gets_no_answer(people: People, case: Case) -> None:
    read(people.colleague, case)
    with connection.cursor() as cursor:
        cursor.execute("select set_config('carisecure.purpose', 'statistics', true)")
    assert ledger.readings("cases_case", case.pk) == []


def test_the_page_and_the_part_of_it(people: People, case: Case, client: Client) -> None:
    read(people.colleague, case)
    client.force_login(people.investigator)
    url = reverse("audit:readings", args=["cases.case", case.pk])
    assert "Colin Colleague" in client.get(url).content.decode()
    part = client.get(url, headers={"hx-request": "true"}).content.decode()
    assert "<html" not in part
    assert 'id="who-has-read"' in part


@pytest.mark.parametrize("label", ["cases.case", "accounts.user", "no.such", "nonsense"])
def test_hidden_and_nonexistent_answer_alike(people: People, case: Case, client: Client, label: str) -> None:
    client.force_login(people.outsider)
    hidden, none = (client.get(reverse("audit:readings", args=[label, pk])) for pk in (case.pk, uuid.uuid4()))
    assert hidden.status_code == none.status_code == 404
    assert hidden.content == none.content
