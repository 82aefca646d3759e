"""A second factor lost at night: two people, one code, 15 minutes."""

from __future__ import annotations

import uuid
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from carisecure.access.errors import NotPermitted, NotVisible, TransitionRefused
from carisecure.accounts import enrolments
from carisecure.accounts.enrolments import ask_enrolment, confirm_enrolment
from carisecure.accounts.models import Enrolment, User
from tests.accounts.newcomers import added, let_in
from tests.accounts.test_second_factor import enrol_app
from tests.cases.ledger import lines
from tests.people import People, enter
from tests.roles import as_system
from tests.signing_in import PASSWORD, confirm, give_app, give_password


def asked(people: People, **changes: object) -> Enrolment:
    values = {"user": people.investigator, "second": people.colleague, "password_too": False, "by": people.supervisor}
    return ask_enrolment(**{**values, **changes})  # type: ignore[arg-type]


def test_the_old_factor_dies_and_the_code_enrols_a_new_one(people: People, client: Client) -> None:
    give_app(people.investigator)
    give_password(people.investigator)
    working = Client()
    working.force_login(people.investigator)
    code = confirm_enrolment(enrolment=asked(people), by=people.colleague)
    assert not Authenticator.objects.filter(user=people.investigator).exists()
    assert working.get("/cases/").status_code == 302
    sent = {"username": "investigator", "code": code.lower().replace("-", " "), "password": PASSWORD}
    assert client.post("/sign-in/with-code/", {**sent, "password": "wrong"}).status_code == 422
    assert client.post("/sign-in/with-code/", sent)["Location"] == "/sign-in/enrol/"
    assert enrol_app(client, people.investigator)["Location"] == "/security/recovery-codes/"
    assert client.get("/cases/").status_code == 200
    assert Client().post("/sign-in/with-code/", sent).status_code == 422, "once"
    issued = lines(action="enrolment.issued")[-1]
    assert issued.detail["asked_by"] == str(people.supervisor.pk)
    assert issued.detail["confirmed_by"] == str(people.colleague.pk)
    assert code not in str(list(Enrolment.objects.values()))


def test_fifteen_minutes(people: People, client: Client) -> None:
    give_password(people.investigator)
    code = confirm_enrolment(enrolment=asked(people), by=people.colleague)
    sent = {"username": "investigator", "code": code, "password": PASSWORD}
    with freeze_time(timezone.now() + timedelta(minutes=16), tick=True):
        assert client.post("/sign-in/with-code/", sent).status_code == 422
        late = asked(people)
    with freeze_time(timezone.now() + timedelta(minutes=32), tick=True), pytest.raises(TransitionRefused):
        confirm_enrolment(enrolment=late, by=people.colleague)


def test_a_forgotten_password_is_chosen_anew(people: People, client: Client) -> None:
    give_app(people.investigator)
    give_password(people.investigator)
    code = confirm_enrolment(enrolment=asked(people, password_too=True), by=people.colleague)
    sent = {"username": "investigator", "code": code}
    assert client.post("/sign-in/with-code/", {**sent, "password": "short"}).status_code == 422
    assert client.post("/sign-in/with-code/", {**sent, "password": "seven blue herons"})["Location"]
    assert User.objects.get(pk=people.investigator.pk).check_password("seven blue herons")


def test_three_different_people(people: People) -> None:
    for wrong in (
        {"user": people.supervisor},
        {"second": people.supervisor},
        {"second": people.investigator},
    ):
        with pytest.raises(ValidationError):
            asked(people, **wrong)
    with pytest.raises(NotPermitted):
        asked(people, by=people.colleague, second=people.supervisor)


def test_no_lost_factor_with_whom_one_added(people: People, other: User) -> None:
    give_app(people.investigator)
    puppet = let_in(added(people), people.supervisor)
    enter(people.administrator)
    with pytest.raises(ValidationError) as refused:
        ask_enrolment(user=people.investigator, second=puppet, password_too=True, by=people.administrator)
    assert set(refused.value.message_dict) == {"second"}
    assert puppet not in enrolments.may_second(people.administrator)
    asked = ask_enrolment(user=people.investigator, second=people.colleague, password_too=True, by=people.administrator)
    with as_system():
        User.objects.filter(pk=people.colleague.pk).update(added_by=people.administrator, released_by=other)
    by = User.objects.get(pk=people.colleague.pk)
    enter(by)
    with pytest.raises(TransitionRefused, match="added your account"):
        confirm_enrolment(enrolment=asked, by=by)


def test_a_supervisor_asks_for_their_own_agency(people: People, other_supervisor: User, client: Client) -> None:
    for wrong in (
        {"user": people.analyst},
        {"second": people.outsider},
        {"second": people.auditor},
    ):
        values: dict[str, Any] = {"user": people.investigator, "second": people.colleague, "password_too": False}
        enter(people.supervisor)
        with pytest.raises(ValidationError) as refused:
            ask_enrolment(**{**values, **wrong}, by=people.supervisor)
        assert set(refused.value.message_dict) == set(wrong)
    for second in (people.colleague, people.administrator):
        ask_enrolment(user=people.investigator, second=second, password_too=False, by=people.supervisor)
    client.force_login(people.supervisor)
    page = client.get(reverse("accounts:lost_factor")).text
    assert people.colleague.full_name in page
    assert people.administrator.full_name in page
    for stranger in (people.analyst, people.outsider, people.caseworker, other_supervisor):
        assert stranger.full_name not in page


