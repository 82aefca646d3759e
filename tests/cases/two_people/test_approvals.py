"""Two people: nobody approves what they asked for, by no door."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from carisecure.access import session
from carisecure.access.errors import NotPermitted, NotVisible, TransitionRefused
from carisecure.access.two_people import doors
from carisecure.access.two_people.kinds import codes
from carisecure.accounts import fresh
from carisecure.accounts.models import User
from cases.course import operations
from cases.course.operations import CLOSE
from cases.dossier.models import COPY, CaseCopy
from cases.dossier.operations import ask_for_copy
from cases.insiders.models import READMIT, UNSEAL
from cases.insiders.operations.sharing import ask_to_share, restrict_case
from cases.keeping.models import ERASE, Disposal, Hold
from cases.keeping.operations.disposing import ask_for_disposal
from cases.keeping.operations.holding import ask_to_lift, place_hold
from cases.record.models import Case
from cases.two_people import operations as approvals
from cases.two_people.models import Approval
from tests.cases.ledger import lines
from tests.cases.trust import second_supervisor
from tests.factories import first_person, make_case
from tests.people import People, enter
from tests.roles import as_system


@pytest.fixture
def case(people: People) -> Case:
    return operations.take_case(case=make_case(people.investigator), by=people.investigator)


@pytest.fixture
def fresh_factor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "require_fresh", lambda request: None)


def asked(case: Case, by: User, kind: str = CLOSE) -> Approval:
    enter(by)
    return approvals.request(kind, case, "A quarrel about wages.", by)


def test_an_opened_case_is_not_closed_as_not_trafficking_by_one(people: People, case: Case) -> None:
    with pytest.raises(approvals.ApprovalNeeded):
        operations.close_case(case=case, reason="not_trafficking", note="No.", by=people.investigator)
    operations.close_case(case=case, reason="untraceable", note="No.", by=people.investigator)


def test_the_yes_closes_it_in_the_words_of_who_asked(people: People, case: Case) -> None:
    approval = asked(case, people.investigator)
    assert approval.asked_of == people.supervisor
    enter(people.supervisor)
    before = len(lines())
    approvals.approve(approval, people.supervisor)
    case.refresh_from_db()
    assert (case.stage, case.closure_reason) == ("closed", "not_trafficking")
    assert case.closure_note == "A quarrel about wages."
    assert {line.actor for line in lines()[before:]} == {people.supervisor.pk}


def test_a_yes_is_used_once_and_runs_out(people: People, case: Case) -> None:
    person = first_person(case)
    approval = approvals.request(ERASE, person, "She asks for it.", people.investigator)
    enter(people.supervisor)
    approvals.approve(approval, people.supervisor)
    enter(people.investigator)
    assert approvals.stands(ERASE, person, people.investigator)
    assert not approvals.stands(ERASE, case, people.investigator)
    assert approvals.require(ERASE, person, people.investigator).used_at
    with pytest.raises(approvals.ApprovalNeeded):
        approvals.require(ERASE, person, people.investigator)


def test_a_copy_may_be_made_again_for_two_weeks(people: People, case: Case) -> None:
    approval = asked(case, people.investigator, COPY)
    enter(people.supervisor)
    approvals.approve(approval, people.supervisor)
    enter(people.investigator)
    for _ in range(2):
        approvals.require(COPY, case, people.investigator)
    enter(people.colleague)
    with pytest.raises(approvals.ApprovalNeeded):
        approvals.require(COPY, case, people.colleague)
    until = Approval.objects.get().good_until
    assert until is not None
    assert timedelta(days=13) < until - timezone.now() < timedelta(days=15)


def test_no_and_why(people: People, case: Case) -> None:
    approval = asked(case, people.investigator)
    enter(people.supervisor)
    with pytest.raises(ValidationError):
        approvals.refuse(approval, people.supervisor, answer=" ")
    approvals.refuse(approval, people.supervisor, answer="Interview her first.")
    with pytest.raises(TransitionRefused):
        approvals.approve(approval, people.supervisor)
    case.refresh_from_db()
    assert case.stage != "closed"


@pytest.mark.parametrize("key", ["colleague", "outsider", "prosecutor", "caseworker", "administrator", "auditor"])
def test_who_may_not_decide(people: People, case: Case, key: str) -> None:
    approval = asked(case, people.investigator)
    enter(getattr(people, key))
    with pytest.raises((TransitionRefused, NotVisible, NotPermitted)):
        approvals.approve(approval, getattr(people, key))
    enter(people.investigator)
    assert Approval.objects.get().is_waiting


def test_it_is_asked_once(people: People, case: Case) -> None:
    asked(case, people.investigator)
    with pytest.raises(TransitionRefused):
        asked(case, people.colleague)


def test_no_answer_asks_the_next(people: People, case: Case) -> None:
    approval, zoe = asked(case, people.investigator), second_supervisor(people)
    assert approval.asked_of == people.supervisor
    with connection.cursor() as cursor, transaction.atomic():
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("select carisecure.ask_next_for_approvals()")
        session.enter(None, purpose="maintenance")
        cursor.execute("select carisecure.ask_next_for_approvals()")
        assert cursor.fetchone()[0] == 0, "not yet 24 hours"
    with as_system():
        Approval.objects.update(asked_at=timezone.now() - timedelta(hours=25))
    with connection.cursor() as cursor:
        for expected in (zoe, people.supervisor):
            session.enter(None, purpose="maintenance")
            cursor.execute("select carisecure.ask_next_for_approvals()")
            with as_system():
                assert Approval.objects.get().asked_of == expected
                Approval.objects.update(asked_at=timezone.now() - timedelta(hours=25))


def _by_form(client: Client, approval: Approval, by: User, key: str) -> None:
    body = {"decision": "yes", "answer": "", "submission_key": key, "decided_by": str(by.pk), "by": str(by.pk)}
    client.post(reverse("cases:approval", args=[approval.pk]), body)


def _every_kind(people: People) -> list[Approval]:
    """One waiting request of each kind, each asked for by the investigator as its own operation asks."""
    by = people.investigator
    mine = operations.take_case(case=make_case(by), by=by)
    closed = operations.close_case(case=make_case(by), reason="untraceable", note="x", by=by)
    hold = place_hold(case=mine, ground="claim", reason="x", by=by)
    until = timezone.localdate() + timedelta(days=9)
    found = [
        asked(mine, by),
        ask_for_copy(case=mine, purpose="court", receiver="Registrar", parts=["people"], reason="x", by=by),
        ask_for_disposal(case=closed, ground="court_order", reason="x", by=by),
        ask_to_lift(hold=hold, reason="x", by=by),
        approvals.request(ERASE, first_person(mine), "x", by),
        approvals.request(READMIT, mine, "x", by, subject=people.colleague.pk),
        ask_to_share(case=mine, person=people.outsider, level="read", until=until, reason="x", by=by),
    ]
    narrow = restrict_case(case=make_case(by), people=[], by=by)
    return [*found, approvals.request(UNSEAL, narrow, "x", by, params={"to": "agency"})]


def test_two_hundred_attempts_at_approving_ones_own(people: People, client: Client, fresh_factor: None) -> None:
    """Of every kind, as a supervisor too who might approve anybody else's: by form, replay, operation, ORM, raw SQL."""
    chance = random.Random(8)  # noqa: S311  (which way is tried; no secret)
    with as_system():
        zoe = second_supervisor(people)
    every = _every_kind(people)
    assert {approval.kind for approval in every} == set(codes(Approval))
    with as_system():
        User.objects.filter(pk=people.investigator.pk).update(role="supervisor")
    me = User.objects.select_related("agency").get(pk=people.investigator.pk)
    client.force_login(me)
    keys = [f"00000000-0000-4000-8000-{n:012d}" for n in range(20)]
    decided: dict[str, Any] = {"decided_by": me, "decided_at": timezone.now(), "is_granted": True}
    refused = 0
    for number in range(200):
        approval = every[number % len(every)]
        way = chance.choice(["form", "operation", "orm", "as_zoe", "rewrite", "sql"])
        enter(me)
        try:
            with transaction.atomic():
                _try(way, approval, client, me=me, other=chance.choice([me, zoe]), key=chance.choice(keys), to=decided)
        except (TransitionRefused, DatabaseError):
            refused += 1
        with as_system():
            row = Approval.objects.get(pk=approval.pk)
            assert (row.is_waiting, row.requested_by_id) == (True, me.pk), (way, approval.kind)
    assert refused > 100
    with as_system():
        assert not Approval.objects.exclude(decided_at=None).exists()
        assert not CaseCopy.objects.exists()
        assert not Disposal.objects.exists()
        assert Hold.objects.standing().count() == 1
    enter(people.outsider)
    assert not Case.objects.exists()
    enter(zoe)
    approvals.approve(every[0], zoe)


