"""Two databases are the same when their tables are: any column of any row counts, the order of rows does not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from carisecure.backup import tables
from carisecure.backup.tables import TableState
from tests.roles import as_system


@pytest.fixture
def cursor(db: None) -> Iterator[Any]:
    with as_system(), connection.cursor() as found:
        found.execute(
            "create temp table one (n int, word text, data jsonb, bits bytea, at timestamptz, many uuid[]);"
            "insert into one select n, 'w' || n, jsonb_build_object('n', n), decode(md5(n::text), 'hex'),"
            " '2026-12-01 12:00+00', array[md5(n::text)::uuid] from generate_series(1, 50) n"
        )
        yield found


def test_the_order_of_rows_does_not_matter(cursor: Any) -> None:
    cursor.execute("create temp table other as select * from one order by random()")
    assert tables.state(cursor, "one") == tables.state(cursor, "other")
    assert tables.state(cursor, "one").rows == 50


CHANGES = {
    "another number": "update one set n = 51 where n = 50",
    "another word": "update one set word = 'w1x' where n = 1",
    "nothing in place of a word": "update one set word = null where n = 1",
    "an empty word in place of nothing": "update one set word = '' where n = 2",
    "another value": "update one set data = '{\"n\": 2.5}' where n = 2",
    "another bit": "update one set bits = set_bit(bits, 0, 1 - get_bit(bits, 0)) where n = 3",
    "a microsecond": "update one set at = at + interval '1 microsecond' where n = 4",
    "another id": "update one set many = '{}' where n = 5",
    "two words that changed places": "update one set word = 'w' || (13 - n) where n in (6, 7)",
    "one row fewer": "delete from one where n = 8",
    "one row twice in place of another": "delete from one where n = 9; insert into one select * from one where n = 10",
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_is_changed_is_noticed(cursor: Any, change: str) -> None:
    before = tables.state(cursor, "one")
    cursor.execute(CHANGES[change])
    assert tables.state(cursor, "one") != before


def test_every_column_of_the_house_has_a_digest(db: None) -> None:
    """A type without one (json, point) would stop the backup at the first row."""
    with as_system(), connection.cursor() as found:
        for table in tables.names(found):
            found.execute(
                f"select hash_record_extended(r, 0) from (select t.* from (select 1) o left join {table} t on true) r"
            )
        found.execute("create temp table none (place point)")
        with pytest.raises(Exception, match="could not identify an extended hash function"):
            found.execute(
                "select hash_record_extended(r, 0) from (select t.* from (select 1) o left join none t on true) r"
            )


def test_what_differs_is_said_table_by_table() -> None:
    was = {"a": TableState(1, "1"), "b": TableState(2, "2"), "c": TableState(3, "3"), "same": TableState(0, "0")}
    is_ = {"b": TableState(1, "1"), "c": TableState(3, "4"), "d": TableState(0, "0"), "same": TableState(0, "0")}
    assert tables.differences(was, is_) == [
        "a is missing.",
        "b has 1 rows; the backup has 2.",
        "c has as many rows as the backup (3), and not the same ones.",
        "d is not of the backup.",
    ]
    assert tables.differences(was, was) == []
