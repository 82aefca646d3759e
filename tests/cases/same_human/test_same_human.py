"""The same human in several cases: a link between two persons that neither keys nor walls nor erasure cross."""

from __future__ import annotations

import hashlib

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from carisecure.access import policy, session
from carisecure.access.delegation import private_group
from carisecure.access.errors import NotPermitted, NotVisible, TransitionRefused
from carisecure.access.grants import end_grant, grant
from carisecure.access.models import PERMISSIONS
from cases.insiders.operations.compartments import exclude_person
from cases.people.operations import PersonEntry
from cases.people.roles import RoleFacts, add_role
from cases.record.models import Involvement
from cases.same_human.models import HumanNumber, SamePerson
from cases.same_human.operations import end, say
from cases.same_human.queries import SameHuman, same_human
from tests.access.sweep import path_down
from tests.cases.ledger import lines
from tests.cases.same_human.said import WHY, case_of, link, numbers, of, person
from tests.factories import first_person, make_case
from tests.people import People, enter
from tests.roles import as_system, wall_down

pytestmark = pytest.mark.django_db
# The links, their keys, the ledger; what a database counts by itself is no row of ours.
APART = {"cases_sameperson", "access_datakey", "audit_entry"}


def digests() -> dict[str, str]:
    with as_system(), connection.cursor() as cursor:
        tables = {m._meta.db_table for m in apps.get_models(include_auto_created=True) if m._meta.managed}
        found = {}
        for table in sorted(tables - APART):
            cursor.execute(f"select coalesce(string_agg(t::text, '|' order by t::text), '') from {table} t")
            found[table] = hashlib.sha256(cursor.fetchone()[0].encode()).hexdigest()
        return found


def test_a_link_is_made_once_and_its_unlinking_changes_nothing_else(people: People) -> None:
    by = people.investigator
    one, two, three = person(by), person(by), person(by)
    link(two, three, by)
    before = digests()
    made = link(one, two, by)
    assert (made.first_id, made.second_id) == tuple(sorted((one.person_id, two.person_id)))
    assert made.reason == WHY
    with pytest.raises(TransitionRefused, match=r"Already linked as the same human by Ines Investigator"):
        say(kind="same", involvement=two, other=one, reason="Again.", by=by)
    with pytest.raises(TransitionRefused, match="Already linked"):
        say(kind="not_same", involvement=two, other=one, reason="No.", by=by)
    assert len(set(numbers().values())) == 1
    assert {table for table, text in digests().items() if text != before[table]} == {"cases_humannumber"}
    with pytest.raises(ValidationError):
        end(link=made, reason=" ", by=by)
    done = end(link=made, reason="Two sisters.", by=by)
    assert SamePerson.objects.get(pk=made.pk).ended_why == "Two sisters."
    with pytest.raises(TransitionRefused, match="Already taken back by Ines Investigator"):
        end(link=done, reason="Again.", by=by)
    assert digests() == before
    again = link(one, two, by)  # a new row beside the ended one
    assert SamePerson.objects.between(one.person_id, two.person_id).count() == 2
    assert (again.version, done.version) == (1, 2)


def test_what_cannot_be_said(people: People) -> None:
    by = people.investigator
    one, two = person(by), person(by)
    for kind, reason, wrong in (("twin", WHY, "not in the list"), ("same", " ", "rests on")):
        with pytest.raises(ValidationError, match=wrong):
            say(kind=kind, involvement=one, other=two, reason=reason, by=by)
    with pytest.raises(TransitionRefused, match="one person already"):
        say(kind="same", involvement=one, other=one, reason=WHY, by=by)
    first, second = sorted((one.person_id, two.person_id))
    for ends in ((second, first), (first, None), (None, None)):
        with pytest.raises(IntegrityError), transaction.atomic(), as_system():
            SamePerson.objects.create(first_id=ends[0], second_id=ends[1], kind="same", reason=WHY, made_by=by)
    made = link(one, two, by)
    with pytest.raises(IntegrityError), transaction.atomic():  # two at once: the database has one standing row
        SamePerson.objects.create(first_id=first, second_id=second, kind="not_same", reason=WHY, made_by=by)
    for change in ("first_id = null, second_id = null", "second_id = first_id", "reason = ''", "kind = 'not_same'"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"update cases_sameperson set {change} where id = %s", [made.pk])
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        made.delete()


def test_who_sees_one_end_sees_no_link(people: People) -> None:
    by, other = people.investigator, people.outsider
    ours = person(by)
    theirs = person(other)
    with pytest.raises(NotVisible):
        link(ours, theirs, by)
    with as_system():
        first, second = sorted((ours.person_id, theirs.person_id))
        made = SamePerson.objects.create(first_id=first, second_id=second, kind="same", reason=WHY, made_by=by)
    for user in (by, other, people.supervisor):
        enter(user)
        assert not SamePerson.objects.exists(), "the wall"
        with wall_down():
            assert not SamePerson.objects.visible_to(user, "cases.view_same_human").exists(), "the path"
        with path_down():
            assert same_human(user, ours if user != other else theirs).same == []
        with pytest.raises(NotVisible):
            end(link=made, reason="No.", by=user)
        assert not policy.may(user, "cases.view_same_human", made)