def _try(way: str, approval: Approval, client: Client, *, me: User, other: User, key: str, to: dict[str, Any]) -> None:
    rows = Approval.objects.filter(pk=approval.pk)
    if way == "form":
        _by_form(client, approval, other, key)
    elif way == "operation":
        approvals.approve(approval, me)
    elif way == "orm":
        rows.update(**to)
    elif way == "as_zoe":
        rows.update(**to | {"decided_by": User.objects.get(username="zoe")})
    elif way == "rewrite":
        rows.update(requested_by=User.objects.get(username="zoe"), **to)
    else:
        with connection.cursor() as cursor:
            cursor.execute(
                "update cases_approval set decided_by_id = %s, decided_at = now(), is_granted = true", [me.pk]
            )


def test_what_was_decided_stays_decided(people: People, case: Case) -> None:
    approval = asked(case, people.investigator, COPY)
    enter(people.supervisor)
    approvals.approve(approval, people.supervisor)
    changes: list[dict[str, Any]] = [
        {"good_until": timezone.now() + timedelta(days=99)}, {"is_granted": False}, {"kind": "disposal"},
        {"case": make_case(people.supervisor)}, {"decided_by": None, "decided_at": None, "is_granted": None},
    ]  # fmt: skip
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            Approval.objects.filter(pk=approval.pk).update(**change)


