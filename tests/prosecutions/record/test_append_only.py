"""Charges, steps, verdicts, the frozen file: the database takes a new row and refuses every other change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from carisecure.access.delegation import private_group
from cases.insiders.operations.compartments import exclude_person
from cases.record.models import Case
from prosecutions.advice.models import Query
from prosecutions.advice.operations import answer_query, ask_query, settle_query
from prosecutions.charges.models import Charge
from prosecutions.charges.operations import ChargeFacts, replace_charge, withdraw_charge
from prosecutions.court.operations import record_stage
from prosecutions.court_path.models import StageEvent
from prosecutions.file.models import FiledName, FileItem
from prosecutions.outcomes.models import Outcome
from prosecutions.outcomes.operations import record_outcome
from tests.cases.ledger import lines
from tests.people import People, enter
from tests.prosecutions.matters import CHARGE, charged, submitted
from tests.roles import as_system

LATER = date(2025, 9, 9)


def refused(work: Callable[[], object], match: str) -> None:
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        work()


def ask(statement: str, *values: Any) -> Callable[[], None]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    return run


def test_a_charge_is_changed_by_no_statement(people: People) -> None:
    charge = charged(people)
    before = Charge.objects.values().get()
    charge.counts = 7
    refused(charge.save, "prosecutions_charge is append-only: counts stays as it was recorded")
    refused(lambda: charge.save(update_fields=["counts"]), "counts stays")
    refused(lambda: Charge.objects.update(happened_on=LATER, laid_on=LATER), "happened_on, laid_on stays")
    refused(lambda: Charge.objects.bulk_update([charge], ["counts"]), "counts stays")
    refused(ask("update prosecutions_charge set recorded_at = now()"), "recorded_at stays")
    refused(ask("update prosecutions_charge set id = gen_random_uuid()"), "id stays")
    refused(ask("update prosecutions_charge set version = 2"), "version stays")
    again = "insert into prosecutions_charge table prosecutions_charge on conflict (id) do update set counts = 9"
    refused(ask(again), "counts stays")
    refused(charge.delete, "prosecutions_charge is append-only: no row is removed")
    refused(lambda: Charge.objects.all().delete(), "no row is removed")
    refused(ask("delete from prosecutions_charge"), "no row is removed")
    assert Charge.objects.values().get() == before
    assert not lines(table_name="prosecutions_charge", action="update")


def test_the_error_says_which_columns_and_no_value(people: People) -> None:
    charged(people)
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        Charge.objects.update(complaint_number="CANARY-VALUE")
    assert "complaint_number" in str(error.value)
    assert "CANARY" not in str(error.value)


def test_a_correction_and_a_withdrawal_are_new_rows(people: People) -> None:
    charge = charged(people)
    newer = replace_charge(charge=charge, facts=ChargeFacts(**{**CHARGE, "counts": 3}), by=people.prosecutor)
    withdraw_charge(charge=newer, withdrawn_on=LATER, by=people.prosecutor)
    assert sorted(Charge.objects.values_list("counts", "is_withdrawn")) == [(1, False), (3, False), (3, True)]


def test_steps_and_verdicts_stay(people: People) -> None:
    charge = charged(people)
    record_stage(
        prosecution=charge.prosecution, stage="initial_hearing", happened_on=LATER, by=people.prosecutor,
        confirmed=True,
    )  # fmt: skip
    record_outcome(charge=charge, verdict="convicted", happened_on=LATER, by=people.prosecutor)
    refused(lambda: StageEvent.objects.update(stage="charge"), "stage stays")
    refused(lambda: Outcome.objects.update(verdict="acquitted"), "verdict stays")
    refused(lambda: Outcome.objects.all().delete(), "no row is removed")


def test_a_frozen_file_stays_frozen(people: People) -> None:
    sent = submitted(people)
    enter(people.prosecutor)
    refused(lambda: FileItem.objects.filter(position=1).update(sha256="0" * 64), "sha256 stays")
    refused(lambda: type(sent).objects.update(item_count=1), "item_count stays")
    item = FileItem.objects.get(kind="person")
    FiledName.objects.create(
        prosecution=sent.prosecution, item=item, kind="name", value="Rosa Demo", recorded_by=people.prosecutor
    )
    refused(lambda: FiledName.objects.all().delete(), "no row is removed")


def test_a_query_is_answered_and_settled_once(people: People) -> None:
    prosecution = charged(people).prosecution
    query = ask_query(prosecution=prosecution, text="Who rented the house?", due_on=None, by=people.prosecutor)
    enter(people.investigator)
    query = answer_query(query=query, answer="A company.", by=people.investigator)
    query.answer = "Nobody."
    refused(lambda: query.save(update_fields=["answer"]), "answer stays")
    query.text = "Who else?"
    refused(lambda: query.save(update_fields=["text"]), "text stays")
    enter(people.prosecutor)
    query = settle_query(query=query, by=people.prosecutor)
    refused(lambda: Query.objects.update(settled_at=None), "settled_at stays")


def test_exclusions_follow_the_case_and_nobody_hides_one_row(people: People) -> None:
    """`excluded_groups` of a kept row is written by the trigger that follows the case, not by hand."""
    charged(people)
    hide = [people.investigator.personal_group_id]
    refused(lambda: Charge.objects.update(excluded_groups=hide), "excluded_groups stays")
    enter(people.investigator)
    exclude_person(case=Case.objects.get(), who=people.supervisor, by=people.investigator)
    with as_system():
        for model in (Charge, StageEvent, FileItem):
            assert {tuple(row.excluded_groups) for row in model.objects.all()} == {(private_group(people.supervisor),)}
