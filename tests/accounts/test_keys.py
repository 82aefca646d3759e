"""Work on the keys of the house: two administrators, a fresh factor of both, and nothing that can be got around."""

from __future__ import annotations

import itertools
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from carisecure.access import session
from carisecure.access.errors import NotPermitted, TransitionRefused
from carisecure.access.models import DataKey, KeyRequest, RetiredKey
from carisecure.access.vault import keys
from carisecure.access.vault.key_models import KeyWork
from carisecure.accounts import key_work
from carisecure.accounts.models import User
from carisecure.jobs import worker
from carisecure.jobs.errors import JobRefused
from carisecure.jobs.models import Job
from carisecure.jobs.running import Running
from cases.record.models import Case
from tests.accounts.key_asking import OTHER, agree, ask, key, left, second_administrator
from tests.cases.ledger import lines
from tests.factories import make_case
from tests.jobs.asking import now, request_of
from tests.people import People, enter, make_people
from tests.roles import as_system
from tests.signing_in import confirm


# --- Two people ----------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_one_asks_another_agrees_and_the_job_rotates(new_key: Any, rung: None) -> None:
    with transaction.atomic():
        people = make_people()
        other = second_administrator(people)
        enter(people.investigator)
        case = make_case(people.investigator, narrative="sealed under key one")
    new_key()
    with request_of(people.administrator):
        asked = key_work.ask(kind=KeyWork.ROTATE, reason="Yearly.", by=people.administrator)
    before = left()
    assert before > 0
    with request_of(other):
        asked = key_work.approve(request=asked, by=other)
        assert left() == before, "nothing before the job"
    assert asked.job is not None
    assert worker.run_job(asked.job) == "done"
    asked.refresh_from_db()
    assert (left(), asked.done_count, now(Job(pk=asked.job)).result) == (0, before, {"keys": before})
    keys.forget()
    with request_of(people.investigator):
        assert Case.objects.visible_to(people.investigator, "cases.view_case").get(pk=case.pk).summary is not None
    done = lines(action="keys.done")[-1]
    assert done.actor == other.pk
    assert done.detail["asked_by"] == str(people.administrator.pk)
    assert (done.detail["agreed_by"], done.detail["by_command"]) == (str(other.pk), False)
    assert [line.actor for line in lines(action="keys.asked")] == [people.administrator.pk]


def test_two_hundred_attempts_at_agreeing_to_ones_own(
    people: People, other: User, client: Client, new_key: Any
) -> None:
    """By operation, by page, by replay, in another's name, past the operation: 0."""
    new_key()
    asked, me = ask(people), people.administrator
    client.force_login(me)
    confirm(client)
    page, same = reverse("accounts:key_work", args=[asked.pk]), key()

    def operation() -> None:
        enter(me)
        key_work.approve(request=asked, by=me)

    def in_anothers_name() -> None:
        """The code lies about who it is: the database asks the session."""
        enter(me)
        key_work.approve(request=asked, by=other)

    def press() -> None:
        client.post(page, {**key(), "decision": "yes", "by": str(other.pk), "decided_by": str(other.pk)})

    def replay() -> None:
        client.post(page, {**same, "decision": "yes"})

    def past_it() -> None:
        enter(me)
        for name in (me, other):
            KeyRequest.objects.filter(pk=asked.pk).update(decided_by=name, decided_at=timezone.now(), is_granted=True)

    for attempt in itertools.islice(itertools.cycle([operation, in_anothers_name, press, replay, past_it]), 200):
        try:
            with transaction.atomic():
                attempt()
        except (TransitionRefused, NotPermitted, Error):
            pass
        asked.refresh_from_db()
        assert asked.is_waiting
    assert not Job.objects.exists()
    agree(asked, other)
    assert KeyRequest.objects.get().decided_by == other


def test_nobody_but_administrators(people: People, other: User, new_key: Any) -> None:
    new_key()
    asked = ask(people)
    for user in (people.supervisor, people.auditor, people.investigator):
        enter(user)
        with pytest.raises(NotPermitted):
            key_work.ask(kind=KeyWork.REINDEX, reason="Mine.", by=user)
        with pytest.raises(NotPermitted):
            key_work.approve(request=asked, by=user)


def test_the_only_administrator_cannot_begin(people: People, new_key: Any) -> None:
    new_key()
    with pytest.raises(TransitionRefused, match="No second administrator"):
        ask(people)


def test_asked_twice_refused_and_asked_again(people: People, other: User, new_key: Any) -> None:
    new_key()
    asked = ask(people)
    with pytest.raises(TransitionRefused, match="Already requested"):
        ask(people)
    enter(other)
    with pytest.raises(ValidationError):
        key_work.refuse(request=asked, by=other, answer=" ")
    key_work.refuse(request=asked, by=other, answer="After the hearing.")
    with pytest.raises(TransitionRefused, match="Already decided"):
        key_work.approve(request=asked, by=other)
    assert ask(people).is_waiting


def test_nothing_to_rotate(people: People, other: User) -> None:
    with pytest.raises(TransitionRefused, match="already"):
        ask(people)
    with pytest.raises(ValidationError):
        key_work.ask(kind=KeyWork.REINDEX, reason=" ", by=people.administrator)


