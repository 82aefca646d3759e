"""Names appear when somebody with the right presses for them, once a visit, and go away again."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from carisecure.access.models import Delegation
from carisecure.accounts import fresh
from carisecure.accounts.models import Desk, User
from carisecure.accounts.operations import make_user
from carisecure.accounts.roles import Role
from carisecure.accounts.sessions import stored_key
from cases.course.operations import take_case
from cases.insiders.operations.compartments import let_in
from cases.insiders.operations.sharing import restrict_case
from cases.people import showing
from cases.people.models import NamesShown
from cases.people.names_shown import works_on
from cases.people.operations import PersonEntry
from cases.record.models import Case, InvolvementGrant
from tests.cases.ledger import lines
from tests.factories import first_person, make_case
from tests.people import People, enter
from tests.roles import as_system

ROSA = PersonEntry(name="Rosa Demo")


def page(case: Case) -> str:
    return reverse("cases:case", args=[case.pk])


def press(client: Client, case: Case, **data: str) -> Any:
    return client.post(reverse("cases:case_names", args=[case.pk]), data, follow=True)


@pytest.fixture
def case(people: People) -> Case:
    made = make_case(people.investigator, people=(ROSA,))
    take_case(case=made, by=people.investigator)
    return made


def person_page(case: Case, people: People) -> str:
    enter(people.investigator)
    return reverse("cases:person", args=[first_person(case).pk])


def test_one_press_a_visit_on_my_own_case(people: People, case: Case, client: Client) -> None:
    client.force_login(people.investigator)
    assert "Rosa Demo" not in client.get(page(case)).text
    assert lines(action="read.identity") == []
    answer = press(client, case)
    assert "Rosa Demo" in answer.text
    assert "Hide names" in answer.text
    assert answer.redirect_chain == [(page(case), 302)]
    for address in (page(case), person_page(case, people), page(case)):
        assert "Rosa Demo" in client.get(address).text
    (line,) = lines(action="read.identity")
    person = first_person(case)
    assert line.detail == {"people": [str(person.person_id)]}
    assert lines(action="read")[-1].detail["names"] is True


def test_hide_names_hides_them_on_the_page_of_the_person_too(people: People, case: Case, client: Client) -> None:
    client.force_login(people.investigator)
    press(client, case)
    client.post(reverse("cases:person_names", args=[first_person(case).pk]), {"hide": "1"})
    assert "Rosa Demo" not in client.get(page(case)).text
    assert "Rosa Demo" not in client.get(person_page(case, people)).text


def test_restricting_makes_no_case_ones_own(people: People, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """One press, open to anybody of the unit: names still ask for a reason and count."""
    monkeypatch.setattr(fresh, "is_fresh", lambda request: True)
    case = make_case(people.investigator, people=(ROSA,))
    client.force_login(people.colleague)
    body = {"submission_key": "00000000-0000-4000-8000-000000000001"}
    assert client.post(reverse("cases:restrict", args=[case.pk]), body).status_code == 302
    assert "Rosa Demo" not in press(client, case).text
    assert lines(action="read.identity") == []
    assert "Rosa Demo" in press(client, case, reason="same_person").text
    assert NamesShown.objects.filter(reader=people.colleague).count() == 1


def test_a_case_of_named_people_is_the_own_of_who_opened_it_and_whom_somebody_else_named(people: People) -> None:
    with as_system():
        deputy = make_user(
            username="dora", full_name="Dora Deputy", role=Role.INVESTIGATOR, agency=people.colleague.agency
        )
        deputy = User.objects.select_related("agency").get(pk=deputy.pk)
    case = make_case(people.investigator)
    enter(people.colleague)
    case = restrict_case(case=case, people=[people.investigator], by=people.colleague)
    now = timezone.now()
    for absent in (people.colleague, people.investigator):
        enter(deputy)
        assert not works_on(deputy, case)
        with as_system():
            Delegation.objects.create(
                from_user=absent, to_user=deputy, begins_at=now - timedelta(hours=1), ends_at=now + timedelta(days=1),
                reason="leave", made_by=absent,
            )  # fmt: skip
    enter(deputy)
    assert works_on(deputy, case), "lent by who was named"
    enter(people.investigator)
    assert works_on(people.investigator, case)
    enter(people.colleague)
    assert not works_on(people.colleague, case)
    case = Case.objects.get(pk=make_case(people.investigator, is_official_involved=True).pk)
    assert works_on(people.investigator, case)
    let_in(case=case, person=people.colleague, by=people.investigator)
    enter(people.colleague)
    assert works_on(people.colleague, case), "by the private group"


def test_after_a_quarter_of_an_hour_they_are_hidden(
    people: People, case: Case, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(people.investigator)
    press(client, case)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + showing.SECONDS + 1)
    assert "Rosa Demo" not in client.get(page(case)).text


def test_a_new_sign_in_starts_hidden_and_the_session_holds_no_name(people: People, case: Case, client: Client) -> None:
    client.force_login(people.investigator)
    press(client, case)
    kept = [session.get_decoded() for session in Session.objects.all()]
    assert str(people.investigator.pk) in str(kept)
    assert "Rosa" not in str(kept)
    client.logout()
    client.force_login(people.investigator)
    assert "Rosa Demo" not in client.get(page(case)).text


def test_elsewhere_a_reason_is_asked_for(people: People, case: Case, client: Client) -> None:
    client.force_login(people.colleague)
    text = client.get(page(case)).text
    assert "You do not lead this case" in text
    refused = press(client, case)
    assert "Choose why you need the names." in refused.text
    assert "Rosa Demo" not in refused.text
    assert press(client, case, reason="because").text.count("Rosa Demo") == 0
    assert "Rosa Demo" in press(client, case, reason="on_duty").text
    (line,) = lines(action="read.identity")
    assert line.detail["reason"] == "on_duty"
    assert len(lines(action="refused.invalid")) == 2


def test_the_sixth_person_of_an_hour_needs_a_fresh_factor(
    people: People, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [make_case(people.investigator, people=(ROSA,)) for _ in range(6)]
    client.force_login(people.colleague)
    for one in cases[:5]:
        assert "Rosa Demo" in press(client, one, reason="on_duty").text
    refused = press(client, cases[5], reason="on_duty")
    assert "Rosa Demo" not in refused.text
    assert refused.redirect_chain[-1][0].startswith(reverse("confirm"))  # asked for, and then the press is sent again
    assert len(lines(action="refused.transition")) == 1
    client.logout()
    client.force_login(people.colleague)  # a new session is no new hour
    assert "Rosa Demo" not in press(client, cases[5], reason="on_duty").text
    assert "Rosa Demo" in press(client, cases[0], reason="on_duty").text  # the same person again is no sixth
    monkeypatch.setattr(fresh, "is_fresh", lambda request: True)
    assert "Rosa Demo" in press(client, cases[5], reason="on_duty").text


def test_a_session_that_was_locked_comes_back_hidden(people: People, case: Case, client: Client) -> None:
    client.force_login(people.investigator)
    press(client, case)
    store = client.session
    store.cycle_key()  # what unlocking does
    client.cookies[settings.SESSION_COOKIE_NAME] = str(store.session_key)
    Desk.objects.update(session_key=stored_key(store.session_key))
    answer = client.get(page(case))
    assert answer.status_code == 200
    assert "Rosa Demo" not in answer.text


def test_the_application_cannot_make_the_count_smaller(people: People, case: Case) -> None:
    with as_system():
        NamesShown.objects.create(reader=people.colleague, people=[UUID(int=1)], reason="court")
    for statement in ("delete from cases_namesshown", "update cases_namesshown set at = '2000-01-01'"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_link_never_shows_a_name(people: People, case: Case, client: Client) -> None:
    client.force_login(people.investigator)
    assert client.get(reverse("cases:case_names", args=[case.pk])).status_code == 405


@pytest.mark.parametrize("key", ["outsider", "caseworker", "prosecutor", "administrator"])
def test_nobody_else(people: People, case: Case, client: Client, key: str) -> None:
    client.force_login(getattr(people, key))
    assert press(client, case, reason="on_duty").status_code == 404
    assert lines(action="read.identity") == []


def test_whoever_lost_the_right_during_the_visit_sees_nothing(people: People, case: Case, client: Client) -> None:
    client.force_login(people.investigator)
    press(client, case)
    with as_system():
        InvolvementGrant.objects.filter(permission__codename="see_identity_involvement").delete()
    assert "Rosa Demo" not in client.get(page(case)).text
