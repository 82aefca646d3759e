"""Which human an accused is: kept for the system and for counting, and out of reach of everybody who works here."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest
from django.db import DatabaseError, connection, transaction
from psycopg2 import errors

from carisecure.access import session
from carisecure.embedded import database
from cases.record.models import Involvement
from prosecutions.accused.models import Accused
from prosecutions.accused.operations import add_accused
from prosecutions.accused.queries import humans_of
from prosecutions.charges.queries import suspects_filed
from tests import server
from tests.cases.ledger import lines
from tests.factories import make_person
from tests.people import People, enter
from tests.prosecutions.matters import investigated, submitted
from tests.roles import acting_as, as_system

KEY = "select involvement_key from prosecutions_accused where id = %s"


@pytest.fixture
def app(db: None) -> Iterator[Any]:
    """A cursor of the application's own sign-in, without the superuser behind it."""
    signed_in = psycopg2.connect(server.address(str(connection.settings_dict["NAME"]), user=database.APP))
    signed_in.autocommit = True
    with signed_in.cursor() as cursor:
        yield cursor
    signed_in.close()


def key_of(accused: Accused) -> uuid.UUID | None:
    with acting_as("carisecure_system"), connection.cursor() as cursor:
        cursor.execute(KEY, [accused.pk])
        found: uuid.UUID | None = cursor.fetchone()[0]
        return found


def two_accused(people: People) -> tuple[Involvement, Accused, Accused]:
    """A suspect of the file and somebody of whom the file says nothing; leaves the prosecutor speaking."""
    case = investigated(people.investigator)
    suspect = make_person(case, people.investigator, role="suspect", name="Rex Demo")
    prosecution = submitted(people, case).prosecution
    enter(people.prosecutor)
    by = people.prosecutor
    (item,) = suspects_filed(by, prosecution, action="prosecutions.lay_charge")
    filed = add_accused(prosecution=prosecution, label="", name="", by=by, filed_as=item)
    unfiled = add_accused(prosecution=prosecution, label="", name="Somebody Else", by=by)
    return suspect, filed, unfiled


def test_it_follows_from_the_frozen_file_whatever_anybody_writes(people: People) -> None:
    suspect, filed, unfiled = two_accused(people)
    assert (key_of(filed), key_of(unfiled)) == (suspect.pk, None)
    with acting_as("carisecure_system"), connection.cursor() as cursor:
        cursor.execute("update prosecutions_accused set involvement_key = gen_random_uuid()")
    assert (key_of(filed), key_of(unfiled)) == (suspect.pk, None)
    told = lines(table_name="prosecutions_accused")
    assert {line.new["involvement_key"] for line in told if line.new} <= {"(kept)", "(changed)"}
    assert str(suspect.pk) not in str([(line.old, line.new, line.about) for line in told])


@pytest.mark.parametrize(
    "statement",
    [
        "select involvement_key from prosecutions_accused",
        "select * from prosecutions_accused",
        "select to_jsonb(a) from prosecutions_accused a",
        "select count(*) from prosecutions_accused where involvement_key is null",
        "select id from prosecutions_accused order by involvement_key",
        "update prosecutions_accused set involvement_key = gen_random_uuid()",
        "update prosecutions_accused set label = 'x' where involvement_key is null",
        "update prosecutions_accused set label = 'x' returning involvement_key",
        "insert into prosecutions_accused (id, involvement_key) values (gen_random_uuid(), gen_random_uuid())",
        "select carisecure.accused_as_filed()",
        "drop trigger as_filed on prosecutions_accused",
    ],
)
def test_the_application_can_neither_read_nor_write_it(app: Any, statement: str) -> None:
    with pytest.raises((errors.InsufficientPrivilege, errors.FeatureNotSupported)):
        app.execute(statement)


def test_the_application_reads_and_writes_every_other_column(app: Any) -> None:
    columns = ", ".join(str(field.column) for field in Accused._meta.local_fields)
    app.execute(f"select {columns} from prosecutions_accused for update")
    app.execute("update prosecutions_accused set label = label, version = version")


def test_only_the_purpose_statistics_learns_who_is_one_human(people: People) -> None:
    suspect, filed, unfiled = two_accused(people)
    for who in ("prosecutor", "investigator", "supervisor", "analyst", "auditor"):
        enter(getattr(people, who))
        with pytest.raises(DatabaseError, match="statistics alone"), transaction.atomic():
            humans_of([filed.pk])
    with as_system():
        person = Involvement.objects.get(pk=suspect.pk).person_id
    session.enter(people.analyst, purpose="statistics", request_id=uuid.uuid4().hex)
    assert humans_of([filed.pk, unfiled.pk]) == {filed.pk: person, unfiled.pk: unfiled.pk}
    assert humans_of([]) == {}