def test_a_key_that_came_in_between_is_not_what_was_agreed_to(people: People, other: User, new_key: Any) -> None:
    new_key()
    asked = ask(people)
    new_key(OTHER)
    with pytest.raises(TransitionRefused, match="newer wrapping key"):
        agree(asked, other)


@pytest.mark.parametrize("held", ["the old ones", "another key two"])
def test_a_worker_that_holds_other_keys_refuses(
    people: People, other: User, new_key: Any, settings: Any, rung: None, held: str
) -> None:
    new_key()
    asked = agree(ask(people), other)
    settings.VAULT_KEYS = settings.VAULT_KEYS.split(",")[0]
    if held == "another key two":
        new_key(OTHER)
    before = left()
    with pytest.raises(JobRefused) as refusal:
        key_work.rotate(Running(uuid.uuid4(), by=other), str(asked.pk))
    assert refusal.value.code == "other_keys"
    assert left() == before > 0


def test_a_yes_does_not_stand_for_ever(people: People, other: User, new_key: Any, rung: None) -> None:
    new_key()
    asked = agree(ask(people), other)
    with freeze_time(timezone.now() + timedelta(hours=25)), pytest.raises(JobRefused) as refusal:
        key_work.rotate(Running(uuid.uuid4(), by=other), str(asked.pk))
    assert refusal.value.code == "not_agreed"


@pytest.mark.parametrize(
    "change",
    [
        {"requested_by": None}, {"kind": "retire"}, {"number": 7}, {"is_granted": False}, {"by_command": True},
        {"good_until": timezone.now() + timedelta(days=99)},
    ],
)  # fmt: skip
def test_what_was_asked_and_decided_stays(
    people: People, other: User, new_key: Any, rung: None, change: dict[str, Any]
) -> None:
    new_key()
    asked = agree(ask(people), other)
    if "requested_by" in change:
        change = {"requested_by": other}
    with pytest.raises(Error, match="stays"), transaction.atomic():
        KeyRequest.objects.filter(pk=asked.pk).update(**change)
    with pytest.raises(Error, match="permission denied"), transaction.atomic():
        KeyRequest.objects.filter(pk=asked.pk).delete()


def test_a_yes_cannot_be_written_at_once(people: People, other: User) -> None:
    enter(people.administrator)
    whole = {"requested_by": people.administrator, "reason": "x", "kind": "reindex"}
    granted = {"decided_by": other, "decided_at": timezone.now(), "is_granted": True}
    for values, said in (
        ({**whole, **granted}, "decided later"),
        ({**whole, **granted, "by_command": True}, "the house itself"),
        ({**whole, "requested_by": other}, "asked for by who speaks"),
    ):
        with pytest.raises(Error, match=said), transaction.atomic():
            KeyRequest.objects.create(**values)
    session.enter(None, purpose="maintenance")
    with pytest.raises(Error, match="keyrequest_takes_two_people"), transaction.atomic():
        KeyRequest.objects.create(**{**whole, **granted, "decided_by": people.administrator, "by_command": True})


# --- Retiring ------------------------------------------------------------------------------------------------------
def rotated(people: People, other: User) -> None:
    asked = agree(ask(people), other)
    key_work.rotate(Running(uuid.uuid4(), by=other), str(asked.pk))


def test_a_key_is_retired_when_nothing_is_under_it(people: People, other: User, new_key: Any, rung: None) -> None:
    new_key()
    with pytest.raises(TransitionRefused, match="nothing under it"):
        ask(people, KeyWork.RETIRE, number=1)
    with pytest.raises(TransitionRefused, match="nothing under it"):
        ask(people, KeyWork.RETIRE, number=2)
    rotated(people, other)
    asked = agree(ask(people, KeyWork.RETIRE, number=1), other)
    assert asked.used_at is not None
    assert RetiredKey.objects.get().number == 1
    assert [k.is_retired for k in key_work.wrapping_keys()] == [False, True]


def test_nothing_comes_under_a_retired_key_again(
    people: People, other: User, new_key: Any, settings: Any, rung: None
) -> None:
    new_key()
    rotated(people, other)
    agree(ask(people, KeyWork.RETIRE, number=1), other)
    settings.VAULT_KEYS = settings.VAULT_KEYS.split(",")[0]  # a process that nobody restarted
    with pytest.raises(Error, match="retired"), transaction.atomic():
        keys.for_writing(uuid.uuid4())
    with pytest.raises(Error, match="retired"), transaction.atomic(), as_system():
        DataKey.objects.update(wrapped_by=1)
    with pytest.raises(Error, match="permission denied"), transaction.atomic():
        RetiredKey.objects.all().delete()


def test_the_database_asks_for_the_two_itself(people: People, other: User, new_key: Any, rung: None) -> None:
    new_key()
    asked = agree(ask(people), other)
    for values in ({"number": 1, "request": asked}, {"number": 9, "request": asked}):
        with pytest.raises(Error, match="two people agree"), transaction.atomic():
            RetiredKey.objects.create(**values)
