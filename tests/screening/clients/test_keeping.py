"""A client of an agency: kept by it alone, written about, gone and back; names that nobody else reaches."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from carisecure.access.errors import NotPermitted, NotVisible, StaleRecord, TransitionRefused
from carisecure.access.vault.models import DataKey
from carisecure.days.known import KnownDay, Precision
from cases.people.models import PersonIdentity
from cases.record.models import Involvement, Person
from screening.clients.models import Client, ClientEvent, ClientGrant, ClientNote
from screening.clients.operations import erasing, identity, keeping
from screening.contact.operations import About
from tests.people import People, enter
from tests.roles import as_system, wall_down
from tests.screening.clients.made import make_client

pytestmark = pytest.mark.django_db


def standing(client: Client) -> list[str]:
    return list(ClientEvent.objects.filter(client=client).standing().values_list("event", flat=True))


def test_a_client_is_the_agencys_alone(people: People) -> None:
    client = make_client(people.caseworker)
    keeping.add_client_note(client=client, text="CANARY-NOTE", by=people.caseworker)
    person = client.involvement.person_id
    with as_system():
        assert set(ClientGrant.objects.filter(content_object=client).values_list("group_id", flat=True)) == {
            people.caseworker.agency.group_id
        }
    for other in people:
        enter(other)
        is_own = other == people.caseworker
        for rows in (
            Client.objects.all(), ClientNote.objects.all(), ClientEvent.objects.all(),
            Involvement.objects.filter(pk=client.involvement_id), Person.objects.filter(pk=person),
        ):  # fmt: skip
            assert rows.exists() is is_own, other.username
        assert Client.objects.visible_to(other, "screening.view_client").exists() is is_own
        with wall_down():  # the path alone holds as well
            assert Client.objects.visible_to(other, "screening.view_client").exists() is is_own
        if not is_own:
            with pytest.raises(NotVisible if other.role == "caseworker" else (NotVisible, NotPermitted)):
                keeping.add_client_note(client=client, text="no", by=other)


def test_a_label_is_needed_and_nothing_else(people: People) -> None:
    bare = make_client(people.caseworker, label=" Nena ", about=About())
    assert (bare.label, standing(bare)) == ("Nena", ["came"])
    for wrong, field in (
        ({"label": "  "}, "label"),
        ({"since": KnownDay(timezone.localdate() + timedelta(days=2))}, "since"),
        ({"about": About(age_from=30, age_to=20)}, "age_to"),
    ):
        with pytest.raises(ValidationError) as refused:
            make_client(people.caseworker, **wrong)
        assert list(refused.value.message_dict) == [field]
    assert Client.objects.count() == 1
    assert Person.objects.count() == 1
    with pytest.raises(NotPermitted):
        make_client(people.investigator)


def test_nobody_is_without_a_case_and_without_an_agency(people: People) -> None:
    client = make_client(people.caseworker)
    with (
        as_system(),
        pytest.raises(IntegrityError, match="involvement_in_a_case_or_with_an_agency"),
        transaction.atomic(),
    ):
        Involvement.objects.filter(pk=client.involvement_id).update(agency=None)


def test_what_is_known_grows_and_a_faster_writer_is_told(people: People) -> None:
    client = make_client(people.caseworker)
    with as_system():
        Person.objects.update(age_on=date(2025, 3, 3))
    enter(people.caseworker)
    values: dict[str, Any] = {
        "label": "Luz",
        "about": About(age_from=22, age_to=26, age_basis="said", gender="masculine"),
    }
    changed = keeping.update_client(client=client, version=client.version, by=people.caseworker, **values)
    person = Person.objects.get()
    assert (changed.label, person.gender, person.age_on) == ("Luz", "masculine", date(2025, 3, 3))
    with pytest.raises(StaleRecord):
        keeping.update_client(client=client, version=client.version, by=people.caseworker, **values)


def test_a_note_is_corrected_by_a_later_row(people: People) -> None:
    client = make_client(people.caseworker)
    first = keeping.add_client_note(client=client, text="She arrived with a cousin.", by=people.caseworker)
    second = keeping.correct_client_note(
        note=first, text="She arrived alone.", version=1, reason="Asked again", by=people.caseworker
    )
    assert [row.text for row in ClientNote.objects.standing()] == ["She arrived alone."]
    assert second.replaces == first
    assert ClientNote.objects.count() == 2
    with pytest.raises(StaleRecord):
        keeping.correct_client_note(note=first, text="No", version=1, reason="Late", by=people.caseworker)
    with as_system(), pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("delete from screening_clientnote")


def test_a_record_is_closed_with_a_reason_opened_again_and_corrected(people: People) -> None:
    by = people.caseworker
    client = make_client(by, since=KnownDay(date(2026, 3, 1), Precision.MONTH))
    with pytest.raises(ValidationError) as refused:
        keeping.client_left(client=client, reason="own_wish", on=KnownDay(date(2026, 2, 27)), by=by)
    assert list(refused.value.message_dict) == ["on"]
    with pytest.raises(ValidationError) as refused:
        keeping.client_left(client=client, reason="bored", by=by)
    assert list(refused.value.message_dict) == ["reason"]
    left = keeping.client_left(
        client=client, reason="own_wish", on=KnownDay(date(2026, 5, 4)), note="To her aunt", by=by
    )
    client.refresh_from_db()
    assert client.left_on == date(2026, 5, 4)
    with pytest.raises(TransitionRefused):
        keeping.client_left(client=client, reason="own_wish", by=by)
    values: dict[str, Any] = {"reason_left": "went_home", "note": "", "reason": "Wrong day", "by": by}
    keeping.correct_client_event(event=left, on=KnownDay(date(2026, 5, 6)), version=1, **values)
    client.refresh_from_db()
    assert client.left_on == date(2026, 5, 6)
    back = keeping.client_returned(client=client, on=KnownDay(date(2026, 6, 1)), by=by)
    with pytest.raises(ValidationError) as refused:
        keeping.correct_client_event(event=left, on=KnownDay(date(2026, 7, 1)), version=2, **values)
    assert list(refused.value.message_dict) == ["on"]
    client.refresh_from_db()
    assert Client.objects.get(left_on=None) == client
    assert standing(client) == ["came", "left", "returned"]
    with pytest.raises(ValidationError):  # it would leave a return from nowhere
        keeping.correct_client_event(event=left, on=KnownDay(date(2026, 5, 6)), version=2, is_retracted=True, **values)
    keeping.correct_client_event(
        event=back, on=KnownDay(date(2026, 6, 1)), reason_left="", note="", version=1, reason="Another person",
        is_retracted=True, by=by,
    )  # fmt: skip
    client.refresh_from_db()
    assert client.left_on == date(2026, 5, 6)
    assert standing(client) == ["came", "left"]


def test_the_latest_leaving_is_struck_out_and_put_back_whatever_was_corrected_before_it(people: People) -> None:
    by = people.caseworker
    client = make_client(by, since=KnownDay(date(2026, 3, 1)))
    left = keeping.client_left(client=client, reason="own_wish", on=KnownDay(date(2026, 5, 4)), by=by)
    came = ClientEvent.objects.get(event="came")
    values: dict[str, Any] = {"reason_left": "", "note": "", "reason": "Wrong", "by": by}
    keeping.correct_client_event(event=came, on=KnownDay(date(2026, 3, 2)), version=1, **values)
    values["reason_left"] = "own_wish"
    day = KnownDay(date(2026, 5, 4))
    keeping.correct_client_event(event=left, on=day, version=1, is_retracted=True, **values)
    client.refresh_from_db()
    assert client.left_on is None
    keeping.correct_client_event(event=left, on=day, version=2, **values)
    client.refresh_from_db()
    assert client.left_on == day.first
    keeping.correct_client_event(event=left, on=day, version=3, is_retracted=True, **values)
    keeping.client_left(client=client, reason="died", by=by)
    with pytest.raises(TransitionRefused, match="something else was entered"):
        keeping.correct_client_event(event=left, on=day, version=4, **values)
    assert sorted(standing(client)) == ["came", "left"]


def test_names_are_found_by_nobody_and_read_by_the_agency(people: People) -> None:
    by = people.caseworker
    client = make_client(by)
    add: dict[str, Any] = {"client": client, "by": by}
    name = identity.add_client_name(kind="name", value="Luz Marina Quintero", **add)
    identity.add_client_name(kind="phone", value="868-620-1234", safe_to_call="After nine", **add)
    identity.add_client_name(kind="birth_date", value="14/03/2001", known_from="said", age="gives_way", **add)
    with pytest.raises(ValidationError):
        identity.add_client_name(kind="birth_date", value="31/11/2001", known_from="said", **add)
    assert sorted(fact.value for fact in identity.facts_of(client, by)) == [
        "2001-03-14",
        "868-620-1234",
        "Luz Marina Quintero",
    ]
    assert set(identity.facts_of(client, by).values_list("exact_token", flat=True)) == {None}
    for other in people:
        enter(other)
        assert PersonIdentity.objects.exists() is (other == by), other.username
        with wall_down():
            assert PersonIdentity.objects.kept_for(other, "screening.client_names").exists() is (other == by)
            assert not PersonIdentity.objects.visible_to(other, "cases.view_names").exists()
    enter(by)
    struck = identity.mark_client_name_mistaken(client=client, identity=name, reason="Her cousin's", by=by)
    assert struck.mistaken_why == "Her cousin's"


def test_erasing_who_a_client_is_leaves_the_record(people: People) -> None:
    by = people.caseworker
    client = make_client(by)
    keeping.add_client_note(client=client, text="Slept well.", by=by)
    identity.add_client_name(client=client, kind="name", value="Luz Marina", by=by)
    with pytest.raises(TransitionRefused, match="Close the record first"):
        erasing.erase_client_identity(client=client, by=by)
    keeping.client_left(client=client, reason="went_home", by=by)
    erasing.erase_client_identity(client=client, by=by)
    assert [fact.value for fact in identity.facts_of(client, by)] == ["(erased)"]
    assert (ClientNote.objects.get().text, Client.objects.get().label) == ("Slept well.", "CANARY-CALLED Lucecita")
    with pytest.raises(TransitionRefused):
        identity.add_client_name(client=client, kind="name", value="Again", by=by)
    with pytest.raises(TransitionRefused):
        erasing.erase_client_identity(client=client, by=by)
    assert DataKey.objects.get(owner=client.identity_key).destroyed_at is not None
    assert DataKey.objects.get(owner=client.pk).destroyed_at is None
