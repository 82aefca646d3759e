"""A kept list asks the database what it would ask if Django worded it anew: for everybody, at every moment."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from carisecure.access import kept, policy, together
from carisecure.access.kept import KeptList, KeptRows, NotKept
from carisecure.accounts.models import User
from cases.material.models import Note
from cases.material.operations import add_note
from cases.record.models import Case, CaseGrant, Involvement
from prosecutions.record.models import Prosecution
from tests.access.test_budgets import _more
from tests.factories import make_case
from tests.people import People, enter
from tests.roles import as_system

HELD = re.compile("held_by_[0-9a-f]{32}")


def _said(asked: Any) -> str | None:
    """What PostgreSQL would get, byte by byte, but for the name under which rights are read."""
    if isinstance(asked, KeptRows):
        found = asked.worded_with_values()
    else:
        try:
            found = asked.query.get_compiler(asked.db).as_sql(with_col_aliases=True)
        except EmptyResultSet:
            found = None
    if found is None:
        return None
    with connection.cursor() as cursor:
        return HELD.sub("held", cursor.mogrify(*found).decode())


@pytest.fixture
def both_ways(monkeypatch: pytest.MonkeyPatch, standing_clock: None) -> Iterator[list[str]]:
    """Every list that a page takes from its kept wording is worded anew beside it; where they differ."""
    differ: list[str] = []
    seen: set[KeptList] = set()
    as_it_is = KeptList.__call__

    def call(self: KeptList, *given: Any) -> Any:
        made = as_it_is(self, *given)
        if isinstance(made, KeptRows):
            seen.add(self)
            ours, djangos = _said(made), _said(self.ask(*given))
            if ours != djangos:
                differ.append(f"{self.ask}:\n{ours}\n{djangos}")
        return made

    monkeypatch.setattr(KeptList, "__call__", call)
    yield differ
    assert len(seen) > 1


def test_pages_ask_the_same(people: People, both_ways: list[str]) -> None:
    """Twice each, so that the second has other values in the wording of the first."""
    _more(people)
    _more(people)
    for key in ("investigator", "supervisor", "colleague", "outsider", "caseworker", "prosecutor", "frontline"):
        client, person = Client(), getattr(people, key)
        client.force_login(person)
        enter(people.supervisor)
        pages = [reverse("cases:case", args=[pk]) for pk in Case.objects.values_list("pk", flat=True)]
        pages += [reverse("prosecutions:matter", args=[pk]) for pk in Prosecution.objects.values_list("pk", flat=True)]
        pages += [reverse("cases:person", args=[pk]) for pk in Involvement.objects.values_list("pk", flat=True)]
        for page in (*pages, reverse("cases:my_work"), reverse("cases:unit")):
            with transaction.atomic():
                client.get(page, headers={"accept-language": "en"})
                transaction.set_rollback(True)
    assert both_ways == []


def _note(case: Case, people: People) -> Note:
    enter(people.investigator)
    return add_note(case=case, text="Seen at the harbour.", by=people.investigator)


def _notes(viewer: User, case: Case) -> QuerySet[Any]:
    return Note.objects.visible_to(viewer, "cases.view_case").filter(case=case).order_by("created_at")


def test_each_asking_has_its_own_values(people: People) -> None:
    asked: list[int] = []

    def ask(viewer: User, case: Case) -> QuerySet[Any]:
        asked.append(1)
        return _notes(viewer, case)

    notes = KeptList(ask)
    one, two = make_case(people.investigator), make_case(people.investigator)
    first, second = _note(one, people), _note(two, people)
    for person in (people.investigator, people.colleague):
        enter(person)
        assert list(notes(person, one)) == [first]
        assert list(notes(person, two)) == [second]
    enter(people.outsider)
    assert list(notes(people.outsider, one)) == []
    assert asked == [1], "worded once for a role"


def test_whom_the_case_excludes_and_who_has_no_groups_gets_nothing(people: People) -> None:
    notes, case = KeptList(_notes), make_case(people.investigator)
    _note(case, people)
    enter(people.colleague)
    assert len(notes(people.colleague, case)) == 1
    people.colleague.remember_groups([], people.colleague.permission_numbers)
    assert list(notes(people.colleague, case)) == []
    assert not isinstance(notes(people.colleague, case), KeptRows)


def test_a_grant_that_ends_is_over_at_its_moment(people: People) -> None:
    """The moment is that of each asking, not that of the wording."""
    notes, case = KeptList(_notes), make_case(people.investigator)
    _note(case, people)
    enter(people.investigator)
    assert len(notes(people.investigator, case)) == 1
    with as_system():
        CaseGrant.objects.filter(content_object=case).update(expires_at=timezone.now() + timedelta(hours=1))
        assert len(notes(people.investigator, case)) == 1
        with freeze_time(timezone.now() + timedelta(hours=2)):
            assert len(notes(people.investigator, case)) == 0


def test_lists_are_read_together_as_if_each_were_alone(people: People) -> None:
    case = make_case(people.investigator)
    note = _note(case, people)
    enter(people.investigator)
    mine, plain = KeptList(_notes)(people.investigator, case), _notes(people.investigator, case)
    nothing = KeptList(lambda viewer: Note.objects.none())(people.investigator)
    together.read(mine, nothing, plain)
    assert (list(mine), list(nothing), list(plain)) == ([note], [], [note])


def test_what_differs_from_asking_to_asking_cannot_be_kept(people: People) -> None:
    case = make_case(people.investigator)
    enter(people.investigator)
    own: dict[str, Any] = {
        "the clock": lambda viewer: Note.objects.filter(created_at__lt=timezone.now()),
        "a day": lambda viewer: Note.objects.filter(created_at__date=dt.date(2026, 1, 1)),
        "a key": lambda viewer: Note.objects.filter(case_id=case.pk),
        "somebody": lambda viewer: Note.objects.filter(recorded_by=people.colleague),
    }
    for ask in own.values():
        with pytest.raises(NotKept):
            KeptList(ask)(people.investigator)
    with pytest.raises(User.DoesNotExist):
        KeptList(lambda viewer: Note.objects.filter(text=viewer.full_name))(people.investigator)
    with pytest.raises(Case.DoesNotExist):
        KeptList(lambda one: Note.objects.filter(case=one, text=one.summary))(case)


def test_days_and_moments_are_counted_from_the_asking(people: People) -> None:
    def since(viewer: User) -> QuerySet[Any]:
        week = kept.now() - timedelta(days=7)
        return Note.objects.filter(created_at__gt=week, created_at__date__lte=kept.today() + timedelta(days=1))

    enter(people.investigator)
    recent = KeptList(since)
    for moment in (timezone.now(), timezone.now() + timedelta(days=100)):
        with freeze_time(moment):
            assert _said(recent(people.investigator)) == _said(since(people.investigator))


def test_several_keys_and_none(people: People) -> None:
    def of(keys: tuple[uuid.UUID, ...]) -> QuerySet[Any]:
        return Case.objects.filter(pk__in=keys)

    several = KeptList(of)
    for keys in ((uuid.uuid4(),), (uuid.uuid4(), uuid.uuid4()), ()):
        assert _said(several(keys)) == _said(of(keys))


def test_rights_read_with_a_row_are_those_of_who_asked(people: People) -> None:
    """They stand under the name of the stand-in in what the database answers."""
    case = make_case(people.investigator)
    for person in (people.investigator, people.supervisor):
        enter(person)
        found = policy.fetch(_with_rights, viewer=person, action="cases.view_case", pk=case.pk)
        assert [name for name in vars(found) if name.startswith("held_by_")] == [f"held_by_{person.pk.hex}"]
        assert policy.rights(person, found).held == policy.rights(person, Case.objects.get(pk=case.pk)).held


def _with_rights(viewer: User) -> Any:
    return policy.with_rights(Case.objects.all(), viewer)
