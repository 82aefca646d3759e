"""Nobody is let in by one person alone, and nobody whom one person added is that person's second."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from carisecure.access.errors import NotPermitted, NotVisible, TransitionRefused
from carisecure.accounts import key_work, releases
from carisecure.accounts.models import Desk, User
from carisecure.accounts.operations import set_user_active
from tests.accounts.key_asking import ask
from tests.accounts.newcomers import added, let_in
from tests.cases.ledger import lines
from tests.people import People, enter
from tests.roles import as_system
from tests.signing_in import PASSWORD, confirm, give_password

WAITS = "Your account is waiting for a second person"


def sign_in(username: str = "nina") -> Any:
    return Client().post("/sign-in/", {"username": username, "password": PASSWORD})


def press(client: Client, person: User, decision: str = "yes") -> Any:
    sent = {"submission_key": str(uuid.uuid4()), "decision": decision}
    return client.post(reverse("accounts:let_in", args=[person.pk]), sent)


# --- Waiting ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ["investigator", "supervisor", "administrator", "caseworker"])
def test_the_first_password_opens_a_page_that_says_that_it_waits(people: People, role: str) -> None:
    person = added(people, role)
    client = Client()
    answer = client.post("/sign-in/", {"username": "nina", "password": PASSWORD})
    assert answer.status_code == 403
    assert WAITS in answer.text
    for page in ("/sign-in/enrol/", "/sign-in/factor/", "/security/", "/"):
        assert client.get(page)["Location"].startswith("/sign-in/")
    client.force_login(person)
    assert client.get("/security/")["Location"].startswith("/sign-in/"), "not even a session that somehow began"
    assert not Desk.objects.exclude(user=person).exists()
    assert person.active_groups() == []
    assert lines(action="sign_in.waits")[0].object_id == str(person.pk)


def test_a_wrong_password_says_nothing_about_waiting(people: People) -> None:
    added(people)
    answer = Client().post("/sign-in/", {"username": "nina", "password": "wrong"})
    assert (answer.status_code, WAITS in answer.text) == (422, False)


def test_a_second_person_lets_them_in(people: People, other: User) -> None:
    for number, second in enumerate((other, people.supervisor)):
        person = added(people, name=f"nina{number}")
        done = let_in(person, second)
        assert (done.is_active, done.added_by, done.released_by) == (True, people.administrator, second)
        assert sign_in(f"nina{number}")["Location"] == "/sign-in/enrol/"
        line = lines(action="person.let_in")[-1]
        assert (line.actor, line.detail["added_by"]) == (second.pk, str(people.administrator.pk))


def test_no_switches_it_off(people: People) -> None:
    person = added(people)
    enter(people.supervisor)
    releases.keep_out(user=person, by=people.supervisor)
    kept = User.objects.get(pk=person.pk)
    assert (kept.is_active, kept.waits_since) == (False, None)
    assert sign_in().status_code == 422
    assert lines(action="person.kept_out")[-1].actor == people.supervisor.pk
    for again in (releases.let_in, releases.keep_out):
        with pytest.raises(TransitionRefused, match="Already decided"):
            again(user=person, by=people.supervisor)


def test_switched_on_again_is_as_new(people: People, other: User) -> None:
    enter(people.administrator)
    set_user_active(user=people.colleague, active=False, by=people.administrator)
    set_user_active(user=people.colleague, active=True, by=people.administrator)
    with pytest.raises(TransitionRefused, match="Already waiting"):
        set_user_active(user=people.colleague, active=True, by=other)
    give_password(User.objects.get(pk=people.colleague.pk))
    assert WAITS in sign_in("colleague").text
    with pytest.raises(TransitionRefused):
        let_in(people.colleague, people.administrator)
    let_in(people.colleague, people.supervisor)
    assert sign_in("colleague").status_code == 302


def test_switching_on_never_washes_off_who_knows_the_first_password(people: People, other: User) -> None:
    person = let_in(added(people, "administrator"), other)
    for enrolled_at, adder in ((None, people.administrator), (person.added_at, other)):
        with as_system():
            User.objects.filter(pk=person.pk).update(enrolled_at=enrolled_at)
        enter(other)
        set_user_active(user=person, active=False, by=other)
        assert set_user_active(user=person, active=True, by=other).added_by == adder


def test_what_waits_can_be_taken_back(people: People, client: Client) -> None:
    person = added(people)
    client.force_login(people.administrator)
    address = reverse("accounts:switch_person", args=[person.pk])
    assert "Switch off Nina New" in client.get(address).text
    client.post(address, {"submission_key": str(uuid.uuid4())})
    assert User.objects.get(pk=person.pk).waits_since is None


# --- Who may not -----------------------------------------------------------------------------------------------------
def test_whoever_added_them_does_not_decide(people: People) -> None:
    person = added(people)
    enter(people.administrator)
    for decide in (releases.let_in, releases.keep_out):
        with pytest.raises(TransitionRefused, match="Somebody else must decide"):
            decide(user=person, by=people.administrator)
    assert not User.objects.get(pk=person.pk).is_active


def test_whom_they_added_does_not_decide_for_them(people: People, other: User) -> None:
    """One puppet, let in by an honest colleague, lets in no other."""
    puppet = let_in(added(people, "administrator", name="puppet"), other)
    person = added(people)
    with pytest.raises(TransitionRefused, match="Somebody else must decide"):
        let_in(person, puppet)
    assert releases.waiting_for(puppet) == []


def test_nobody_else_decides(people: People, other_supervisor: User) -> None:
    person = added(people)
    for user in people:
        if user.role not in ("supervisor", "administrator"):
            enter(user)
            with pytest.raises(NotPermitted):
                releases.let_in(user=person, by=user)
    with pytest.raises(NotVisible):
        let_in(person, other_supervisor)
    assert releases.waiting_for(other_supervisor) == releases.waiting_for(people.colleague) == []


@pytest.mark.parametrize(
    "change",
    [
        {"is_active": True, "waits_since": None},
        {"is_active": True},
        {"is_active": True, "waits_since": None, "released_by": "adder"},
        {"is_active": True, "waits_since": None, "released_by": "self"},
        {"added_by": None},
    ],
)
def test_the_database_itself_refuses(people: People, change: dict[str, Any]) -> None:
    person = added(people)
    who = {"adder": people.administrator, "self": person}
    with as_system(), pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=person.pk).update(**{name: who.get(value, value) for name, value in change.items()})


# --- By its pages ----------------------------------------------------------------------------------------------------
def test_by_its_pages(people: People, client: Client) -> None:
    person = added(people)
    client.force_login(people.supervisor)
    assert "Nina New was added by Ada Administrator as Investigator" in client.get(reverse("cases:unit")).text
    assert "is this a colleague?" in client.get(reverse("cases:unit_people")).text
    address = reverse("accounts:let_in", args=[person.pk])
    assert "Yes, approve the account" in client.get(address).text
    assert press(client, person)["Location"] == "/confirm/", "a fresh factor is asked for"
    assert User.objects.get(pk=person.pk).waits_since is not None
    confirm(client)
    assert press(client, person, "perhaps").status_code == 422
    assert press(client, person)["Location"] == reverse("cases:unit")
    assert User.objects.get(pk=person.pk).released_by == people.supervisor
    assert "is this a colleague?" not in client.get(reverse("cases:unit")).text
    assert "None." in client.get(reverse("cases:unit_people")).text
    page = client.get(address).text
    assert "Already decided" in page
    assert "Yes, approve the account" not in page


def test_the_adder_sees_that_it_waits_and_the_other_administrator_is_asked(
    people: People, other: User, client: Client
) -> None:
    person = added(people, "caseworker")
    client.force_login(people.administrator)
    page = client.get(reverse("accounts:person_list")).text
    assert "Waiting for approval" in page
    assert "is this a colleague?" not in page
    assert "Somebody else must decide" in client.get(reverse("accounts:let_in", args=[person.pk])).text
    confirm(client)
    assert press(client, person).status_code == 422
    client.force_login(other)
    assert "is this a colleague?" in client.get(reverse("accounts:person_list")).text
    confirm(client)
    assert press(client, person, "no")["Location"] == reverse("accounts:person_list")
    assert User.objects.get(pk=person.pk).waits_since is None


# --- By a command ----------------------------------------------------------------------------------------------------
def test_a_command_lets_in_and_says_so(people: People, capsys: pytest.CaptureFixture[str]) -> None:
    person = added(people, "administrator")
    call_command("release_person", "nina")
    assert "nina may sign in." in capsys.readouterr().out
    done = User.objects.get(pk=person.pk)
    assert (done.is_active, done.added_by, done.released_by) == (True, None, None)
    line = lines(action="person.let_in")[-1]
    assert (line.actor, line.purpose, line.detail["by_command"]) == (None, "maintenance", True)
    assert line.detail["added_by"] == str(people.administrator.pk)
    assert key_work.other_keepers(people.administrator) == [done]
    for name in ("nina", "nobody", "investigator"):
        with pytest.raises(CommandError):
            call_command("release_person", name)


def test_whom_the_house_itself_made_waits_for_nobody(people: People) -> None:
    assert all(person.is_active and person.added_by is None for person in people)


# --- What takes two --------------------------------------------------------------------------------------------------
def test_no_key_work_with_whom_one_added(people: People, other: User, new_key: Any, client: Client) -> None:
    puppet = let_in(added(people, "administrator"), other)
    new_key()
    assert key_work.other_keepers(people.administrator) == [other]
    asked = ask(people)
    assert key_work.waiting_for(puppet) == []
    assert not key_work.may_decide(puppet, asked)
    for decide in (key_work.approve, key_work.refuse):
        enter(puppet)
        with pytest.raises(TransitionRefused, match="added your account"):
            decide(request=asked, by=puppet, answer="Yes.")
    client.force_login(puppet)
    assert "the person asking added your account" in client.get(reverse("accounts:key_work", args=[asked.pk])).text


def test_no_key_work_where_the_only_other_was_added_by_the_asker(people: People, other: User, new_key: Any) -> None:
    puppet = let_in(added(people, "administrator"), other)
    assert puppet.is_active
    with as_system():
        User.objects.filter(pk=other.pk).update(is_active=False)
    new_key()
    with pytest.raises(TransitionRefused, match="No second administrator"):
        ask(people)
