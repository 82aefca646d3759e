"""A key that another process destroyed: this one has it in memory, and opens nothing with it in its next request."""

from __future__ import annotations

import datetime as dt
import threading
import uuid

import pytest
from django.db import connection, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from carisecure.access.vault import keys
from carisecure.access.vault.models import DataKey
from cases.course.operations import take_case
from cases.people.operations import PersonEntry
from cases.record.models import Case
from tests.factories import first_person, make_case
from tests.people import People, enter
from tests.roles import as_system


@pytest.fixture
def case(people: People) -> Case:
    made = make_case(people.investigator, people=(PersonEntry(name="Rosa Demo"),))
    take_case(case=made, by=people.investigator)
    return made


def destroyed_by_another_process(owner: uuid.UUID) -> None:
    """What `keys.destroy` does to the table, without what it does to the memory of its own process."""
    with as_system():
        assert DataKey.objects.filter(owner=owner).update(wrapped=b"", destroyed_at=timezone.now()) == 1


@pytest.mark.django_db
def test_a_page_that_showed_the_name_shows_it_no_more(people: People, case: Case, client: Client) -> None:
    client.force_login(people.investigator)
    page = reverse("cases:case", args=[case.pk])
    client.post(reverse("cases:case_names", args=[case.pk]))
    assert "Rosa Demo" in client.get(page).text
    enter(people.investigator)
    destroyed_by_another_process(first_person(case).person_id)
    again = client.get(page).text
    assert "Rosa Demo" not in again
    assert "(erased)" in again


@pytest.mark.django_db
def test_what_is_in_memory_is_kept_while_nothing_is_destroyed(people: People, case: Case) -> None:
    enter(people.investigator)
    assert Case.objects.get(pk=case.pk).reports.get().narrative
    kept = keys._reading.rows
    assert kept
    enter(people.colleague)
    assert keys._reading.rows is kept


@pytest.mark.django_db
def test_a_destruction_is_newer_than_all_before_it_whatever_clock_said_so(people: People, case: Case) -> None:
    """A clock that is behind, on one of several machines, must not hide what it destroys from the others."""
    enter(people.investigator)
    person = first_person(case).person_id
    report = case.reports.get().pk
    destroyed_by_another_process(report)
    with as_system():
        DataKey.objects.filter(owner=person).update(wrapped=b"", destroyed_at=timezone.now() - dt.timedelta(hours=1))
        first, second = (DataKey.objects.get(owner=owner).destroyed_at for owner in (report, person))
    assert first is not None
    assert second is not None
    assert second > first


@pytest.mark.django_db(transaction=True)
def test_no_destruction_is_committed_behind_a_newer_one() -> None:
    """Two connections: the second waits for the first to commit, and is then the newer."""
    owners = [uuid.uuid4(), uuid.uuid4()]
    for owner in owners:
        keys.for_writing(owner)
    destroyed, may_commit, second_done = threading.Event(), threading.Event(), threading.Event()

    def first() -> None:
        with transaction.atomic():
            keys.destroy(owners[0])
            destroyed.set()
            may_commit.wait(30)
        connections.close_all()

    def second() -> None:
        destroyed.wait(30)
        keys.destroy(owners[1])
        second_done.set()
        connections.close_all()

    threads = [threading.Thread(target=work) for work in (first, second)]
    for thread in threads:
        thread.start()
    assert destroyed.wait(30)
    assert not second_done.wait(0.5)
    assert not DataKey.objects.exclude(destroyed_at=None).exists()
    may_commit.set()
    for thread in threads:
        thread.join(30)
    one, two = (DataKey.objects.get(owner=owner).destroyed_at for owner in owners)
    assert one is not None
    assert two is not None
    assert two > one


@pytest.mark.django_db
def test_the_newest_destruction_is_found_by_the_index(people: People) -> None:
    """It is asked at the start of every request, and destroyed keys only become more."""
    from carisecure.access.session import DESTROYED

    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute(f"explain {DESTROYED}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "datakey_destroyed" in plan
