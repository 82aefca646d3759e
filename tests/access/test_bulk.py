"""Many rows at once are the same rows: sealed under their own keys, given to the same groups, or not there at all."""

from __future__ import annotations

import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from carisecure.access import bulk
from carisecure.access.models import PERMISSIONS
from carisecure.access.vault import keys
from carisecure.access.vault.models import DataKey
from cases.material.models import Note
from cases.record.models import Case, CaseGrant, Involvement, InvolvementGrant
from tests.factories import make_case
from tests.people import People, enter

pytestmark = pytest.mark.django_db


def notes(cases: list[Case], by: People) -> list[Note]:
    return [Note(case=case, recorded_by=by.investigator, text=f"Seen near {case.reference}") for case in cases]


def test_each_text_opens_under_the_key_of_its_own_case(people: People) -> None:
    cases = [make_case(people.investigator) for _ in range(3)]
    enter(people.investigator)
    with keys.held([case.pk for case in cases]) as made:
        assert bulk.insert(notes(cases, people)) == 3
    assert made == 3
    for case in cases:
        note = Note.objects.get(case=case)
        assert note.text == f"Seen near {case.reference}"
        assert DataKey.objects.filter(owner=case.pk).count() == 1


def test_keys_that_are_missing_are_made_once_and_counted(people: People) -> None:
    enter(people.investigator)
    owners = [uuid.uuid4(), uuid.uuid4()]
    with keys.held(owners) as made:
        first = [keys.for_writing(owner) for owner in owners]
    with keys.held(owners) as again:
        assert [keys.for_writing(owner) for owner in owners] == first
    assert (made, again, DataKey.objects.filter(owner__in=owners).count()) == (2, 0, 2)


def test_the_queries_do_not_grow_with_the_rows(people: People) -> None:
    cases = [make_case(people.investigator) for _ in range(8)]
    enter(people.investigator)

    def cost(some: list[Case]) -> int:
        with CaptureQueriesContext(connection) as caught:
            bulk.insert(notes(some, people))
        return len(caught)

    assert cost(cases[:2]) == cost(cases[2:])


def test_a_destroyed_key_is_not_made_again(people: People) -> None:
    case = make_case(people.investigator)
    enter(people.investigator)
    bulk.insert(notes([case], people))
    keys.destroy(case.pk)
    with pytest.raises(keys.Destroyed):
        bulk.insert(notes([case], people))


def test_a_key_held_for_writing_is_held_no_longer(people: People) -> None:
    case = make_case(people.investigator)
    enter(people.investigator)
    owner = uuid.uuid4()
    with pytest.raises(IntegrityError), transaction.atomic(), keys.held([owner]):
        raise IntegrityError  # whatever becomes of the rows: the key goes with them
    assert not DataKey.objects.filter(owner=owner).exists()
    assert keys.for_writing(owner)[0] == DataKey.objects.get(owner=owner).pk
    assert case.pk not in (keys._held.get() or {})


def test_grants_follow_their_source_with_purpose_and_end(people: People) -> None:
    case = make_case(people.investigator)
    enter(people.investigator)
    child = uuid.uuid4()

    def held(model: type, key: uuid.UUID) -> set[tuple[int, str]]:
        rows = model.objects.filter(content_object_id=key)  # type: ignore[attr-defined]
        return {(row.group_id, row.permission.codename.rsplit("_", 1)[0]) for row in rows}

    with transaction.atomic():
        bulk.copy_grants_many(Case, Involvement, [(case.pk, child)], purpose="own case", by=people.investigator)
        assert held(InvolvementGrant, child) == held(CaseGrant, case.pk) != set()
        transaction.set_rollback(True)  # nobody is there to be granted


def test_a_permission_that_there_is_not_is_given_to_nobody(people: People) -> None:
    enter(people.investigator)
    with pytest.raises(LookupError):
        bulk.grant_many(Case, [(uuid.uuid4(), 1)], permissions=("own",), purpose="x", by=people.investigator)


def test_a_reference_that_is_taken_is_made_anew(people: People) -> None:
    taken = make_case(people.investigator).reference
    enter(people.investigator)
    given = iter([taken, "TT-NEW0-0001"])
    case = Case(
        agency=people.investigator.agency, country="TT", opened_by=people.investigator,
        opened_at="2020-01-01T00:00Z", last_moved_at="2020-01-01T00:00Z",
    )  # fmt: skip
    group = people.investigator.agency.group_id
    bulk.grant_many(Case, [(case.pk, group)], permissions=PERMISSIONS, purpose="x", by=people.investigator)
    bulk.insert_named([case], lambda row: setattr(row, "reference", next(given)))
    assert Case.objects.get(pk=case.pk).reference == "TT-NEW0-0001"
