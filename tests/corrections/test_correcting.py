"""The one way to correct, on a verdict: a later row beside the first, once, by somebody, with a reason."""

from __future__ import annotations

import datetime as dt
import uuid
from datetime import date
from typing import Any
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from carisecure.access.errors import StaleRecord
from carisecure.access.fields import Sealed
from carisecure.corrections.chains import entries, newest_of
from carisecure.corrections.operations import correct
from prosecutions.outcomes.models import Outcome
from prosecutions.outcomes.operations import record_outcome
from tests.people import People
from tests.prosecutions.matters import charged
from tests.roles import as_system

DAY = date(2026, 2, 2)


@pytest.fixture
def first(people: People) -> Outcome:
    return record_outcome(charge=charged(people), verdict="acquitted", happened_on=DAY, by=people.prosecutor)


def corrected(row: Outcome, people: People, **more: Any) -> Outcome:
    asked: dict[str, Any] = {"version": 1, "reason": "Typed wrongly.", "changes": {"verdict": "convicted"}, **more}
    return correct(row, by=people.prosecutor, **asked)


def test_a_correction_is_a_later_row_beside_the_first(people: People, first: Outcome) -> None:
    newer = corrected(first, people)
    first.refresh_from_db()
    assert (first.verdict, first.version) == ("acquitted", 1)
    assert (newer.verdict, newer.version, newer.replaces) == ("convicted", 2, first)
    assert first.entry_key == newer.entry_key == first.pk
    assert (newer.charge, newer.happened_on, newer.excluded_groups) == (first.charge, DAY, first.excluded_groups)
    assert (newer.recorded_by, newer.correction_reason) == (people.prosecutor, "Typed wrongly.")
    assert list(Outcome.objects.standing()) == [newer]


def test_the_reason_is_sealed(people: People, first: Outcome) -> None:
    newer = corrected(first, people)
    assert isinstance(Outcome.objects.values_list("correction_reason", flat=True).get(pk=newer.pk), Sealed)
    assert Outcome.objects.get(pk=newer.pk).correction_reason == "Typed wrongly."


def test_what_did_not_happen_stands_no_more_and_can_be_put_back(people: People, first: Outcome) -> None:
    struck = corrected(first, people, is_retracted=True, changes={"verdict": "convicted"})
    with pytest.raises(ValidationError) as refused:
        corrected(struck, people, version=struck.version, is_retracted=True)
    assert list(refused.value.message_dict) == ["correction"]
    assert (struck.verdict, struck.is_retracted) == ("acquitted", True)
    assert not Outcome.objects.standing().exists()
    back = corrected(first, people, version=2, changes={"verdict": "acquitted"})
    assert (back.is_retracted, list(Outcome.objects.standing())) == (False, [back])


def test_a_row_is_corrected_once_and_the_newer_one_is_shown(people: People, first: Outcome) -> None:
    corrected(first, people)
    with pytest.raises(StaleRecord) as stale:
        corrected(first, people, changes={"verdict": "dismissed"})
    assert stale.value.theirs == {"verdict": "convicted"}
    with pytest.raises(StaleRecord) as worded:
        corrected(first, people, as_typed=lambda row: {"verdict": row.get_verdict_display()})
    assert worded.value.theirs == {"verdict": "Convicted after trial"}
    assert Outcome.objects.count() == 2


def test_the_table_takes_no_second_correction_of_a_row(people: People, first: Outcome) -> None:
    corrected(first, people)
    with as_system(), pytest.raises(DatabaseError, match="replaces_id"), transaction.atomic():
        Outcome(**_columns(first), recorded_by=people.prosecutor, replaces=first).save(force_insert=True)


def _columns(row: Outcome) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("prosecution", "accused", "charge", "verdict", "happened_on")}


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"reason": " "}, "Say why it is corrected."),
        ({"reason": "", "is_retracted": True}, "Say why it is corrected."),
        ({"changes": {"verdict": "acquitted"}}, "Nothing was changed"),
        ({"changes": {}}, "Nothing was changed"),
    ],
)
def test_what_is_no_correction_is_refused(people: People, first: Outcome, asked: Any, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        corrected(first, people, **asked)
    assert Outcome.objects.count() == 1


def test_the_same_row_pointed_at_is_no_change(people: People, first: Outcome) -> None:
    with pytest.raises(ValidationError, match="Nothing was changed"):
        corrected(first, people, changes={"charge": first.charge})


def test_a_corrected_row_is_kept_as_it_was(people: People, first: Outcome) -> None:
    corrected(first, people)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Outcome.objects.filter(pk=first.pk).update(is_retracted=True)


def test_what_was_known_on_a_day(people: People, first: Outcome) -> None:
    second = corrected(first, people)
    third = corrected(first, people, version=2, is_retracted=True)
    noon = timezone.make_aware(dt.datetime.combine(date(2026, 3, 1), dt.time(12)))
    with as_system(), connection.cursor() as cursor:  # as if recorded two days after each other
        cursor.execute("set session_replication_role = replica")
        for number, row in enumerate((first, second, third)):
            Outcome.objects.filter(pk=row.pk).update(recorded_at=noon + dt.timedelta(days=2 * number))
        cursor.execute("reset session_replication_role")
    known = {day: list(Outcome.objects.as_known_on(date(2026, 2, 28) + dt.timedelta(days=day))) for day in range(6)}
    assert known == {0: [], 1: [first], 2: [first], 3: [second], 4: [second], 5: []}
    assert list(Outcome.objects.as_known_at(noon)) == [first]


def test_the_rows_of_an_entry_are_shown_together(people: People, first: Outcome) -> None:
    newer = corrected(first, people)
    struck = corrected(first, people, version=2, is_retracted=True, reason="Another accused.")
    assert newest_of(first) == newest_of(newer) == struck
    rows = [first, struck, newer]  # in whatever order
    (entry,) = entries(rows, words=lambda row: str(row.verdict))
    assert (entry.now, entry.is_standing) == (struck, False)
    assert [(one.words, one.reason, one.did_not_happen) for one in entry.before] == [
        ("convicted", "Another accused.", True),
        ("acquitted", "Typed wrongly.", False),
    ]
    assert {one.corrected_by for one in entry.before} == {people.prosecutor}


def test_an_entry_stays_in_the_place_of_its_first_row(people: People, first: Outcome) -> None:
    newer = corrected(first, people)
    other = Outcome(**_columns(first), entry_key=uuid.uuid4())
    assert [entry.now for entry in entries([first, other, newer], words=str)] == [newer, other]
    assert [entry.now for entry in entries([newer], words=str)] == [newer]  # its first row is not to be seen


def test_it_is_recorded_at_the_moment_that_stands(people: People, first: Outcome) -> None:
    """The demonstration enters two years at their own moments."""
    then = timezone.now() - dt.timedelta(days=100)
    with mock.patch("django.utils.timezone.now", return_value=then):
        assert corrected(first, people).recorded_at == then
