"""The access log as a file: the filter's lines with their seals, behind a fresh factor, and itself a line."""

from __future__ import annotations

import csv
import io
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from carisecure.accounts.models import User
from carisecure.audit import export
from carisecure.audit.record import record
from carisecure.sheets import safe_text
from cases.record.models import Case
from tests.audit.ledger_database import Ledger
from tests.cases.ledger import lines
from tests.factories import first_person, make_case
from tests.people import People, enter, make_people
from tests.roles import as_system
from tests.signing_in import confirm, give_app

URL = reverse("audit:export")


@pytest.fixture
def case(people: People) -> Case:
    return make_case(people.investigator, narrative="CANARY-OWN-NARRATIVE was seen")


@pytest.fixture
def auditor(people: People, client: Client) -> Client:
    give_app(people.auditor)
    client.force_login(people.auditor)
    confirm(client)
    return client


def sheet(client: Client, **query: str) -> list[list[str]]:
    response = client.get(URL, query)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


def table(found: list[list[str]]) -> list[dict[str, str]]:
    at = found.index([])
    return [dict(zip(found[at + 1], row, strict=True)) for row in found[at + 2 :]]


@pytest.mark.django_db
def test_the_lines_of_the_filter_and_no_others(auditor: Client, people: People, case: Case) -> None:
    enter(people.investigator)
    record("read", table="cases_case", object_id=case.pk)
    found = sheet(auditor, thing=case.reference, kind="read")
    (row,) = table(found)
    assert (row["Who"], row["Action"], row["Reference"], row["Id"]) == (
        "Ines Investigator", "read", case.reference, str(case.pk),
    )  # fmt: skip
    head = {row[0]: row[1] for row in found[: found.index([])] if len(row) > 1}
    assert head["Lines"] == "1"
    assert head["Filter"] == f"thing: {case.reference}, kind: read"
    assert head["Anchor"]


@pytest.mark.django_db
def test_nobody_s_word_leaves_with_it(auditor: Client, people: People, case: Case) -> None:
    person = first_person_of(people, case)
    with connection.cursor() as cursor:
        cursor.execute("update cases_involvement set label = 'CANARY-LABEL' where id = %s", [person])
    text = "\n".join(",".join(row) for row in sheet(auditor))
    assert "CANARY" not in text
    assert "a sealed text" in text


def first_person_of(people: People, case: Case) -> UUID:
    enter(people.investigator)
    found: UUID = first_person(case).pk
    return found


@pytest.mark.django_db
def test_no_cell_is_a_formula(auditor: Client, people: People) -> None:
    with as_system():
        User.objects.filter(pk=people.colleague.pk).update(full_name='=HYPERLINK("http://x","y")')
    enter(people.colleague)
    record("search", table="cases_person")
    (row,) = [row for row in table(sheet(auditor, kind="read")) if row["Action"] == "search"]
    assert row["Who"] == safe_text('=HYPERLINK("http://x","y")')
    assert row["Who"].startswith("'=")


@pytest.mark.django_db
def test_it_asks_for_the_factor(people: People, client: Client) -> None:
    give_app(people.auditor)
    client.force_login(people.auditor)
    assert client.get(URL)["Location"] == "/confirm/"
    assert lines(action="export") == []


@pytest.mark.django_db
def test_only_auditors(people: People, client: Client) -> None:
    give_app(people.auditor)
    for user in people:
        client.force_login(user)
        confirm(client)
        assert client.get(URL).status_code == (200 if user == people.auditor else 403), user.username


@pytest.mark.django_db
def test_the_file_is_a_line_itself(auditor: Client, people: People, case: Case) -> None:
    count = len(table(sheet(auditor, thing="Maria Fernanda"))) + len(table(sheet(auditor, kind="write")))
    first, second = lines(action="export")
    assert (first.detail["lines"], first.detail["filter"]) == (0, {"thing": "text"})
    assert (second.actor, second.detail["lines"]) == (people.auditor.pk, count)
    assert second.detail["first"] <= second.detail["last"]


@pytest.mark.django_db
def test_too_many_lines_are_refused_in_words(
    auditor: Client, people: People, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "MOST", 3)
    response = auditor.get(URL, {"kind": "write"}, follow=True)
    assert "More than 3 lines. Narrow the filter first" in response.content.decode()
    assert response.redirect_chain == [(f"{reverse('audit:access_log')}?kind=write", 302)]
    assert lines(action="export") == []
    assert lines(action="refused.transition")[-1].detail["view"] == "audit:export"


@pytest.mark.alone
@pytest.mark.django_db(transaction=True)
def test_each_line_carries_the_hash_under_which_it_was_sealed(superuser: Ledger) -> None:
    """So a file and the log, should one of them be changed later, no longer agree."""
    with transaction.atomic():
        auditor = make_people().auditor
    superuser.build(transactions=3, lines=4)
    superuser.ask("select set_config('carisecure.user', %s, false)", [str(auditor.pk)])
    ids = [row[0] for row in superuser.ask("select id from audit_entry order by id")]
    proofs = superuser.ask("select id, leaf, seal from carisecure.seals_of(%s)", [ids])
    sealed = superuser.ask("select number, entry_ids, leaves from audit_seal")
    again = {
        (pk, bytes(leaves)[32 * n : 32 * n + 32], number) for number, pks, leaves in sealed for n, pk in enumerate(pks)
    }
    assert {(pk, bytes(leaf), seal) for pk, leaf, seal in proofs} == again
    assert {pk for pk, _leaf, _seal in again} == set(ids)
