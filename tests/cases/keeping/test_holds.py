"""A hold: placed by one, lifted by two, and nothing is erased or disposed of under it."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from carisecure.access.errors import NotPermitted, NotVisible, TransitionRefused
from carisecure.access.two_people import doors
from cases.insiders.operations import compartments as operations
from cases.keeping.models import ERASE, Hold
from cases.keeping.operations.erasing import erase_identity
from cases.keeping.operations.holding import ask_to_lift, place_hold
from cases.people.models import PersonIdentity
from cases.people.operations import PersonEntry
from cases.record.models import Case, Involvement
from cases.two_people import operations as approvals
from cases.two_people.models import Approval
from tests.cases.ledger import lines
from tests.cases.trust import agreed
from tests.factories import first_person, make_case
from tests.people import People, enter
from tests.roles import as_system


@pytest.fixture
def case(people: People) -> Case:
    return make_case(people.investigator, people=(PersonEntry(name="Rosa Demo"),))


def held(case: Case, people: People) -> Hold:
    enter(people.investigator)
    return place_hold(case=case, ground="claim", reason="She claims her wages.", by=people.investigator)


def test_one_person_places_it(people: People, case: Case) -> None:
    hold = held(case, people)
    assert (hold.placed_by, hold.reason, hold.lifted_at) == (people.investigator, "She claims her wages.", None)
    (line,) = lines(table_name="cases_hold")
    assert (line.action, line.actor) == ("insert", people.investigator.pk)


@pytest.mark.parametrize("change", [{"ground": "whim"}, {"reason": " "}])
def test_what_is_refused(people: People, case: Case, change: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        place_hold(case=case, by=people.investigator, **{"ground": "claim", "reason": "x", **change})


@pytest.mark.parametrize("key", ["outsider", "caseworker", "prosecutor", "auditor", "administrator"])
def test_nobody_else(people: People, case: Case, key: str) -> None:
    hold = held(case, people)
    enter(getattr(people, key))
    with pytest.raises((NotVisible, NotPermitted)):
        place_hold(case=case, ground="claim", reason="x", by=getattr(people, key))
    with pytest.raises((NotVisible, NotPermitted)):
        ask_to_lift(hold=hold, reason="x", by=getattr(people, key))


def test_two_people_lift_it(people: People, case: Case) -> None:
    hold = held(case, people)
    asked = ask_to_lift(hold=hold, reason="The claim is settled.", by=people.investigator)
    with pytest.raises(TransitionRefused):
        approvals.approve(asked, people.investigator)
    assert Hold.objects.standing().exists()
    agreed(asked, people)
    hold.refresh_from_db()
    assert hold.lifted_by == people.supervisor
    with pytest.raises(TransitionRefused):
        ask_to_lift(hold=hold, reason="x", by=people.investigator)


def test_lifting_one_leaves_the_other(people: People, case: Case) -> None:
    first, second = held(case, people), held(case, people)
    agreed(ask_to_lift(hold=first, reason="x", by=people.investigator), people)
    assert list(Hold.objects.standing()) == [second]


def test_the_table_keeps_it(people: People, case: Case) -> None:
    hold = held(case, people)
    other = held(case, people)
    agreed(ask_to_lift(hold=other, reason="x", by=people.investigator), people)
    now = timezone.now()
    lifted: dict[str, Any] = {"lifted_at": now, "lifted_by": people.investigator}
    for change in (
        lifted,
        {**lifted, "lifted_by": people.supervisor},
        {"ground": "other"},
        {"placed_by": people.colleague},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            Hold.objects.filter(pk=hold.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Hold.objects.filter(pk=other.pk).update(lifted_at=None, lifted_by=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        Hold.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Hold.objects.create(case=case, ground="claim", reason="x", placed_by=people.colleague, placed_at=now)


def test_an_exclusion_passes_through_it(people: People, case: Case) -> None:
    hold = held(case, people)
    operations.exclude_person(case=case, who=people.supervisor, by=people.investigator)
    with as_system():
        hold.refresh_from_db()
    assert hold.excluded_groups != []


def _agreed_to_erase(case: Case, people: People) -> Any:
    person = first_person(case).person
    agreed(approvals.request(ERASE, person, "She asks.", people.investigator), people)
    return person


def test_nobody_is_erased_under_a_hold(people: People, case: Case) -> None:
    hold = held(case, people)
    person = _agreed_to_erase(case, people)
    with pytest.raises(TransitionRefused, match="This case has a hold"):
        erase_identity(person=person, by=people.investigator)
    agreed(ask_to_lift(hold=hold, reason="x", by=people.investigator), people)
    erase_identity(person=person, by=people.investigator)
    assert PersonIdentity.objects.get().value == "(erased)"


def test_a_hold_in_a_case_that_nobody_here_sees_keeps_the_name_too(people: People, case: Case) -> None:
    foreign = make_case(people.outsider)
    place_hold(case=foreign, ground="court_order", reason="Order 12", by=people.outsider)
    enter(people.investigator)
    person = _agreed_to_erase(case, people)
    with as_system():
        Involvement.objects.filter(case=foreign).update(person=person)
    with pytest.raises(TransitionRefused, match="must still be kept"):
        erase_identity(person=person, by=people.investigator)
    assert PersonIdentity.objects.get().value == "Rosa Demo"
    assert Approval.objects.get(kind="erase_identity").used_at is None, "the yes is not used up"


def test_the_question_behind_the_wall_is_answered_after_two_agreed_only(people: People, case: Case) -> None:
    from django.db import connection

    person = first_person(case).person_id
    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute("select carisecure.identity_is_kept(%s)", [person])
    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute("select * from carisecure.people_of_this_case_alone(%s)", [case.pk])


def test_the_pages(people: People, case: Case, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "require_fresh", lambda request: None)
    client.force_login(people.investigator)
    page = reverse("cases:hold", args=[case.pk])
    assert page in client.get(reverse("cases:case", args=[case.pk])).text
    assert "None. Place one" in client.get(page).text
    wrong = client.post(page, {"ground": "", "reason": "Order 7", "submission_key": str(uuid.uuid4())})
    assert (wrong.status_code, "Order 7" in wrong.text) == (422, True)
    body = {"ground": "court_order", "reason": "Order 7", "submission_key": str(uuid.uuid4())}
    assert client.post(page, body).status_code == 302
    assert "This case has a hold" in client.get(reverse("cases:case", args=[case.pk])).text
    lift = reverse("cases:lift_hold", args=[Hold.objects.get().pk])
    assert lift in client.get(page).text
    address = client.post(lift, {"reason": "Order lifted.", "submission_key": str(uuid.uuid4())})["Location"]
    client.force_login(people.supervisor)
    assert "Order 7" in client.get(address).text
    client.post(address, {"decision": "yes", "submission_key": str(uuid.uuid4())})
    assert "Lifted, approved by Sara Supervisor" in client.get(page).text
    assert "This case has a hold" not in client.get(reverse("cases:case", args=[case.pk])).text