def test_what_is_needed_is_needed_at_both_ends(people: People) -> None:
    by = people.investigator
    one, two = person(by), person(by)
    made = link(one, two, by)
    enter(people.colleague)
    assert of(same_human(people.colleague, one).same) == [two.person_id]
    with as_system():
        for group in (by.agency.group, by.personal_group):
            end_grant(on=two, to=group.pk, permissions=["change"])
    enter(people.colleague)
    assert of(same_human(people.colleague, one).same) == [two.person_id]
    with pytest.raises(NotPermitted):
        end(link=made, reason="No.", by=people.colleague)
    with pytest.raises(NotPermitted):
        say(kind="same", involvement=one, other=two, reason=WHY, by=people.colleague)
    with as_system():
        for group in (by.agency.group, by.personal_group):
            end_grant(on=two, to=group.pk, permissions=["see_identity"])
    enter(people.colleague)
    assert same_human(people.colleague, one) == SameHuman()
    with pytest.raises(NotVisible):
        end(link=made, reason="No.", by=people.colleague)


def test_what_excludes_at_one_end_excludes(people: People) -> None:
    by, group = people.investigator, private_group(people.supervisor)
    one = person(by)
    two = first_person(make_case(by, is_official_involved=True, people=(PersonEntry(),)))
    made = link(one, two, by)
    exclude_person(case=case_of(two), who=people.supervisor, by=by)
    with as_system():
        made.refresh_from_db()
        assert made.excluded_groups == [group]
        for anchor in (one, two):
            for to in (people.supervisor.personal_group_id, group):
                grant(on=anchor, to=to, permissions=PERMISSIONS, purpose="by mistake", by=by)
    enter(people.supervisor)
    assert not SamePerson.objects.exists()
    assert same_human(people.supervisor, one) == SameHuman()
    enter(by)
    later = link(one, person(by), by)
    with as_system():
        later.refresh_from_db()
        assert later.excluded_groups == []
    assert len(same_human(by, two).same) == 2


def test_a_chain_shows_as_far_as_every_link_of_it_is_seen(people: People) -> None:
    by, colleague = people.investigator, people.colleague
    a, b, c, d = (person(by) for _n in range(4))
    link(a, b, by)
    link(b, c, by)
    link(a, d, by, kind="not_same")
    found = same_human(by, a)
    assert (of(found.same), of(found.not_same)) == ([b.person_id, c.person_id], [d.person_id])
    assert [one.is_own for one in found.same] == [True, False]
    assert [place.pk for place, _case in found.same[1].through] == [b.pk]
    assert of(same_human(by, d).same) == []
    with as_system():
        end_grant(on=b, to=by.agency.group.pk, permissions=["see_identity"])
    enter(colleague)
    assert Involvement.objects.filter(pk=c.pk).exists()
    assert of(same_human(colleague, a).same) == []
    assert of(same_human(colleague, c).same) == [], "A and C are seen, what ties them is not"


def test_a_suspects_page_never_tells_of_a_possible_victim(people: People) -> None:
    by = people.investigator
    suspect, witness, victim, beyond = (
        person(by, role=role) for role in ("suspect", "witness", "possible_victim", "witness")
    )
    link(suspect, witness, by)
    link(suspect, victim, by)
    link(victim, beyond, by)
    assert of(same_human(by, suspect).same) == [witness.person_id], "nor whom only the victim leads to"
    assert set(of(same_human(by, victim).same)) == {suspect.person_id, beyond.person_id, witness.person_id}
    end(link=SamePerson.objects.between(suspect.person_id, victim.person_id).get(), reason="No.", by=by)
    link(suspect, victim, by, kind="not_same")
    assert same_human(by, suspect).ended == same_human(by, suspect).not_same == []
    add_role(involvement=witness, facts=RoleFacts(role="possible_victim"), by=by)  # a second role counts as the first
    assert same_human(by, suspect) == SameHuman()


def test_the_ledger_keeps_who_and_when_and_not_between_whom(people: People) -> None:
    made = link(person(people.investigator), person(people.investigator), people.investigator)
    (line,) = lines(table_name="cases_sameperson", action="insert")
    assert (line.actor, line.object_id) == (people.investigator.pk, str(made.pk))
    assert line.new is not None
    assert {line.new[name] for name in ("first_id", "second_id", "reason", "ended_why")} == {"(kept)"}


def test_numbers_of_humans_are_for_statistics_alone(people: People) -> None:
    by = people.investigator
    a, b, c, d = (person(by) for _n in range(4))
    first, _second = link(a, b, by), link(c, d, by)
    before = numbers()
    assert len(set(before.values())) == 2
    middle = link(b, c, by)
    assert len(set(numbers().values())) == 1
    end(link=middle, reason="No.", by=by)
    assert numbers() == before
    end(link=first, reason="No.", by=by)
    assert numbers().keys() == {c.person_id, d.person_id}
    link(a, b, by, kind="not_same")
    assert numbers().keys() == {c.person_id, d.person_id}, "what is not the same joins nobody"
    assert not HumanNumber.objects.exists()
    for purpose, seen in (("statistics", 2), ("maintenance", 0)):
        session.enter(people.analyst, purpose=purpose, request_id=f"job-{purpose}")
        assert HumanNumber.objects.count() == seen
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        HumanNumber.objects.update(number=c.person_id)
