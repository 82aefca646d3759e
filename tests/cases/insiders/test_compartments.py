"""Sealed, restricted, excluded: who is let in, who never is, and the way back."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from carisecure.access.delegation import private_group
from carisecure.access.errors import NotVisible, TransitionRefused
from carisecure.access.grants import grant
from carisecure.access.models import PERMISSIONS
from carisecure.access.path import anchor_model
from cases.course.operations import take_case
from cases.insiders.models import READMIT, UNSEAL
from cases.insiders.operations import compartments as operations
from cases.insiders.operations.sharing import restrict_case
from cases.material.models import Note
from cases.material.operations import add_note
from cases.people.models import PersonIdentity
from cases.people.operations import PersonEntry, update_person
from cases.record.models import Case, Involvement, Person
from cases.two_people import operations as approvals
from tests.access.test_walls import WALLED
from tests.cases.trust import sealed_case, second_supervisor
from tests.factories import first_person, make_case, make_person
from tests.people import People, enter
from tests.roles import as_system


def seen_by(people: People, case: Case) -> set[str]:
    found = set()
    for key, user in people.items():
        enter(user)
        if Case.objects.filter(pk=case.pk).exists() or Involvement.objects.filter(case_id=case.pk).exists():
            found.add(key)
    return found


def test_an_official_seals_it_for_its_maker_alone(people: People) -> None:
    case = sealed_case(people)
    assert case.compartment == "sealed"
    assert seen_by(people, case) == {"investigator"}


def test_an_official_who_turns_up_later_seals_it_at_once(people: People) -> None:
    case = make_case(people.investigator)
    make_person(case, people.colleague, role="suspect", is_official=True)
    assert seen_by(people, case) == {"colleague"}
    other = make_case(people.investigator)
    person = first_person(other)
    entry = PersonEntry(role="suspect", is_official=True)
    update_person(involvement=person, entry=entry, version=person.person.version, by=people.investigator)
    assert seen_by(people, other) == {"investigator"}


def test_the_maker_names_who_works_on_it(people: People) -> None:
    case = sealed_case(people)
    operations.let_in(case=case, person=people.colleague, by=people.investigator)
    assert seen_by(people, case) == {"investigator", "colleague"}
    enter(people.colleague)
    add_note(case=case, text="I am in.", by=people.colleague)
    with pytest.raises(ValidationError):
        operations.let_in(case=case, person=people.outsider, by=people.colleague)
    enter(people.investigator)
    operations.put_out(case=case, person=people.colleague, by=people.investigator)
    assert seen_by(people, case) == {"investigator"}


def test_whoever_led_a_case_that_is_sealed_leads_it_no_more(people: People) -> None:
    case = take_case(case=make_case(people.investigator), by=people.investigator)
    enter(people.colleague)
    sealed = operations.seal_case(case=case, people=[], by=people.colleague)
    assert sealed.lead_officer == people.colleague
    assert seen_by(people, case) == {"colleague"}


def test_an_exclusion_beats_every_grant(people: People) -> None:
    case = make_case(people.investigator, people=(PersonEntry(name="Ana Demo"),))
    note = add_note(case=case, text="x", by=people.investigator)
    operations.exclude_person(case=case, who=people.supervisor, by=people.investigator)
    with as_system():
        for anchor in (case, first_person(case)):
            for group in (people.supervisor.personal_group_id, private_group(people.supervisor)):
                grant(on=anchor, to=group, permissions=PERMISSIONS, purpose="by mistake", by=people.investigator)
    enter(people.supervisor)
    for model in (Case, Involvement, Note, Person, PersonIdentity):
        assert not model.objects.exists(), model
    with as_system():
        with pytest.raises(NotVisible):
            add_note(case=case, text="y", by=people.supervisor)
        assert list(Note.objects.filter(case=case)) == [note]
    assert seen_by(people, case) == {"investigator", "colleague"}


def test_every_row_of_the_case_carries_it_and_new_rows_too(people: People) -> None:
    case = make_case(people.investigator, people=(PersonEntry(name="Ana Demo"),))
    add_note(case=case, text="before", by=people.investigator)
    operations.exclude_person(case=case, who=people.supervisor, by=people.investigator)
    add_note(case=case, text="after", by=people.investigator)
    later = make_person(case, people.investigator, name="Later Demo")
    group = private_group(people.supervisor)
    with as_system():
        assert {tuple(n.excluded_groups) for n in Note.objects.filter(case=case)} == {(group,)}
        for row in (*Involvement.objects.filter(case=case), later.person, *PersonIdentity.objects.all()):
            row.refresh_from_db()
            assert row.excluded_groups == [group], row
        approval_free = Case.objects.get(pk=case.pk)
    assert approval_free.excluded_groups == [group]


def test_a_person_of_two_cases_is_closed_to_whom_both_exclude(people: People) -> None:
    case = make_case(people.investigator)
    other = make_case(people.investigator)
    person = first_person(case).person
    with as_system():
        Involvement.objects.filter(case=other).update(person=person)
        second = Involvement.objects.get(case=other)
        unit = people.supervisor.agency.group_id
        grant(on=second, to=unit, permissions=PERMISSIONS, purpose="x", by=people.supervisor)
    enter(people.investigator)
    operations.exclude_person(case=case, who=people.supervisor, by=people.investigator)
    with as_system():
        person.refresh_from_db()
    assert person.excluded_groups == []
    operations.exclude_person(case=other, who=people.supervisor, by=people.investigator)
    with as_system():
        person.refresh_from_db()
    assert person.excluded_groups == [private_group(people.supervisor)]


def test_every_walled_table_follows_an_anchor() -> None:
    anchors = {model._meta.db_table for model in WALLED if anchor_model(model) is model}
    with connection.cursor() as cursor, as_system():
        cursor.execute("select child from carisecure.walled_table")
        following = {row[0] for row in cursor.fetchall()}
    assert {model._meta.db_table for model in WALLED} - following - anchors == set()
    assert {"cases_involvement", "prosecutions_prosecution"} <= following


test_every_walled_table_follows_an_anchor = pytest.mark.django_db(test_every_walled_table_follows_an_anchor)


def test_nobody_shuts_themselves_out_and_an_exclusion_is_one(people: People) -> None:
    case = make_case(people.investigator)
    with pytest.raises(ValidationError):
        operations.exclude_person(case=case, who=people.investigator, by=people.investigator)
    operations.exclude_person(case=case, who=people.supervisor, by=people.investigator)
    with pytest.raises(TransitionRefused):
        operations.exclude_person(case=case, who=people.supervisor, by=people.investigator)
    with pytest.raises(ValidationError):
        operations.seal_case(case=case, people=[people.supervisor], by=people.investigator)


def test_unsealing_takes_two(people: People) -> None:
    case = sealed_case(people)
    with pytest.raises(TransitionRefused):
        restrict_case(case=case, people=[people.colleague], by=people.investigator)
    asked = approvals.request(UNSEAL, case, "He is cleared.", people.investigator, params={"to": "agency"})
    assert asked.asked_of is None, "nobody else is inside"
    with pytest.raises(TransitionRefused):
        approvals.approve(asked, people.investigator)
    operations.let_in(case=case, person=people.colleague, by=people.investigator)
    enter(people.supervisor)
    with pytest.raises(NotVisible):
        approvals.approve(asked, people.supervisor)
    enter(people.colleague)
    approvals.approve(asked, people.colleague)
    assert seen_by(people, case) == {"investigator", "colleague", "supervisor"}


def test_an_exclusion_ends_with_two(people: People) -> None:
    case = make_case(people.investigator)
    zoe = second_supervisor(people)
    operations.exclude_person(case=case, who=people.supervisor, by=people.investigator)
    asked = approvals.request(READMIT, case, "A mistake.", people.investigator, subject=people.supervisor.pk)
    enter(zoe)
    approvals.approve(asked, zoe)
    assert "supervisor" in seen_by(people, case)


def test_the_page_of_who_may_be_let_in(people: People, client: Client) -> None:
    case = sealed_case(people)
    client.force_login(people.investigator)
    text = client.get(reverse("cases:access", args=[case.pk])).text
    assert "Only you have access to this case" in text
    for name in ("seal", "let_in", "put_out", "exclude", "open_wider", "readmit"):
        assert client.get(reverse(f"cases:{name}", args=[case.pk])).status_code == 200, name
    with transaction.atomic():
        enter(people.investigator)
        operations.let_in(case=case, person=people.colleague, by=people.investigator)
        operations.exclude_person(case=case, who=people.supervisor, by=people.investigator)
    text = client.get(reverse("cases:access", args=[case.pk])).text
    assert "Colin Colleague" in text
    assert "Sara Supervisor" in text
    client.force_login(people.supervisor)
    assert client.get(reverse("cases:access", args=[case.pk])).status_code == 404
