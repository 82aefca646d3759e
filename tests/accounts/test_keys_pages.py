"""The commands that work on the keys, and the pages."""

from __future__ import annotations

import base64
import uuid
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from carisecure.access.models import KeyRequest
from carisecure.access.vault import keys
from carisecure.access.vault.key_models import KeyWork
from carisecure.accounts import key_work
from carisecure.accounts.models import User
from carisecure.embedded import database
from carisecure.jobs.running import Running
from tests.accounts.key_asking import agree, ask, key, left
from tests.cases.counting import queries_of
from tests.cases.ledger import lines
from tests.people import People, enter
from tests.roles import acting_as
from tests.signing_in import confirm


# --- By command ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "names",
    [("", ""), ("administrator", "administrator"), ("administrator", "supervisor"), ("administrator", "nobody")],
)
def test_a_command_needs_two_administrators(people: People, other: User, new_key: Any, names: tuple[str, str]) -> None:
    new_key()
    for command in ("rotate_wrapping_key", "rebuild_search_index"):
        with pytest.raises(CommandError, match="Two different active administrators"):
            call_command(command, asked_by=names[0], agreed_by=names[1])
    assert left() > 0
    assert not KeyRequest.objects.exists()


def test_a_command_writes_down_who(people: People, other: User, new_key: Any, client: Client) -> None:
    new_key()
    before = left()
    call_command("rotate_wrapping_key", asked_by="administrator", agreed_by="administrator2", verbosity=0)
    assert (left(), before > 0) == (0, True)
    done = lines(action="keys.done")[-1]
    assert (done.actor, done.purpose, done.detail["by_command"]) == (None, "maintenance", True)
    assert done.detail["asked_by"] == str(people.administrator.pk)
    assert done.detail["agreed_by"] == str(other.pk)
    client.force_login(people.administrator)
    assert "by a command on the server" in client.get(reverse("accounts:keys")).text


def test_the_command_uses_an_agreement_once(people: People, other: User) -> None:
    agree(ask(people, KeyWork.REINDEX), other)
    with acting_as(database.OWNER):
        call_command("rebuild_search_index", verbosity=0)
    done = lines(action="keys.done")[-1]
    assert (done.detail["asked_by"], done.detail["by_command"]) == (str(people.administrator.pk), False)
    with acting_as(database.OWNER), pytest.raises(CommandError):
        call_command("rebuild_search_index", verbosity=0)


# --- The pages -----------------------------------------------------------------------------------------------------
def test_the_page_shows_numbers_and_never_a_key(
    people: People, other: User, new_key: Any, client: Client, settings: Any
) -> None:
    new_key()
    client.force_login(people.administrator)
    page = client.get(reverse("accounts:keys")).text
    assert "Request rotation" in page
    assert people.administrator.full_name in page
    assert "Unwraps only" in page
    assert "None yet." in page
    for entry in settings.VAULT_KEYS.split(","):
        material = entry.partition(":")[2]
        assert material not in page
        assert base64.b64decode(material).hex() not in page


def test_asking_and_agreeing_by_the_pages(
    people: People, other: User, new_key: Any, client: Client, rung: None
) -> None:
    new_key()
    client.force_login(people.administrator)
    form = reverse("accounts:ask_key_work", args=["rotate"])
    sent = {**key(), "reason": "The safe was opened."}
    assert client.post(form, sent)["Location"] == "/confirm/", "a fresh factor of the one who asks"
    confirm(client)
    empty = client.post(form, {**key(), "reason": ""})
    assert empty.status_code == 422
    made = client.post(form, {**sent, **key()})["Location"]
    assert "another administrator must decide" in client.get(made).text
    second = Client()
    second.force_login(other)
    for name in ("keys", "person_list"):
        assert "Review and decide" in second.get(reverse(f"accounts:{name}")).text
    assert "Review and decide" not in client.get(reverse("accounts:person_list")).text
    assert "The safe was opened." in second.get(made).text
    assert second.post(made, {**key(), "decision": "yes"})["Location"] == "/confirm/", "and of the one who agrees"
    confirm(second)
    no = second.post(made, {**key(), "decision": "no"})
    assert (no.status_code, "Say why not" in no.text) == (422, True)
    assert second.post(made, {**key(), "decision": "yes"})["Location"] == made
    page = second.get(made)
    assert "In progress" in page.text
    assert 'hx-trigger="every 2s"' in page.text
    part = second.get(made, headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "In progress" in client.get(made).text, "the one who asked sees how far it is too"
    enter(other)
    asked = KeyRequest.objects.get()
    key_work.rotate(Running(uuid.uuid4(), by=other), str(asked.pk))
    assert second.get(made, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert "In progress" not in client.get(made).text


def test_an_unknown_kind_is_not_here(people: People, client: Client) -> None:
    client.force_login(people.administrator)
    assert client.get(reverse("accounts:ask_key_work", args=["melt"])).status_code == 404


def test_the_page_costs_the_same_for_more_keys(people: People, client: Client) -> None:
    client.force_login(people.administrator)
    _response, few = queries_of(client, reverse("accounts:keys"))
    for _one in range(20):
        keys.for_writing(uuid.uuid4())
    _response, many = queries_of(client, reverse("accounts:keys"))
    assert len(few) == len(many)
