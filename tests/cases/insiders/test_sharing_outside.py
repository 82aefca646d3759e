"""Letting in somebody of another unit: outside the flow, so a fresh factor, two people, and a last day."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from carisecure.access.delegation import private_group
from carisecure.access.errors import NotPermitted, NotVisible, TransitionRefused
from carisecure.accounts import fresh
from carisecure.accounts.models import User
from cases.insiders.operations import compartments, sharing
from cases.insiders.operations.sharing import Level, ask_to_share, restrict_case
from cases.material.models import Note
from cases.material.operations import add_note
from cases.people.models import PersonIdentity
from cases.people.operations import PersonEntry
from cases.record.models import Case, CaseGrant, InvolvementGrant
from cases.two_people import operations as approvals
from cases.two_people.models import Approval
from tests.cases.ledger import lines
from tests.cases.trust import agreed, let_outsider_in, sealed_case
from tests.factories import make_case, make_person
from tests.people import People, enter
from tests.roles import as_system


@pytest.fixture
def case(people: People) -> Case:
    return make_case(people.investigator, people=(PersonEntry(name="Rosa Demo"),))


def ask(case: Case, person: User, by: User, **changes: Any) -> Approval:
    enter(by)
    values: dict[str, Any] = {"level": Level.READ, "until": timezone.localdate() + timedelta(days=30), "reason": "x"}
    return ask_to_share(case=case, person=person, by=by, **{**values, **changes})


@pytest.mark.parametrize(("level", "names"), [("read", 0), ("names", 1)])
def test_the_yes_lets_them_in_so_far_and_no_further(people: People, case: Case, level: str, names: int) -> None:
    let_outsider_in(people, case, level)
    enter(people.outsider)
    assert Case.objects.get() == case
    assert PersonIdentity.objects.count() == names
    for act in (
        lambda by: add_note(case=case, text="x", by=by),
        lambda by: compartments.seal_case(case=case, by=by),
        lambda by: compartments.exclude_person(case=case, who=people.supervisor, by=by),
        lambda by: ask(case, people.outsider, by),
    ):
        with pytest.raises((NotPermitted, NotVisible)):
            act(people.outsider)


def test_a_sharing_that_is_made_longer_lasts_longer(people: People, case: Case) -> None:
    let_outsider_in(people, case, days=10)
    with as_system():
        (first,) = set(CaseGrant.objects.exclude(expires_at=None).values_list("expires_at", flat=True))
    let_outsider_in(people, case, days=40)
    with as_system():
        for granted in (CaseGrant, InvolvementGrant):
            (until,) = set(granted.objects.exclude(expires_at=None).values_list("expires_at", flat=True))
            assert until == first + timedelta(days=30)


def test_asking_alone_opens_nothing(people: People, case: Case) -> None:
    asked = ask(case, people.outsider, people.investigator)
    with pytest.raises(TransitionRefused):
        approvals.approve(asked, people.investigator)
    enter(people.outsider)
    assert not Case.objects.exists()
    assert not hasattr(sharing, "share_case"), "no way past the second person"


def test_it_ends_with_its_last_day_and_the_ledger_says_who(people: People, case: Case) -> None:
    before, today = len(lines()), timezone.localdate()
    asked = let_outsider_in(people, case, Level.READ, days=3)
    days = {day + timedelta(days=4) for day in (today, timezone.localdate())}  # two, should midnight pass meanwhile
    ends = set(CaseGrant.objects.filter(group=people.outsider.personal_group).values_list("expires_at", flat=True))
    (end,) = ends
    assert end is not None
    assert timezone.localdate(end) in days
    granted = [line for line in lines()[before:] if line.table_name == "cases_casegrant"]
    assert {line.actor for line in granted} == {people.supervisor.pk}
    assert asked.used_at is not None
    make_person(case, people.investigator, name="Later Demo")
    with as_system():
        theirs = InvolvementGrant.objects.filter(group=people.outsider.personal_group)
        assert set(theirs.values_list("expires_at", flat=True)) == {end}, "people who come later follow"
        CaseGrant.objects.filter(group=people.outsider.personal_group).update(
            expires_at=timezone.now() - timedelta(hours=1)
        )
    enter(people.outsider)
    assert not Case.objects.exists()


@pytest.mark.parametrize("key", ["colleague", "prosecutor", "caseworker", "frontline", "auditor"])
def test_whom_it_is_not_for(people: People, case: Case, key: str) -> None:
    with pytest.raises(ValidationError):
        ask(case, getattr(people, key), people.investigator)


@pytest.mark.parametrize("days", [-1, 93])
@pytest.mark.usefixtures("standing_clock")
def test_a_last_day_within_three_months(people: People, case: Case, days: int) -> None:
    with pytest.raises(ValidationError):
        ask(case, people.outsider, people.investigator, until=timezone.localdate() + timedelta(days=days))


def test_a_supervisor_of_another_unit_decides_nothing(people: People, case: Case) -> None:
    with as_system():
        User.objects.filter(pk=people.outsider.pk).update(role="supervisor")
    boss = User.objects.select_related("agency").get(pk=people.outsider.pk)
    agreed(ask(case, boss, people.investigator, level=Level.NAMES), people)
    waiting = approvals.request("close_not_trafficking", case, "x", people.investigator)
    assert waiting.asked_of == people.supervisor
    enter(boss)
    with pytest.raises((NotVisible, NotPermitted)):
        approvals.approve(waiting, boss)


@pytest.mark.parametrize("key", ["outsider", "caseworker", "prosecutor", "auditor", "administrator"])
def test_nobody_else_asks(people: People, case: Case, key: str) -> None:
    with pytest.raises((NotVisible, NotPermitted)):
        ask(case, people.outsider, getattr(people, key))


def test_somebody_excluded_meanwhile_does_not_get_in(people: People, case: Case) -> None:
    asked = ask(case, people.outsider, people.investigator)
    compartments.exclude_person(case=case, who=people.outsider, by=people.investigator)
    with pytest.raises(TransitionRefused):
        agreed(asked, people)
    with pytest.raises(ValidationError):
        ask(case, people.outsider, people.colleague)


def test_sealing_puts_them_out(people: People, case: Case) -> None:
    let_outsider_in(people, case)
    enter(people.investigator)
    compartments.seal_case(case=case, people=[], by=people.investigator)
    enter(people.outsider)
    assert not Case.objects.exists()
    assert not PersonIdentity.objects.exists()


def test_in_a_sealed_case_two_who_are_inside_and_no_deputy(people: People) -> None:
    case = sealed_case(people)
    asked = ask(case, people.outsider, people.investigator)
    enter(people.supervisor)
    with pytest.raises(NotVisible):
        approvals.approve(asked, people.supervisor)
    enter(people.investigator)
    compartments.let_in(case=case, person=people.colleague, by=people.investigator)
    enter(people.colleague)
    approvals.approve(asked, people.colleague)
    held = set(CaseGrant.objects.filter(content_object=case).values_list("group_id", flat=True))
    assert private_group(people.outsider) in held
    assert people.outsider.personal_group_id not in held


def test_the_page(people: People, case: Case, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.force_login(people.investigator)
    page = reverse("cases:share", args=[case.pk])
    assert page in client.get(reverse("cases:access", args=[case.pk])).text
    assert "Olga Outsider" in client.get(page).text
    assert "Colin Colleague" not in client.get(page).text
    until = (timezone.localdate() + timedelta(days=9)).isoformat()
    body = {"person": people.outsider.pk, "level": "names", "until": until, "reason": "One ring."}
    client.post(page, body | {"submission_key": str(uuid.uuid4())})
    with as_system():
        assert not Approval.objects.exists(), "no fresh factor"
    monkeypatch.setattr(fresh, "is_fresh", lambda request: True)
    wrong = client.post(page, body | {"until": "2001-01-01", "submission_key": str(uuid.uuid4())})
    assert (wrong.status_code, "One ring." in wrong.text) == (422, True)
    address = client.post(page, body | {"submission_key": str(uuid.uuid4())})["Location"]
    client.force_login(people.supervisor)
    text = client.get(address).text
    assert "Olga Outsider" in text
    assert "Read the case, with names" in text
    client.post(address, {"decision": "yes", "submission_key": str(uuid.uuid4())})
    client.force_login(people.outsider)
    assert client.get(reverse("cases:case", args=[case.pk])).status_code == 200
    assert client.get(reverse("cases:add_note", args=[case.pk])).status_code == 403
    assert Note.objects.count() == 0


@pytest.mark.parametrize("name", ["let_in", "restrict"])
def test_naming_somebody_asks_for_a_fresh_factor(
    people: People, case: Case, client: Client, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    restrict_case(case=case, people=[], by=people.investigator)
    client.force_login(people.investigator)
    page = reverse(f"cases:{name}", args=[case.pk])
    body = {"person": people.colleague.pk, "people": [people.colleague.pk]}
    client.post(page, body | {"submission_key": str(uuid.uuid4())})
    enter(people.colleague)
    assert not Case.objects.exists()
    monkeypatch.setattr(fresh, "is_fresh", lambda request: True)
    client.post(page, body | {"submission_key": str(uuid.uuid4())})
    enter(people.colleague)
    assert Case.objects.exists()


@pytest.mark.parametrize("name", ["restrict", "seal", "exclude"])
def test_closing_the_case_of_the_unit_asks_for_a_fresh_factor(
    people: People, case: Case, client: Client, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    client.force_login(people.investigator)
    page = reverse(f"cases:{name}", args=[case.pk])
    body = {"person": people.colleague.pk}
    client.post(page, body | {"submission_key": str(uuid.uuid4())})
    enter(people.colleague)
    assert Case.objects.exists()
    monkeypatch.setattr(fresh, "is_fresh", lambda request: True)
    assert client.post(page, body | {"submission_key": str(uuid.uuid4())}).status_code == 302
    enter(people.colleague)
    assert not Case.objects.exists()


def test_assigning_asks_for_none(people: People, case: Case, client: Client) -> None:
    client.force_login(people.supervisor)
    body = {"lead": people.colleague.pk, "submission_key": str(uuid.uuid4())}
    assert client.post(reverse("cases:assign", args=[case.pk]), body).status_code == 302
    enter(people.supervisor)
    assert Case.objects.get().lead_officer == people.colleague
