"""Of each part of `make prove` that can be had in seconds, a sample in every run: another one with another SEED."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from django.db import connection

from tests import server
from tests.accounts.web import two_processes
from tests.audit.conftest import superuser
from tests.audit.ledger_database import Ledger
from tests.proving import figures, guards, tamperings
from tests.proving.desk import Form, Load, each
from tests.proving.editors import edit_together, send_twice
from tests.proving.figures import Findings
from tests.proving.forging import KINDS
from tests.proving.staff import Staff, move_in, notes

__all__ = ["superuser"]  # a fixture
SEED = int(os.environ.get("SEED", "20261201"))
CUTS, WRITERS, EDITORS, FORMS, CHANGES = 3, 3, 5, 10, 60
AWAY = """
select pg_terminate_backend(pid) from pg_stat_activity
 where datname = %s and usename = 'carisecure_app' and pid <> pg_backend_pid()
"""


@pytest.mark.alone
@pytest.mark.slow
def test_every_kind_of_tampering_is_named_and_no_history_is_by_itself(superuser: Ledger) -> None:
    found = tamperings.prove(superuser, seed=SEED, many=len(KINDS))
    assert not found.is_missed, "\n".join(found.faults)


@pytest.mark.alone
@pytest.mark.slow
def test_guards_that_are_changed_are_named(superuser: Ledger) -> None:
    found = guards.prove(superuser, seed=SEED, many=CHANGES)
    assert not found.is_missed, "\n".join(found.faults)


@pytest.fixture
def house(transactional_db: None, tmp_path: Path) -> Iterator[tuple[str, Staff]]:
    """Two web processes on the test's database, and those who work there."""
    staff = move_in(EDITORS)
    with two_processes(tmp_path, redis="redis+socket:///nowhere.sock") as web:
        yield web.home, staff


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_when_connections_are_cut(house: tuple[str, Staff]) -> None:
    home, staff = house
    load = Load(staff.writers(home, WRITERS))
    load.begin()
    with psycopg2.connect(server.address("postgres")) as own, own.cursor() as cursor:
        for _ in range(CUTS):
            assert load.is_taken_again(time.monotonic()) >= 0
            cursor.execute(AWAY, [connection.settings_dict["NAME"]])
            assert cursor.rowcount > 0
    own.close()
    assert load.is_taken_again(time.monotonic()) >= 0
    load.end()
    found = notes(staff.case.pk)
    assert load.refused == []
    assert {times for _text, times in each(found, load.taken)} == {1}
    assert len(found) == len(load.taken)


@pytest.mark.slow
def test_every_text_of_several_editors_is_kept_or_shown_and_a_form_sent_twice_is_one_row(
    house: tuple[str, Staff],
) -> None:
    found, (home, staff) = Findings(), house
    edit_together(found, home, staff, staff.more)
    send_twice(found, home, staff, seed=SEED, many=FORMS)
    assert not found.is_missed, found.table() + "\n".join(found.faults)


def test_what_a_browser_would_send_of_a_form() -> None:
    page = """<form><input name="q" value="x"></form><form><input type="hidden" name="submission_key" value="k">
    <textarea name="text">
It&#x27;s so</textarea><select name="kind"><option value="a">
    <option value="b" selected></select>
    <input type="radio" name="how" value="one"><input type="radio" name="how" value="two" checked></form>"""
    assert Form(page).values == {"submission_key": "k", "text": "It's so", "kind": "b", "how": "two"}


def test_a_table_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    page = tmp_path / "proving.md"
    page.write_text("# What was proved\n", encoding="utf-8")
    for lost in (1, 0):
        found = Findings()
        found.add("lost", lost, 0)
        assert found.is_missed is bool(lost)
        figures.keep("part", "### Part", found.table(), page)
        figures.keep("other", "### Other", found.table(), page)
    text = page.read_text(encoding="utf-8")
    assert text.count("### Part") == text.count("### Other") == 1
    assert "| lost | 0 | 0 |" in text
    assert "| lost | 1 | 0 |" not in text
