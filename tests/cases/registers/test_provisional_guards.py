"""What was brought in and is not confirmed: the database itself gives it to nobody outside, and counts it nowhere."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from carisecure.access import session
from carisecure.access.grants import grant
from cases.dossier.models import CaseCopy
from cases.intake.models import IntakeReport
from cases.record.models import Case, Involvement
from cases.registers.models import RegisterState
from tests.cases.registers.provisional import BATCH, brought_in, make_batch, provisional_case, provisional_report
from tests.factories import first_person, make_case, make_report
from tests.people import People, enter
from tests.prosecutions.matters import charged
from tests.roles import as_system

pytestmark = pytest.mark.django_db
OUTSIDE = "given to nobody outside the unit"


def _give(on: Case | Involvement | IntakeReport, to: int, people: People) -> None:
    later = timezone.now() + timedelta(days=1)
    with transaction.atomic():
        grant(on=on, to=to, permissions=["view"], purpose="shared", by=people.supervisor, expires_at=later)


def test_it_stands_with_the_row_and_says_so(people: People) -> None:
    case = provisional_case(people.investigator)
    assert case.is_provisional
    assert Case.objects.get(pk=case.pk).provisional_batch == BATCH
    assert IntakeReport.objects.get(case=case).provisional_batch == BATCH
    assert not make_case(people.investigator).is_provisional


@pytest.mark.parametrize("becomes", [None, uuid4()])
def test_no_hand_confirms_it_or_makes_it_provisional(people: People, becomes: object) -> None:
    for row in (provisional_case(people.investigator), provisional_report(people.investigator)):
        with pytest.raises(IntegrityError, match="confirmed by two people"), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(provisional_batch=becomes)


def test_what_was_ordinary_once_stays_so_even_for_the_system(people: People) -> None:
    case = make_case(people.investigator)
    with pytest.raises(IntegrityError, match="never becomes provisional"), transaction.atomic(), as_system():
        Case.objects.filter(pk=case.pk).update(provisional_batch=BATCH)


@pytest.mark.parametrize("state", [None, RegisterState.CONFIRMED, RegisterState.UNDONE])
def test_only_a_batch_on_its_way_in_brings_something_in(people: People, state: str | None) -> None:
    enter(people.investigator)
    if state is not None:
        make_batch(people.investigator, state=state)
    with brought_in(), pytest.raises(IntegrityError, match="on its way in"), transaction.atomic():
        make_case(people.investigator)


def test_a_batch_of_another_unit_brings_nothing_in_here(people: People) -> None:
    make_batch(people.outsider)
    with brought_in(), pytest.raises(IntegrityError, match="on its way in"), transaction.atomic():
        make_case(people.investigator)


def test_nothing_of_it_is_given_to_another_agency(people: People) -> None:
    case, report = provisional_case(people.investigator), provisional_report(people.investigator)
    for anchor in (case, report, first_person(case)):
        with pytest.raises(IntegrityError, match=OUTSIDE):
            _give(anchor, people.caseworker.agency.group_id, people)
        with pytest.raises(IntegrityError, match=OUTSIDE):
            _give(anchor, people.prosecutor.personal_group_id, people)


def test_within_the_unit_it_is_given_as_any_other(people: People) -> None:
    case = provisional_case(people.investigator)
    for group in (people.colleague.personal_group_id, people.supervisor.agency.group_id):
        _give(case, group, people)
        _give(first_person(case), group, people)


def test_an_ordinary_case_is_given_to_others_as_before(people: People) -> None:
    case = make_case(people.investigator)
    for anchor in (case, make_report(people.investigator), first_person(case)):
        enter(people.investigator)
        _give(anchor, people.caseworker.agency.group_id, people)


def test_grants_that_come_before_their_row_are_seen_too(people: People) -> None:
    """An operation gives first and inserts then."""
    make_batch(people.investigator)
    case = Case(reference="CTU-TEST-1", agency=people.investigator.agency, country="TT", provisional_batch=BATCH,
                opened_by=people.investigator, opened_at=timezone.now(), last_moved_at=timezone.now())  # fmt: skip
    with pytest.raises(IntegrityError, match=OUTSIDE), transaction.atomic():
        _give_and_save(case, people)


def _give_and_save(case: Case, people: People) -> None:
    own = people.investigator.agency.group_id
    grant(on=case, to=own, permissions=["view", "change"], purpose="own case", by=people.investigator)
    _give(case, people.prosecutor.agency.group_id, people)
    case.save(force_insert=True)


def test_a_matter_of_it_is_not_given_to_the_prosecution_service(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The door refuses it in words; here only what the database says to one that forgets."""
    monkeypatch.setattr("prosecutions.file.operations.leaves_the_unit", lambda case: None)
    make_batch(people.investigator)
    with brought_in(), pytest.raises(IntegrityError, match=OUTSIDE), transaction.atomic():
        charged(people)


def test_no_copy_with_names_is_made_of_it(people: People) -> None:
    case = provisional_case(people.investigator)
    copy = CaseCopy(case=case)
    with pytest.raises(IntegrityError, match="no copy leaves the house"), transaction.atomic():
        copy.save(force_insert=True)


def test_the_statistics_do_not_see_it(people: People) -> None:
    provisional_case(people.investigator)
    provisional_report(people.investigator)
    kept = {make_case(people.investigator).pk}
    with transaction.atomic():
        session.enter(None, purpose="statistics")
        assert set(Case.objects.values_list("pk", flat=True)) == kept
        assert set(IntakeReport.objects.values_list("case_id", flat=True)) == kept
        assert set(Involvement.objects.filter(case__country="TT").values_list("case_id", flat=True)) == kept


def test_the_columns_are_found_by_a_small_index(people: People) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select indexdef from pg_indexes where indexname in ('case_provisional', 'report_provisional')")
        assert all("WHERE (provisional_batch IS NOT NULL)" in row[0] for row in cursor.fetchall())
