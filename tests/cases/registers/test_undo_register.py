"""A register as the nouns of all rooms write it: in no figure until it is confirmed, and undone without a trace."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from carisecure.access import session
from carisecure.jobs.running import Running
from cases.record.models import Case
from cases.registers.confirming import confirm_register
from cases.registers.models import RegisterBatch
from cases.registers.undoing import undo_register
from prosecutions.record.models import Prosecution
from reports.indicators import INDICATORS
from reports.indicators.base import Scope, Span
from tests.cases.registers.provisional import BATCH, brought_in, committed, make_batch, second_supervisor
from tests.cases.registers.test_undo import LEFT, rows
from tests.cases.registers.things import Book, NameRead, day
from tests.people import People, enter

pytestmark = pytest.mark.django_db
YEAR = Span("2014", dt.date(2014, 1, 1), dt.date(2014, 12, 31))
# What stands still is counted on the day of the run.
COUNTED = {"unit.cases": 2, "unit.victims": 2, "unit.files": 2, "unit.charges": 2, "unit.reports": 2, "unit.charged": 2}


def write_register(people: People) -> None:
    """Two cases with a victim, a decision, a file, an accused, a charge and what became of it."""
    make_batch(people.supervisor)
    with brought_in():
        enter(people.supervisor)
        book = Book(people.supervisor)
        for number in ("TIP 01/2014", "TIP 02/2014"):
            case = book.case(number, "2014-02-03", title=f"House of {number}")
            victim = book.victim(case, f"Rosa {number}", 17)
            book.add("screening.status", (victim,), status="identified", decided_on=day("2014-03-04"))
            book.add("prosecutions.file", (case,), sent_on=day("2014-05-06"))
            who = book.add("prosecutions.accused", (case,), name=NameRead(f"Hollis {number}"))
            charge: dict[str, Any] = {"offences": ("TT-16",), "laid_on": day("2014-07-08"), "court": "Chaguanas"}
            laid = book.put("prosecutions.charge", (who,), charge)
            book.put("prosecutions.outcome", (who, laid), {"state": "committed", "happened_on": day("2014-09-10")})
        book.write()
    committed(people.supervisor)


def figures(people: People) -> dict[str, int]:
    with transaction.atomic():
        session.enter(None, purpose="statistics")
        scope = Scope(timezone.now(), unit=people.supervisor.agency)
        return {code: INDICATORS[code].count(scope, YEAR).total for code in INDICATORS if code.startswith("unit.")}


def test_no_figure_counts_it_until_it_is_confirmed(people: People) -> None:
    before = figures(people)
    assert not any(before.values())
    write_register(people)
    assert figures(people) == before, "no indicator, whichever"
    other = second_supervisor(people)
    enter(other)
    confirm_register(batch=RegisterBatch.objects.get(pk=BATCH), by=other)
    after = figures(people)
    assert {code: after[code] for code in COUNTED} == COUNTED


def test_every_table_is_afterwards_as_it_was_before(people: People) -> None:
    make_batch(people.supervisor)
    before = rows()
    write_register(people)
    assert Prosecution.objects.count() == 2
    enter(people.supervisor)
    undo_register(Running(uuid4(), people.supervisor), batch_id=str(BATCH))
    connection.check_constraints()
    after = rows()
    assert {table for table in after if after[table] != before[table]} <= LEFT
    assert not Case.objects.exists()
    assert not Prosecution.objects.exists()
