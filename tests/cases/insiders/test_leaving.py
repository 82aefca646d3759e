"""Somebody leaves; somebody is away; the quarterly question."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from carisecure.access.delegation import private_group
from carisecure.access.errors import NotPermitted, NotVisible, TransitionRefused
from carisecure.access.models import Delegation
from carisecure.accounts.models import Desk, User
from cases.course.operations import take_case
from cases.insiders import access_review
from cases.insiders.clocks import sealed_clocks
from cases.insiders.operations import leaving as operations
from cases.insiders.operations.compartments import exclude_person
from cases.insiders.operations.sharing import restrict_case
from cases.insiders.queries import people_inside
from cases.material.operations import add_note
from cases.record.models import Case, CaseGrant
from cases.record.readers import readers_of
from tests.cases.ledger import lines
from tests.cases.trust import sealed_case, second_supervisor
from tests.factories import make_case
from tests.people import People, enter
from tests.roles import as_system
from tests.signing_in import confirm

SOON = timedelta(days=14)


def sees(user: User, case: Case) -> bool:
    """The wall and the path, each asked alone, agree."""
    person = User.objects.select_related("agency").get(pk=user.pk)
    enter(person)
    wall = Case.objects.filter(pk=case.pk).exists()
    vars(person).pop("_active_groups", None)  # asked of Python instead of the database
    with as_system():
        path = Case.objects.visible_to(person, "cases.view_case").filter(pk=case.pk).exists()
    assert wall == path
    return wall


def stand_in(people: People, *, begins: timedelta = timedelta(0)) -> None:
    """The colleague for the investigator."""
    now = timezone.now() - timedelta(minutes=5) + begins  # PostgreSQL's now() is when the transaction began
    enter(people.investigator)
    operations.delegate(
        from_user=people.investigator, to_user=people.colleague, begins_at=now, ends_at=now + SOON, reason="leave",
        by=people.investigator,
    )  # fmt: skip


def narrow(people: People) -> Case:
    case = make_case(people.investigator)
    return restrict_case(case=case, people=[], by=people.investigator)


def test_who_stands_in_opens_what_the_absent_was_let_into(people: People) -> None:
    case, sealed = narrow(people), sealed_case(people)
    assert not sees(people.colleague, case)
    stand_in(people)
    assert sees(people.colleague, case)
    assert not sees(people.colleague, sealed), "sealed cases are not delegated"


def test_why_somebody_is_away_stands_nowhere_in_clear(people: People, client: Client) -> None:
    """It may be an illness: who plans the work reads it; the access log and a copy of the database do not say it."""
    stand_in(people)
    enter(people.colleague)
    now = timezone.now()
    operations.delegate(
        from_user=people.colleague, to_user=people.investigator, begins_at=now, ends_at=now + SOON, reason="leave",
        by=people.colleague,
    )  # fmt: skip
    with as_system(), connection.cursor() as cursor:
        cursor.execute("select reason from access_delegation")
        assert all(b"leave" not in bytes(reason) for (reason,) in cursor.fetchall())
    for line in lines(table_name="access_delegation"):
        assert (line.new or {})["reason"] == "(kept)"
    client.force_login(people.supervisor)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse("cases:unit_people")).text.count("leave</span>") == 2
    assert sum("access_datakey" in query["sql"] and "wrapped" in query["sql"] for query in queries) == 1


def test_both_names_are_in_the_log(people: People) -> None:
    case = narrow(people)
    stand_in(people)
    enter(people.colleague)
    before = len(lines())
    colleague = User.objects.select_related("agency").get(pk=people.colleague.pk)
    add_note(case=case, text="For Ines.", by=colleague)
    assert {line.actor for line in lines()[before:]} == {colleague.pk}
    assert {tuple(line.detail["standing_in_for"]) for line in lines()[before:]} == {(str(people.investigator.pk),)}


def test_who_stands_in_is_named_among_the_readers(people: People) -> None:
    case = narrow(people)
    stand_in(people)
    enter(people.investigator)
    (unit,) = readers_of(case, "cases.view_case", viewer=people.investigator)
    assert "Colin Colleague" in unit.names
    inside = {line.person.pk: line for line in people_inside(case)}
    assert (inside[people.colleague.pk].why, inside[people.colleague.pk].by) == ("stands_in", people.investigator)


def test_a_delegation_ends_by_itself_and_by_hand(people: People) -> None:
    case = narrow(people)
    stand_in(people, begins=timedelta(days=1))
    assert not sees(people.colleague, case), "not begun"
    row = Delegation.objects.get()
    row.delete()
    row.begins_at, row.ends_at = timezone.now() - SOON, timezone.now() - timedelta(minutes=1)
    row.save(force_insert=True)
    assert not sees(people.colleague, case), "over"
    Delegation.objects.all().delete()
    stand_in(people)
    assert sees(people.colleague, case)
    enter(people.supervisor)
    operations.end_delegation(delegation=Delegation.objects.get(), by=people.supervisor)
    assert Delegation.objects.get().ends_at <= timezone.now() + timedelta(seconds=2)


def test_an_exclusion_is_neither_lent_nor_lost(people: People) -> None:
    """The deputy of somebody excluded keeps their own cases; somebody excluded gets in through nobody."""
    case = narrow(people)
    exclude_person(case=case, who=people.colleague, by=people.investigator)
    stand_in(people)
    assert not sees(people.colleague, case)
    assert sees(people.supervisor, case)


@pytest.mark.parametrize(
    ("to", "until", "reason", "field"),
    [("outsider", SOON, "leave", "to_user"), ("investigator", SOON, "leave", "to_user"),
     ("colleague", SOON, " ", "reason"),
     ("colleague", -SOON, "leave", "until"), ("colleague", timedelta(days=120), "leave", "until")],
)  # fmt: skip
def test_a_delegation_that_is_refused(people: People, to: str, until: timedelta, reason: str, field: str) -> None:
    now = timezone.now()
    with pytest.raises(ValidationError) as refused:
        operations.delegate(
            from_user=people.investigator, to_user=getattr(people, to), begins_at=now, ends_at=now + until,
            reason=reason, by=people.investigator,
        )  # fmt: skip
    assert field in refused.value.message_dict


def test_nobody_takes_anothers_place_by_themselves(people: People) -> None:
    now = timezone.now()
    with pytest.raises(NotVisible):
        operations.delegate(
            from_user=people.investigator, to_user=people.colleague, begins_at=now, ends_at=now + SOON, reason="x",
            by=people.colleague,
        )  # fmt: skip


def test_leaving_ends_what_they_hold_and_hands_over_what_they_led(people: People) -> None:
    led = take_case(case=make_case(people.investigator), by=people.investigator)
    case = restrict_case(case=led, people=[], by=people.investigator)
    enter(people.supervisor)
    with pytest.raises(ValidationError):
        operations.leave(user=people.investigator, hand_over_to=None, by=people.supervisor)
    operations.leave(user=people.investigator, hand_over_to=people.colleague, by=people.supervisor)
    case.refresh_from_db()
    assert case.lead_officer == people.colleague
    gone = User.objects.get(pk=people.investigator.pk)
    assert not gone.is_active
    assert gone.active_groups() == []
    own = [gone.personal_group_id, private_group(gone)]
    assert not CaseGrant.objects.filter(group_id__in=own).exists()
    assert sees(people.colleague, case)


@pytest.mark.parametrize(("key", "refused"), [("colleague", NotPermitted), ("administrator", NotPermitted)])
def test_who_lets_nobody_go(people: People, key: str, refused: type[Exception]) -> None:
    enter(getattr(people, key))
    with pytest.raises(refused):
        operations.leave(user=people.investigator, hand_over_to=people.colleague, by=getattr(people, key))


def test_a_supervisor_lets_go_of_nobody_elsewhere_and_not_of_themselves(people: People) -> None:
    enter(people.supervisor)
    with pytest.raises(NotVisible):
        operations.leave(user=people.outsider, hand_over_to=None, by=people.supervisor)
    with pytest.raises(TransitionRefused):
        operations.leave(user=people.supervisor, hand_over_to=people.colleague, by=people.supervisor)


def test_a_sealed_case_whose_people_left_is_seen_by_its_clock(people: People) -> None:
    case = sealed_case(people)
    enter(people.supervisor)
    operations.leave(user=people.investigator, hand_over_to=None, by=people.supervisor)
    enter(people.auditor)
    (clock,) = sealed_clocks()
    assert (clock.reference, clock.people_inside, clock.days_open) == (case.reference, 0, 0)


@pytest.mark.parametrize("key", ["investigator", "supervisor", "administrator", "outsider"])
def test_nobody_else_has_the_clocks(people: People, key: str) -> None:
    sealed_case(people)
    enter(getattr(people, key))
    assert sealed_clocks() == []


def test_the_clocks_page_shows_nothing_else(people: People, client: Client) -> None:
    case = sealed_case(people, narrative="CLOCK-CANARY-TEXT")
    client.force_login(people.auditor)
    text = client.get(reverse("cases:sealed_clocks")).text
    assert case.reference in text
    for hidden in (str(case.pk), "CLOCK-CANARY-TEXT", "Ines Investigator", "Port of Spain"):
        assert hidden not in text
    client.force_login(people.supervisor)
    assert client.get(reverse("cases:sealed_clocks")).status_code == 403


def test_the_quarterly_question(people: People, client: Client) -> None:
    case = take_case(case=make_case(people.investigator), by=people.investigator)
    restrict_case(case=case, people=[people.colleague], by=people.investigator)
    sealed = sealed_case(people)
    client.force_login(people.supervisor)
    address = reverse("cases:access_review")
    assert "Nothing to review" in client.get(address).text
    with as_system():
        CaseGrant.objects.update(granted_at=timezone.now() - timedelta(days=100))
    text = client.get(address).text
    assert "Colin Colleague" in text
    assert sealed.reference not in text
    enter(people.supervisor)
    by_person = {line.person.pk: line.grant_id for line in access_review.lines_for(people.supervisor) if line.person}
    body = {"answer": "end", "grant": by_person[people.colleague.pk]}
    client.post(address, body | {"submission_key": "00000000-0000-4000-8000-000000000001"})
    assert not sees(people.colleague, case)
    keep = {"answer": "keep", "grant": by_person[people.supervisor.pk]}
    client.post(address, keep | {"submission_key": "00000000-0000-4000-8000-000000000002"})
    enter(people.supervisor)
    assert {line.person.pk for line in access_review.lines_for(people.supervisor) if line.person} == {
        people.investigator.pk
    }
    with as_system():
        foreign = CaseGrant.objects.filter(content_object=sealed)[0].pk
    with pytest.raises(NotVisible):
        access_review.keep_or_end(grant_id=foreign, keep=False, by=people.supervisor)


def test_the_pages_of_leaving_and_of_absence(people: People, client: Client) -> None:
    second_supervisor(people)
    client.force_login(people.supervisor)
    confirm(client)
    today = timezone.localdate()
    sent = {
        "from_user": people.investigator.pk, "to_user": people.colleague.pk, "begins_on": today,
        "until": today + timedelta(days=1),  # which is not over, should midnight pass meanwhile
        "reason": "A course", "submission_key": "00000000-0000-4000-8000-000000000001",
    }  # fmt: skip
    assert client.post(reverse("cases:absence"), sent).status_code == 302
    text = client.get(reverse("cases:unit_people")).text
    assert "A course" in text
    let_go = reverse("cases:let_go", args=[people.colleague.pk])
    assert let_go in text
    assert client.post(let_go, {"submission_key": "00000000-0000-4000-8000-000000000002"}).status_code == 302
    assert not User.objects.get(pk=people.colleague.pk).is_active
    assert "A course" not in client.get(reverse("cases:unit_people")).text, "the absence ended with who stood in"


def test_nobody_enters_themselves_as_standing_in(people: People) -> None:
    """Alone, a supervisor would so open what they were put out of."""
    second_supervisor(people)
    now = timezone.now()
    enter(people.supervisor)
    with pytest.raises(ValidationError) as caught:
        operations.delegate(
            from_user=people.investigator, to_user=people.supervisor, begins_at=now, ends_at=now + timedelta(days=2),
            reason="ill", by=people.supervisor,
        )  # fmt: skip
    assert list(caught.value.message_dict) == ["to_user"]


def test_an_absence_asks_for_a_fresh_factor_and_takes_no_year_9999(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    sent = {
        "from_user": people.investigator.pk, "to_user": people.colleague.pk, "begins_on": "2026-11-01",
        "until": "9999-12-31", "reason": "ill", "submission_key": "00000000-0000-4000-8000-000000000009",
    }  # fmt: skip
    assert client.post(reverse("cases:absence"), sent).status_code == 422
    today = timezone.localdate()
    good = sent | {"begins_on": today, "until": today + timedelta(days=1)}
    with as_system():
        Desk.objects.update(factor_at=timezone.now() - timedelta(minutes=6))
    assert "/confirm/" in client.post(reverse("cases:absence"), good)["Location"]
    with as_system():
        assert not Delegation.objects.exists()


def test_an_absence_is_not_made_longer_by_any_programme(people: People) -> None:
    now = timezone.now()
    enter(people.investigator)
    made = operations.delegate(
        from_user=people.investigator, to_user=people.colleague, begins_at=now, ends_at=now + timedelta(days=2),
        reason="ill", by=people.investigator,
    )  # fmt: skip
    with pytest.raises(DatabaseError, match="only made shorter"), transaction.atomic():
        Delegation.objects.filter(pk=made.pk).update(ends_at=now + timedelta(days=2000))


def test_the_quarterly_page_does_not_end_the_lead_officer(people: People) -> None:
    case = take_case(case=make_case(people.investigator), by=people.investigator)
    restrict_case(case=case, people=[people.colleague], by=people.investigator)
    with as_system():
        CaseGrant.objects.update(granted_at=timezone.now() - timedelta(days=100))
    enter(people.supervisor)
    lines = {line.person.pk: line.grant_id for line in access_review.lines_for(people.supervisor) if line.person}
    with pytest.raises(TransitionRefused, match="lead officer"):
        access_review.keep_or_end(grant_id=lines[people.investigator.pk], keep=False, by=people.supervisor)