def test_closing_by_the_page_asks_and_the_supervisor_finds_it(
    people: People, case: Case, client: Client, fresh_factor: None
) -> None:
    client.force_login(people.investigator)
    body = {"reason": "not_trafficking", "note": "A quarrel.", "submission_key": "00000000-0000-4000-8000-000000000001"}
    address = client.post(reverse("cases:close", args=[case.pk]), body)["Location"]
    text = client.get(address).text
    assert "You asked for this, so somebody else must decide." in text
    assert 'name="decision"' not in text
    client.force_login(people.supervisor)
    unit = client.get(reverse("cases:unit")).text
    assert address in unit
    assert "For you to decide" in unit
    assert 'name="decision"' in client.get(address).text
    other = body["submission_key"][:-1] + "2"
    refused = client.post(address, {"decision": "no", "answer": "", "submission_key": other})
    assert refused.status_code == 422
    sent = client.post(address, {"decision": "yes", "submission_key": body["submission_key"][:-1] + "3"})
    assert sent.status_code == 302
    assert "Approved" in client.get(address).text
    enter(people.supervisor)
    assert Case.objects.get(pk=case.pk).stage == "closed"


def test_deciding_asks_for_a_fresh_factor(people: People, case: Case, client: Client) -> None:
    approval = asked(case, people.investigator)
    client.force_login(people.supervisor)
    body = {"decision": "yes", "submission_key": "00000000-0000-4000-8000-000000000009"}
    client.post(reverse("cases:approval", args=[approval.pk]), body)
    enter(people.supervisor)
    assert Approval.objects.get().is_waiting
    assert fresh.is_fresh is not None


def test_the_table_refuses_a_yes_used_before_it_was_given(people: People, case: Case) -> None:
    approval = asked(case, people.investigator)
    with pytest.raises(DatabaseError), transaction.atomic(), as_system():
        Approval.objects.filter(pk=approval.pk).update(used_at=timezone.now())


def test_what_was_asked_and_decided_is_not_removed(people: People, case: Case) -> None:
    approval = asked(case, people.investigator)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Approval.objects.filter(pk=approval.pk).delete()
