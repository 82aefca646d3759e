"""Erasing one of two linked people: that one whole, the other not at all, and of the link nothing but a number."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from carisecure.access.errors import TransitionRefused
from carisecure.access.vault import keys
from carisecure.access.vault.models import DataKey
from cases.course.operations import close_case
from cases.dossier.document import CODES, document_of
from cases.keeping.models import ERASE
from cases.keeping.operations.disposing import ask_for_disposal, dispose_case
from cases.keeping.operations.erasing import erase_identity
from cases.keeping.operations.holding import place_hold
from cases.people.models import IdentityKind, PersonIdentity
from cases.record.models import Involvement
from cases.same_human.models import SamePerson
from cases.same_human.operations import end, say
from cases.same_human.queries import SameHuman, same_human
from cases.two_people import operations as approvals
from tests.cases.same_human.said import WHY, as_one, case_of, link, numbers, of, person, reference_of
from tests.cases.trust import agreed
from tests.people import People, enter
from tests.roles import as_system

pytestmark = pytest.mark.django_db


def erase(involvement: Involvement, people: People) -> None:
    enter(people.investigator)
    agreed(approvals.request(ERASE, involvement.person, "She asks for it.", people.investigator), people)
    erase_identity(person=involvement.person, by=people.investigator)


def test_one_is_erased_whole_and_the_other_left(people: People) -> None:
    by = people.investigator
    rosa, same, third, not_her = (person(by, name=f"{name} Demo") for name in ("Rosa", "Rosita", "Rosalia", "Ana"))
    made, other = link(rosa, same, by), link(same, third, by)
    denied = link(rosa, not_her, by, kind="not_same")
    erase(rosa, people)
    assert [fact.value for fact in PersonIdentity.objects.filter(person=rosa.person)] == ["(erased)"]
    assert [fact.value for fact in PersonIdentity.objects.filter(person=same.person)] == ["Rosita Demo"]
    assert same_human(by, rosa) == SameHuman()
    assert of(same_human(by, same).same) == [third.person_id]
    assert not SamePerson.objects.filter(pk__in=[made.pk, denied.pk]).exists()
    with as_system():
        for gone in SamePerson.objects.filter(pk__in=[made.pk, denied.pk]):
            assert (gone.first_id, gone.second_id, gone.reason) == (None, None, "(erased)")
        live = set(DataKey.objects.filter(destroyed_at=None).values_list("owner", flat=True))
    assert {made.pk, denied.pk, rosa.person_id} & live == set()
    assert {other.pk, same.person_id, third.person_id, not_her.person_id} <= live
    assert as_one(rosa, same, third), "the number stays: figures count one human"
    end(link=other, reason="Two sisters.", by=by)
    assert as_one(rosa, same)
    assert not as_one(rosa, third)
    assert numbers().keys() == {rosa.person_id, same.person_id}
    with pytest.raises(TransitionRefused, match="was erased"):
        say(kind="same", involvement=rosa, other=third, reason=WHY, by=by)
    first, second = sorted((rosa.person_id, third.person_id))
    with pytest.raises(IntegrityError, match="not erased"), transaction.atomic():
        SamePerson.objects.create(first_id=first, second_id=second, kind="same", reason=WHY, made_by=by)


def test_a_chain_whose_middle_is_erased_is_one_human_and_shows_none(people: People) -> None:
    by = people.investigator
    a, middle, c = (person(by, name=f"{name} Demo") for name in ("Ana", "Anita", "Anabel"))
    link(a, middle, by)
    link(middle, c, by)
    erase(middle, people)
    assert same_human(by, a) == same_human(by, c) == SameHuman()
    assert as_one(a, middle, c)
    erase(a, people)
    assert as_one(a, middle, c)


def test_a_hold_keeps_the_link_with_the_name(people: People) -> None:
    by = people.investigator
    one, two = person(by, name="Rosa Demo"), person(by, name="Rosita Demo")
    made = link(one, two, by)
    place_hold(case=case_of(one), ground="inquiry", reason="A question of the court.", by=by)
    with pytest.raises(TransitionRefused, match="hold"):
        erase(one, people)
    assert SamePerson.objects.get(pk=made.pk).reason == WHY
    erase(two, people)  # nothing holds the other one, and the link goes with either
    assert not SamePerson.objects.filter(pk=made.pk).exists()
    assert [fact.value for fact in PersonIdentity.objects.filter(person=one.person)] == ["Rosa Demo"]


def test_disposal_takes_the_links_of_who_is_in_no_other_case(people: People) -> None:
    """Also of somebody of whom no name was ever known: there is no key to destroy, and the link dies all the same."""
    by = people.investigator
    nameless, other = person(by), person(by, name="Rosa Demo")
    made = link(nameless, other, by)
    case = close_case(case=case_of(nameless), reason="untraceable", note="Nobody came back.", by=by)
    asked = ask_for_disposal(case=case, ground="court_order", reason="Order 12 of 2026", by=by)
    agreed(asked, people)
    dispose_case(case=case, reference=case.reference, by=by)
    assert same_human(by, other) == SameHuman()
    with as_system():
        assert SamePerson.objects.get(pk=made.pk).reason == "(erased)"
    with pytest.raises(keys.Destroyed):
        keys.existing(made.pk)
    assert as_one(nameless, other)


def test_no_document_of_the_case_carries_it(people: People) -> None:
    """Neither the sheets for the DPP nor a copy with names: a link is about another case too."""
    by = people.investigator
    one, two = person(by, name="Rosa Demo"), person(by, name="Rosita Demo")
    link(one, two, by)
    document = document_of(by, case_of(one), sections=CODES, names=IdentityKind.values)
    assert "Rosa Demo" in str(document)
    assert WHY not in str(document)
    assert reference_of(two) not in str(document)
