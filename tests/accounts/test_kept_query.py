"""A kept query says what its queryset says, with the values of each asking, in every thread."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.db.models import CharField, QuerySet, Value
from django.test.utils import CaptureQueriesContext

from carisecure.accounts.kept_query import Blank, KeptQuery
from carisecure.accounts.models import User
from tests.people import People


def kept(made: list[int]) -> KeptQuery[User]:
    def ask() -> QuerySet[User]:
        made.append(1)
        found = User.objects.filter(username=Blank("name", CharField())).select_related("agency")
        return found.annotate(said=Blank("said", CharField()), always=Value("x"))

    return KeptQuery(ask)


@pytest.mark.django_db
def test_each_asking_has_its_own_values_and_is_one_query(people: People) -> None:
    made: list[int] = []
    query = kept(made)
    with CaptureQueriesContext(connection) as queries:
        one = query.first({"name": people.investigator.username, "said": "first"})
        two = query.first({"name": people.supervisor.username, "said": "second"})
        assert one is not None
        assert two is not None
        assert (one, two) == (people.investigator, people.supervisor)
        assert one.agency.name == people.investigator.agency.name
    assert (one.said, two.said, two.always) == ("first", "second", "x")  # type: ignore[attr-defined]
    assert len(queries) == 2
    assert made == [1], "worded once"


@pytest.mark.django_db
def test_what_is_not_there_is_none_and_what_changed_is_new(people: People) -> None:
    query = kept([])
    assert query.first({"name": "nobody of that name", "said": ""}) is None
    name = people.investigator.username
    assert query.first({"name": name, "said": ""}) is not None
    User.objects.filter(username=name).update(username="renamed")
    assert query.first({"name": name, "said": ""}) is None
    assert query.first({"name": "renamed' or true --", "said": ""}) is None
    with pytest.raises(KeyError, match="said"):
        query.first({"name": name})


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_its_own_connection(people: People) -> None:
    made: list[int] = []
    query = kept(made)
    names = [people.investigator.username, people.supervisor.username]
    seen: dict[str, str] = {}

    def ask(name: str) -> None:
        try:
            found = query.first({"name": name, "said": name})
            assert found is not None
            seen[found.username] = found.said  # type: ignore[attr-defined]
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {name: name for name in names}
    assert len(made) == 2