def test_an_administrator_asks_for_everybody(people: People, other: User) -> None:
    enter(people.administrator)
    for user, second in ((people.analyst, other), (people.caseworker, other), (people.outsider, other)):
        ask_enrolment(user=user, second=second, password_too=False, by=people.administrator)
    with pytest.raises(ValidationError):
        ask_enrolment(user=people.analyst, second=people.colleague, password_too=False, by=people.administrator)


@pytest.mark.parametrize("wrong", ["one_person", "third_confirms", "for_oneself", "code_before_second"])
def test_the_database_itself_refuses(people: People, wrong: str) -> None:
    values: dict[str, object] = {
        "user": people.investigator, "asked_by": people.supervisor, "second": people.colleague
    }  # fmt: skip
    changes: dict[str, dict[str, object]] = {
        "one_person": {"second": people.supervisor},
        "third_confirms": {"confirmed_by": people.auditor, "confirmed_at": timezone.now()},
        "for_oneself": {"user": people.supervisor},
        "code_before_second": {"code": "x" * 64, "confirmed_at": timezone.now()},
    }
    values |= changes[wrong]
    with as_system(), pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.create(**values)


def test_only_the_named_one_confirms(people: People) -> None:
    enrolment = asked(people)
    for user in (people.supervisor, people.investigator, people.auditor):
        enter(user)
        with pytest.raises(NotVisible):
            confirm_enrolment(enrolment=enrolment, by=user)
    confirm_enrolment(enrolment=enrolment, by=people.colleague)
    with pytest.raises(TransitionRefused):
        confirm_enrolment(enrolment=enrolment, by=people.colleague)


def test_by_its_pages(people: People, client: Client) -> None:
    client.force_login(people.supervisor)
    confirm(client)
    sent = {
        "submission_key": str(uuid.uuid4()),
        "user": str(people.investigator.pk),
        "second": str(people.colleague.pk),
    }
    assert client.post(reverse("accounts:lost_factor"), {**sent, "by": str(people.auditor.pk)}).status_code == 302
    enrolment = Enrolment.objects.get()
    assert enrolment.asked_by == people.supervisor, "the actor comes from the session, never from the form"
    second = Client()
    second.force_login(people.colleague)
    confirm(second)
    assert "Review and decide" in second.get("/security/").text
    page = second.post(
        reverse("accounts:confirm_enrolment", args=[enrolment.pk]), {"submission_key": str(uuid.uuid4())}
    )
    assert "One-time code for" in page.text
    assert client.get(reverse("accounts:confirm_enrolment", args=[enrolment.pk])).status_code == 404


def test_a_fresh_factor_is_asked_of_both(people: People, client: Client) -> None:
    enrolment = asked(people)
    client.force_login(people.colleague)
    address = reverse("accounts:confirm_enrolment", args=[enrolment.pk])
    assert client.post(address, {"submission_key": str(uuid.uuid4())})["Location"] == "/confirm/"
    assert Enrolment.objects.get().confirmed_at is None


class TestFirstAdministrator:
    def test_a_code_and_a_chosen_password(self, db: None, client: Client, capsys: pytest.CaptureFixture[str]) -> None:
        call_command("install", "ada", "Ada Admin")
        said = capsys.readouterr().out
        code = said.split("#ada:")[1].split()[0]
        sent = {"username": "ada", "code": code, "password": "seven blue herons"}
        assert "/sign-in/with-code/" in said
        assert client.post("/sign-in/with-code/", sent)["Location"] == "/sign-in/enrol/"
        assert "Your role needs a security key" in client.get("/sign-in/enrol/").text
        call_command("install", "ada", "Ada Admin")
        assert client.post("/sign-in/enrol/", {"credential": "{}"}).status_code in (403, 422)
        assert client.post("/sign-in/with-code/", sent).status_code == 422, "the second code ends the first"

    def test_not_when_there_is_one(self, people: People) -> None:
        give_app(people.administrator)
        with pytest.raises(CommandError):
            call_command("install", "second", "Second Admin")
        with pytest.raises(CommandError):
            call_command("install", "investigator", "Ines")
        assert not User.objects.filter(username="second").exists()

    @pytest.mark.parametrize(("minutes", "is_good"), [(29, True), (31, False)])
    def test_the_link_is_good_for_thirty_minutes(self, minutes: int, is_good: bool, db: None) -> None:
        call_command("install", "ada", "Ada Admin", stdout=StringIO())
        leave = User.objects.get(username="ada").enrolments.get()
        assert leave.confirmed_at is not None
        assert leave.is_open(leave.confirmed_at + timedelta(minutes=minutes)) == is_good

    def test_an_installation_is_installed_once(self, db: None) -> None:
        call_command("install", "ada", "Ada Admin", stdout=StringIO())
        with pytest.raises(CommandError, match="There is an administrator already"):
            call_command("install", "bea", "Bea Admin")
        assert not User.objects.filter(username="bea").exists()
