"""What somebody with the application's own password can do to the ledger: add true lines, and nothing else."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import psycopg2
import pytest
from django.db import connection
from psycopg2 import errors

from carisecure.access.vault import keys
from carisecure.access.vault.keyring import proof_of, secret_of
from carisecure.access.vault.models import DataKey
from carisecure.embedded import database
from tests import server
from tests.cases.ledger import lines
from tests.people import People, enter
from tests.roles import acting_as

COLUMNS = "xid, purpose, request, action, table_name, object_id, detail, application, backend"
INVENTED = "1, 'request', '', 'update', 'cases_case', '', '{}', '', 1"


@pytest.fixture
def app(db: None) -> Iterator[Any]:
    """A cursor of the application's own sign-in, without the superuser behind it."""
    signed_in = psycopg2.connect(server.address(str(connection.settings_dict["NAME"]), user=database.APP))
    signed_in.autocommit = True
    with signed_in.cursor() as cursor:
        yield cursor
    signed_in.close()


@pytest.mark.parametrize(
    "statement",
    [
        f"insert into audit_entry ({COLUMNS}) values ({INVENTED})",
        f"insert into audit_line ({COLUMNS.replace('xid, ', '')}) values ({INVENTED.removeprefix('1, ')})",
        "insert into audit_seal (number) values (1)",
        "select count(*) from audit_entry",
        "select count(*) from audit_seal",
        "update audit_entry set action = 'read'",
        "update audit_line set action = 'read'",
        "update audit_seal set root = ''",
        "delete from audit_entry",
        "delete from audit_line",
        "delete from audit_seal",
        "truncate audit_entry",
        "truncate audit_seal",
        "alter table audit_entry disable trigger all",
        "alter table cases_case disable trigger ledger",
        "drop trigger ledger on cases_case",
        "drop trigger append_only on audit_entry",
        "set session_replication_role = replica",
        "drop function carisecure.audit_row() cascade",
        "drop function carisecure.note_event(text, text, text, jsonb)",
        "alter function carisecure.seal_ledger(integer) rename to something",
        "create or replace function carisecure.is_auditor() returns boolean language sql as 'select true'",
        "alter table audit_entry rename to something",
        "alter table audit_entry add column x int",
        "drop table audit_seal",
        "drop view audit_line",
        "create or replace view audit_line as select 1",
        "select nextval('audit_entry_id_seq')",
        "select setval('audit_entry_id_seq', 1)",
        "create rule quiet as on insert to cases_case do instead nothing",
        "select carisecure.hold_ledger()",
        "select carisecure.put_seal(null)",
        "select carisecure.close_era(null)",
        "select carisecure.ledger_leaf(null)",
        "select carisecure.first_fault(1)",
        "set role carisecure_system",
        "set role carisecure_owner",
        # What a permission is, and who has one besides the grants, is said by migrations.
        "update auth_permission set codename = 'x'",
        "insert into auth_permission (name, content_type_id, codename) values ('x', 1, 'x')",
        "delete from auth_permission",
        "update django_content_type set model = 'x'",
        "insert into django_content_type (app_label, model) values ('x', 'x')",
        "delete from django_content_type",
        "insert into auth_group_permissions (group_id, permission_id) values (1, 1)",
        "delete from auth_group_permissions",
        "insert into guardian_groupobjectpermission (object_pk, content_type_id, group_id, permission_id)"
        " values ('1', 1, 1, 1)",
        "delete from guardian_userobjectpermission",
        "delete from django_migrations",
        # A key is destroyed by emptying it, and its row stays.
        "delete from access_datakey",
        "truncate access_datakey",
        "alter table access_datakey disable trigger ledger_altered",
        # Its row is written by functions that ask for what only the open key tells.
        "update access_datakey set wrapped = ''",
        "update access_datakey set proof = null",
        "update access_datakey set destroyed_at = now()",
        "select id from access_datakey for update",
        # With a table of its own under the ledger's trigger it could write lines about anything.
        "create temporary table cases_case (id int)",
        "create table carisecure.cases_case (id int)",
        "create trigger mine after insert on django_session for each row execute function carisecure.audit_row()",
    ],
)
def test_every_attempt_is_refused(app: Any, statement: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        app.execute(statement)


@pytest.mark.parametrize("action", ["insert", "update", "delete"])
def test_only_the_trigger_writes_changes(app: Any, action: str) -> None:
    with pytest.raises(errors.RaiseException, match="only the trigger"):
        app.execute("select carisecure.note_event(%s, 'cases_case', '1', '{}')", [action])


def test_a_trigger_function_cannot_be_called(app: Any) -> None:
    with pytest.raises(psycopg2.DatabaseError):
        app.execute("select carisecure.audit_row()")


def test_the_view_is_empty_for_everybody_but_an_active_auditor(people: People) -> None:
    for user in people:
        enter(user)
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from audit_line")
            assert (cursor.fetchone()[0] > 0) is (user == people.auditor), user.username


def test_nothing_is_read_before_the_question_who_asks(people: People) -> None:
    """The planner asks `is_auditor` once and opens the table only then: no error message can carry a line out."""
    enter(people.investigator)
    with connection.cursor() as cursor:
        cursor.execute(
            "explain (costs off) select * from audit_line where (10 / backend) > 0 and detail::text like '%%x%%'"
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("select * from audit_line where 1 / (backend - backend) > 0")
    assert "One-Time Filter" in plan


def test_an_auditor_who_was_switched_off_reads_nothing(people: People) -> None:
    people.auditor.is_active = False
    people.auditor.save()
    enter(people.auditor)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from audit_line")
        assert cursor.fetchone() == (0,)


def test_no_function_of_the_ledger_looks_for_names_where_others_may_write(db: None) -> None:
    """Each that runs with its owner's rights pins its search path, the temporary schema last."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select proname, proconfig from pg_proc where pronamespace = 'carisecure'::regnamespace and prosecdef"
        )
        found = dict(cursor.fetchall())
    assert len(found) >= 10
    pinned = {"search_path=pg_catalog, pg_temp", "search_path=public, pg_temp"}
    assert {name for name, config in found.items() if not pinned & set(config or [])} == set()


def test_the_ledger_sees_what_becomes_of_a_key_and_not_the_key(people: People) -> None:
    owner = uuid.uuid4()
    key_id, _key = keys.for_writing(owner)
    keys.destroy(owner)
    made, destroyed = lines(table_name="access_datakey", object_id=str(key_id))
    assert (made.action, destroyed.action) == ("insert", "update")
    assert made.new
    assert destroyed.old
    assert destroyed.new
    assert (made.new["owner"], made.new["wrapped"]) == (str(owner), "(kept)")
    assert (destroyed.old["destroyed_at"], destroyed.new["wrapped"]) == (None, "(changed)")
    assert destroyed.new["destroyed_at"]


def test_a_key_that_is_exchanged_has_a_line_and_a_rotation_one_for_all(people: People) -> None:
    owners = [uuid.uuid4() for _one in range(3)]
    ids = [key_id for key_id, _key in map(keys.for_writing, owners)]
    before = len(lines(table_name="access_datakey"))
    with acting_as("carisecure_owner"):
        DataKey.objects.filter(owner=owners[0]).update(wrapped=b"another")
    (exchanged,) = lines(table_name="access_datakey")[before:]
    assert exchanged.new
    assert (exchanged.object_id, exchanged.new["wrapped"]) == (str(ids[0]), "(changed)")
    (number,) = set(DataKey.objects.filter(owner__in=owners).values_list("wrapped_by", flat=True))
    with acting_as("carisecure_owner"):
        DataKey.objects.filter(owner__in=owners).update(wrapped=b"wrapped anew", wrapped_by=number + 1)
    (rotated,) = lines(table_name="access_datakey")[before + 1 :]
    assert (rotated.action, rotated.detail) == ("keys.rewrapped", {"from": number, "to": number + 1, "count": 3})


def test_a_masked_column_is_only_said_to_have_changed(people: People) -> None:
    people.investigator.set_password("a new password of some length")
    people.investigator.save()
    last = lines(table_name="accounts_user", object_id=str(people.investigator.pk))[-1]
    assert last.old
    assert last.new
    assert (last.old["password"], last.new["password"]) == ("(kept)", "(changed)")


def test_a_key_is_changed_by_nobody_who_cannot_open_it(people: People) -> None:
    """All that can be read of the table, said again to both functions: nothing is overwritten and nothing destroyed."""
    owner = uuid.uuid4()
    key_id, key = keys.for_writing(owner)
    row = DataKey.objects.get(pk=key_id)
    assert bytes(row.proof or b"") == proof_of(key)
    known = [bytes(row.proof or b""), bytes(row.wrapped), b"", sha256(bytes(row.wrapped)).digest(), None]
    rewrap = "select carisecure.rewrap_keys(array[%s]::uuid[], array[%s]::bytea[], array['x']::bytea[], array[%s], 1)"
    with connection.cursor() as cursor:
        for said in known:
            cursor.execute(rewrap, [key_id, said, row.wrapped_by])
            assert cursor.fetchone() == (0,)
            cursor.execute("select carisecure.destroy_key(%s, %s)", [owner, said])
            assert cursor.fetchone() == (False,)
        cursor.execute(
            "select carisecure.rewrap_keys(array_agg(id), array_agg(proof), array_agg(wrapped),"
            " array_agg(wrapped_by::int), 1) from access_datakey"
        )
        assert cursor.fetchone() == (0,)
        again = DataKey.objects.get(pk=key_id)
        assert (bytes(again.wrapped), again.destroyed_at) == (bytes(row.wrapped), None)
        cursor.execute(rewrap, [key_id, secret_of(key), row.wrapped_by])
        assert cursor.fetchone() == (1,)
    with acting_as("carisecure_owner"):
        DataKey.objects.filter(pk=key_id).update(wrapped=row.wrapped)
    assert keys.destroy(owner)


def test_a_key_without_a_proof_can_go(people: People) -> None:
    owners = [uuid.uuid4(), uuid.uuid4()]
    for owner in owners:
        keys.for_writing(owner)
    with acting_as("carisecure_owner"):
        DataKey.objects.filter(owner=owners[0]).update(proof=None)
    assert all(keys.destroy(owner) for owner in owners)
