"""Several lists by one query are what each of them is alone."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Count, Value
from django.test.utils import CaptureQueriesContext

from carisecure.access import together
from carisecure.accounts.models import User
from cases.material.models import Note, Statement
from cases.material.operations import add_note
from cases.record.models import Case, Involvement
from tests.factories import make_case, make_person
from tests.people import People, enter


def test_each_list_is_what_it_would_be_alone(people: People) -> None:
    viewer = people.investigator
    case, other = make_case(viewer, title="Couva guest house"), make_case(viewer)
    make_person(case, viewer)
    for number in range(12):
        add_note(case=case, text=f"Note {number}", by=viewer)
    enter(viewer)

    def lists() -> list[Any]:
        return [
            Case.objects.visible_to(viewer, "cases.view_case").select_related("agency").order_by("-opened_at", "pk"),
            Statement.objects.visible_to(viewer, "cases.view_case"),
            Note.objects.visible_to(viewer, "cases.view_case").filter(case=case).order_by("-created_at")[2:9],
            User.objects.none(),
            Involvement.objects.filter(case=case).annotate(marked=Value("it is")).order_by("created_at"),
            User.objects.order_by("username").prefetch_related("groups"),
            Note.objects.filter(case__in=[case, other]).values("case").annotate(n=Count("pk")).order_by("-n"),
            Case.objects.filter(pk=other.pk).union(Case.objects.filter(pk=case.pk)).order_by("reference"),
        ]

    alone, by_one = lists(), lists()
    for rows in alone:
        len(rows)
    with CaptureQueriesContext(connection) as captured:
        together.read(*by_one)
        for one, two in zip(alone, by_one, strict=True):
            assert list(one) == list(two)
    assert len(captured) == 2, "the lists, and the groups of everybody"
    cases, _, notes, nobody, persons, users, *_ = by_one
    with CaptureQueriesContext(connection) as captured:
        assert {one.title for one in cases} == {"Couva guest house", ""}
        assert [one.agency.name for one in cases] == [one.agency.name for one in alone[0]]
        assert [note.text for note in notes] == [f"Note {n}" for n in range(9, 2, -1)]
        assert list(nobody) == []
        assert {one.marked for one in persons} == {"it is"}
        assert all(list(one.groups.all()) for one in users if one.pk == viewer.pk)
    assert len(captured) == 0


def test_the_wall_stands_in_each_of_them(people: People) -> None:
    """Without a path (a programmer's mistake) the database alone hides what is somebody else's."""
    case = make_case(people.investigator)
    add_note(case=case, text="Hidden", by=people.investigator)
    enter(people.outsider)
    notes, cases = Note.objects.all(), Case.objects.all()
    together.read(notes, cases)
    assert list(notes) == list(cases) == []
    enter(people.investigator)
    notes, cases = Note.objects.all(), Case.objects.all()
    together.read(notes, cases, notes)
    assert len(notes) == len(cases) == 1


def test_what_was_read_already_is_not_read_again(people: People) -> None:
    rows = User.objects.order_by("username")
    len(rows)
    with CaptureQueriesContext(connection) as captured:
        together.read(rows)
        together.read()
    assert len(captured) == 0
