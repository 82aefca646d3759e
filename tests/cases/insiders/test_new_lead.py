"""A sealed case that everybody has left: one auditor asks, another agrees, and neither sees a word of it."""

from __future__ import annotations

import uuid

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from carisecure.access.errors import NotPermitted, NotVisible, TransitionRefused
from carisecure.accounts import fresh, leaving
from carisecure.accounts.models import User
from carisecure.accounts.operations import make_user
from carisecure.accounts.roles import Role
from cases.insiders.models import NewLead
from cases.insiders.operations import compartments as operations
from cases.insiders.operations.new_lead import ask_for_new_lead, decide_new_lead, new_leads
from cases.material.models import Note
from cases.material.operations import add_note
from cases.record.models import Case, Involvement
from tests.cases.ledger import lines
from tests.cases.trust import sealed_case
from tests.people import People, enter
from tests.roles import as_system


@pytest.fixture
def second(people: People) -> User:
    with as_system():
        return make_user(
            username="beat", full_name="Beat Secondauditor", role=Role.AUDITOR, agency=people.auditor.agency
        )


@pytest.fixture
def case(people: People, second: User) -> Case:
    """Sealed by one investigator, who has left; the supervisor is excluded from it."""
    case = sealed_case(people, narrative="The chief of the harbour takes money.")
    add_note(case=case, text="Careful with this one.", by=people.investigator)
    operations.exclude_person(case=case, who=people.supervisor, by=people.investigator)
    with as_system():
        leaving.end_everything(people.investigator, why="left")
    return case


def asked(case: Case, people: People, lead: User | None = None) -> uuid.UUID:
    enter(people.auditor)
    return ask_for_new_lead(reference=case.reference, lead=lead or people.colleague, by=people.auditor)


def test_two_auditors_name_a_new_lead(people: People, case: Case, second: User) -> None:
    request = asked(case, people)
    enter(second)
    decide_new_lead(asked=request, yes=True, by=second)
    enter(people.colleague)
    found = Case.objects.get()
    assert (found.lead_officer, found.compartment) == (people.colleague, "sealed")
    assert Note.objects.get().text == "Careful with this one."
    assert Involvement.objects.exists()
    operations.let_in(case=found, person=people.colleague, by=people.colleague)
    add_note(case=found, text="I have it now.", by=people.colleague)


def test_both_names_are_in_the_ledger(people: People, case: Case, second: User) -> None:
    request = asked(case, people)
    enter(second)
    before = len(lines())
    decide_new_lead(asked=request, yes=True, by=second)
    after = lines()[before:]
    assert {line.actor for line in after} == {second.pk}
    assert {"cases_newlead", "cases_casegrant", "cases_involvementgrant", "cases_case"} <= {
        line.table_name for line in after
    }
    (first,) = lines(action="new_lead.asked")
    assert (first.actor, first.detail["lead"]) == (people.auditor.pk, str(people.colleague.pk))


def test_neither_sees_anything_of_it(people: People, case: Case, second: User) -> None:
    request = asked(case, people)
    for auditor in (people.auditor, second):
        enter(auditor)
        (shown,) = new_leads(auditor)
        assert (shown.reference, shown.lead, shown.asker) == (case.reference, "Colin Colleague", "Aldo Auditor")
        for model in (Case, Involvement, Note):
            assert not model.objects.exists()
    enter(second)
    decide_new_lead(asked=request, yes=True, by=second)
    for auditor in (people.auditor, second):
        enter(auditor)
        assert not Case.objects.exists()


def test_nobody_decides_what_they_asked_for(people: People, case: Case, second: User) -> None:
    request = asked(case, people)
    with pytest.raises(TransitionRefused, match="somebody else"):
        decide_new_lead(asked=request, yes=True, by=people.auditor)
    enter(second)
    decide_new_lead(asked=request, yes=False, by=second)
    with pytest.raises(TransitionRefused, match="Already"):
        decide_new_lead(asked=request, yes=True, by=second)
    enter(people.colleague)
    assert not Case.objects.exists()
    assert asked(case, people), "and may be asked again"


def test_somebody_inside_and_no_such_case_are_answered_alike(people: People, second: User) -> None:
    lived_in = sealed_case(people)
    enter(people.auditor)
    said = []
    for reference in (lived_in.reference, "TT-NONE-AT-ALL"):
        with pytest.raises(TransitionRefused) as refused:
            ask_for_new_lead(reference=reference, lead=people.colleague, by=people.auditor)
        said.append(str(refused.value))
    assert said[0] == said[1]


