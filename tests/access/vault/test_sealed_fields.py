"""Texts and identities in the database: ciphertext there, text on the page, bound to their row."""

from __future__ import annotations

import base64
import uuid
from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from carisecure.access.vault import keys
from carisecure.access.vault.keyring import CannotOpen
from carisecure.access.vault.models import DataKey
from carisecure.access.vault.rotation import rewrap_all
from cases.material.models import Note
from cases.people.models import PersonIdentity
from cases.record.models import Case, Person
from tests.people import People
from tests.roles import as_system

pytestmark = pytest.mark.django_db


def new_case(people: People, summary: str = "") -> Case:
    return Case.objects.create(
        reference=uuid.uuid4().hex[:12], agency=people.investigator.agency, country="TT", summary=summary,
        opened_at=timezone.now(), opened_by=people.investigator, last_moved_at=timezone.now(),
    )  # fmt: skip


def stored(table: str, column: str, pk: uuid.UUID) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(f"select {column} from {table} where id = %s", [pk])
        return bytes(cursor.fetchone()[0])


def test_the_database_holds_no_word_of_it(people: People) -> None:
    with as_system():
        case = new_case(people, "She was brought from the port by night")
        note = Note.objects.create(case=case, recorded_by=people.investigator, text="Ask Rosalinda at the bar")
        assert b"Rosalinda" not in stored("cases_note", "text", note.pk)
        assert b"port" not in stored("cases_case", "summary", case.pk)
        assert Note.objects.get(pk=note.pk).text == "Ask Rosalinda at the bar"
        assert Case.objects.get(pk=case.pk).summary == "She was brought from the port by night"


def test_one_key_for_one_case(people: People) -> None:
    with as_system():
        case = new_case(people, "one")
        for _ in range(3):
            Note.objects.create(case=case, recorded_by=people.investigator, text="x")
        assert DataKey.objects.filter(owner=case.pk).count() == 1


def test_a_list_reads_its_keys_with_one_query(people: People) -> None:
    with as_system():
        for n in range(12):
            new_case(people, f"case {n}")
        keys.forget()
        with CaptureQueriesContext(connection) as queries:
            texts = [case.summary for case in Case.objects.all()]
    assert len(texts) == 12
    assert len(queries) == 2


def test_a_ciphertext_moved_to_another_row_does_not_open(people: People) -> None:
    with as_system():
        person, other = Person.objects.create(), Person.objects.create()
        hers = PersonIdentity.objects.create(person=person, kind="name", value="Hers")
        his = PersonIdentity.objects.create(person=other, kind="name", value="His")
        with connection.cursor() as cursor:
            cursor.execute(
                "update cases_personidentity set value = (select value from cases_personidentity where id = %s) "
                "where id = %s",
                [hers.pk, his.pk],
            )
        with pytest.raises(CannotOpen):
            _ = PersonIdentity.objects.get(pk=his.pk).value


def test_saving_what_was_not_read_leaves_the_bytes_alone(people: People) -> None:
    with as_system():
        case = new_case(people, "untouched")
        before = stored("cases_case", "summary", case.pk)
        again = Case.objects.get(pk=case.pk)
        again.stage = "under_investigation"
        again.save()
        assert stored("cases_case", "summary", case.pk) == before
        again.summary = "changed"
        again.save(update_fields=["summary"])
        assert Case.objects.get(pk=case.pk).summary == "changed"


def test_a_query_cannot_compare_search_or_update_it(people: People) -> None:
    with as_system():
        new_case(people, "a")
        with pytest.raises(FieldError):
            list(Case.objects.filter(summary="a"))
        with pytest.raises(FieldError):
            Case.objects.update(summary="b")


def test_destroying_the_key_erases_the_person_and_nobody_else(people: People) -> None:
    with as_system():
        person, other = Person.objects.create(), Person.objects.create()
        hers = PersonIdentity.objects.create(person=person, kind="name", value="Hers")
        his = PersonIdentity.objects.create(person=other, kind="name", value="His")
        assert keys.destroy(person.pk)
        assert not keys.destroy(person.pk)
        assert PersonIdentity.objects.get(pk=hers.pk).value == "(erased)"
        assert PersonIdentity.objects.get(pk=his.pk).value == "His"
        with pytest.raises(keys.Destroyed):
            PersonIdentity.objects.create(person=person, kind="alias", value="again")


def test_rotation_rewraps_and_reads_go_on(people: People, settings: Any) -> None:
    with as_system():
        case = new_case(people, "kept")
        new = base64.b64encode(bytes(range(32))).decode()
        settings.VAULT_KEYS = f"{settings.VAULT_KEYS},2:{new}"
        assert Case.objects.get(pk=case.pk).summary == "kept"
        rewrap_all()
        assert set(DataKey.objects.values_list("wrapped_by", flat=True)) == {2}
        settings.VAULT_KEYS = f"2:{new}"
        keys.forget()
        assert Case.objects.get(pk=case.pk).summary == "kept"


def test_a_wrong_wrapping_key_opens_nothing(people: People, settings: Any) -> None:
    with as_system():
        case = new_case(people, "kept")
        keys.forget()
        settings.VAULT_KEYS = "1:" + base64.b64encode(bytes(32)).decode()
        with pytest.raises(CannotOpen):
            _ = Case.objects.get(pk=case.pk).summary


def test_the_sealed_bytes_never_print_themselves(people: People) -> None:
    with as_system():
        case = new_case(people, "x" * 50)
        raw = Case.objects.values_list("summary", flat=True).get(pk=case.pk)
    assert f"{raw}" == "(sealed)"
    assert repr(raw) == "(sealed)"