@pytest.mark.parametrize("key", ["supervisor", "outsider", "caseworker", "investigator"])
def test_who_cannot_be_named(people: People, case: Case, key: str) -> None:
    """Excluded, of another unit, of another role, gone."""
    with pytest.raises(ValidationError):
        asked(case, people, getattr(people, key))


def test_who_is_excluded_neither_asks_nor_decides(people: People, second: User) -> None:
    case = sealed_case(people)
    operations.exclude_person(case=case, who=second, by=people.investigator)
    with as_system():
        leaving.end_everything(people.investigator, why="left")
    request = asked(case, people)
    enter(second)
    assert new_leads(second) == []
    with pytest.raises(NotVisible):
        decide_new_lead(asked=request, yes=True, by=second)
    with pytest.raises(TransitionRefused):
        ask_for_new_lead(reference=case.reference, lead=people.colleague, by=second)


def test_somebody_came_back_meanwhile(people: People, case: Case, second: User) -> None:
    request = asked(case, people)
    with as_system():
        User.objects.filter(pk=people.colleague.pk).update(is_active=False)
    enter(second)
    with pytest.raises(TransitionRefused, match="cannot be appointed"):
        decide_new_lead(asked=request, yes=True, by=second)


@pytest.mark.parametrize("key", ["supervisor", "colleague", "prosecutor", "caseworker", "administrator", "analyst"])
def test_nobody_else(people: People, case: Case, key: str) -> None:
    request = asked(case, people)
    user = getattr(people, key)
    enter(user)
    with pytest.raises(NotPermitted):
        ask_for_new_lead(reference=case.reference, lead=people.colleague, by=user)
    with pytest.raises(NotPermitted):
        decide_new_lead(asked=request, yes=True, by=user)
    with connection.cursor() as cursor:
        cursor.execute("select carisecure.decide_new_lead(%s, true)", [request])
        assert cursor.fetchone()[0] == "nothing", "the database asks as well"
        cursor.execute("select count(*) from carisecure.new_leads()")
        assert cursor.fetchone()[0] == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(
                "select carisecure.ask_new_lead(%s, 'oversight_body', %s, %s)",
                [uuid.uuid4(), case.reference, people.colleague.pk],
            )


def test_an_auditor_of_another_office_decides_and_does_not_ask(people: People, case: Case) -> None:
    from carisecure.accounts.operations import make_agency

    with as_system():
        office = make_agency(code="ombudsman", name="Ombudsman", kind="oversight", country="TT")
        other = make_user(username="omar", full_name="Omar Ombud", role=Role.AUDITOR, agency=office)
    request = asked(case, people)
    enter(other)
    with pytest.raises(NotPermitted):
        ask_for_new_lead(reference=case.reference, lead=people.colleague, by=other)
    decide_new_lead(asked=request, yes=True, by=other)
    enter(people.colleague)
    assert Case.objects.exists()


def test_the_table_is_closed_to_the_application(people: People, case: Case, second: User) -> None:
    asked(case, people)
    for statement in (
        "select * from cases_newlead",
        "update cases_newlead set is_granted = true",
        "delete from cases_newlead",
    ):
        with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(statement)
    with as_system(), pytest.raises(DatabaseError), transaction.atomic():
        NewLead.objects.update(decided_by=people.auditor, decided_at="2026-01-01T00:00Z", is_granted=True)


def test_the_pages(people: People, case: Case, second: User, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.force_login(people.auditor)
    clocks, page = reverse("cases:sealed_clocks"), reverse("cases:new_lead")
    assert page in client.get(clocks).text
    text = client.get(page).text
    assert case.reference in text
    assert "harbour" not in text
    body = {"reference": case.reference, "lead": people.colleague.pk}
    client.post(page, body | {"submission_key": str(uuid.uuid4())})
    with as_system():
        assert not NewLead.objects.exists(), "no fresh factor"
    monkeypatch.setattr(fresh, "is_fresh", lambda request: True)
    wrong = client.post(page, body | {"lead": people.supervisor.pk, "submission_key": str(uuid.uuid4())})
    assert (wrong.status_code, "This person cannot be appointed" in wrong.text) == (422, True)
    address = client.post(page, body | {"submission_key": str(uuid.uuid4())})["Location"]
    mine = client.get(address).text
    assert "another auditor must decide" in mine
    assert 'name="decision"' not in mine
    client.force_login(second)
    assert address in client.get(clocks).text
    done = client.post(address, {"decision": "yes", "submission_key": str(uuid.uuid4())}, follow=True)
    assert "Decided. Both names" in done.text
    assert "Every sealed case has somebody with access" in client.get(page).text
    client.force_login(people.colleague)
    assert client.get(reverse("cases:case", args=[case.pk])).status_code == 200
    assert client.get(address).status_code == 403
