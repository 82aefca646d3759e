"""The unit's invented register, where it lies beside the project: in, confirmed, and its published totals out."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from carisecure.access import session
from carisecure.access.errors import NotPermitted, TransitionRefused
from carisecure.jobs.errors import JobRefused
from cases.intake.models import IntakeReport
from cases.record.models import Case, Involvement, Person
from cases.registers.confirming import confirm_register
from cases.registers.models import RegisterBatch, RegisterPart, RegisterState
from cases.registers.operations import mapping
from cases.registers.operations.checking import ask_check
from cases.registers.operations.committing import ask_commit
from prosecutions.court_path.models import StageEvent
from prosecutions.court_path.standing import standings
from reports.indicators import INDICATORS
from reports.indicators.base import Scope, Span
from tests.cases.registers.provisional import second_supervisor
from tests.cases.registers.sent import open_all, sent_register
from tests.people import People, enter
from tests.reports.conftest import RunJob

REGISTER = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "unit_register_2013_2022.xlsx"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not REGISTER.exists(), reason="the register is not beside the project"),
]
SEX = {"F": "feminine", "M": "masculine"}
VALUES = {
    "TIP REGISTER": {
        "How reported": {
            "Police stn": "other_agency", "NGO": "other_agency", "Immigration": "other_agency",
            "Hotline 800-4CTU": "hotline", "WhatsApp": "message", "Walk in": "walk_in", "Letter": "letter",
        },
        "Region": {"POS": "POS", "S/F'do": "SFO", "Couva": "CTT", "Tunapuna/Piarco": "TUP"},
    },
    "VICTIMS": {
        "Sex": SEX, "Status": {"Victim": "identified", "VICTIM": "identified", "Identified": "identified"},
        "Nationality": {
            "Venezuelan": "VE", "Guyanese": "GY", "Colombian": "CO", "Indian": "IN", "Trinidadian": "TT",
            "Dominican": "DO",
        },
    },
    "ACCUSED": {
        "Sex": SEX,
        "Charge(s)": {
            "TIP": "TT-16", "TIP s.16": "TT-16", "TIP sec. 18 (child)": "TT-18", "Trafficking x 3": "TT-16",
            "receiving benefits": "TT-20-22", "Sexual penetration of minor": "TT-CA-18",
        },
        "Status / outcome": {
            "PI pending": "preliminary_inquiry", "Committed": "committed", "Committed 2022": "committed",
            "Dismissed": "dismissed", "Deceased (killed)": "deceased", "Discharged": "discharged",
            "Pleaded guilty - immigration offence": "plea_other_offence",
        },
    },
}  # fmt: skip


def checked(people: People, work: RunJob) -> RegisterBatch:
    batch = open_all(sent_register(people.supervisor, REGISTER, work), people.supervisor)
    for sheet, values in VALUES.items():
        batch = mapping.say_values(batch=batch, sheet=sheet, values=values, by=people.supervisor)
    work(ask_check(batch=batch, by=people.supervisor))
    enter(people.supervisor)
    batch.refresh_from_db()
    assert [(one["sheet"], one["row"], one["column"], one["code"], one["value"]) for one in batch.faults] == []
    return batch


def counted(people: People, code: str) -> Counter[str]:
    """One figure over 2013 to 2022: its rows, its years, and what is unknown; under the purpose of the statistics."""
    session.enter(None, purpose="statistics")
    scope = Scope(as_known_on=timezone.now(), unit=people.supervisor.agency)
    found: Counter[str] = Counter()
    for year in range(2013, 2023):
        column = INDICATORS[f"unit.{code}"].count(scope, Span(str(year), dt.date(year, 1, 1), dt.date(year, 12, 31)))
        found.update(column.rows)
        found[str(year)] = column.total
        found["unknown"] += column.unknown
    return found


def test_its_published_totals_come_out(people: People, work: RunJob) -> None:
    batch = checked(people, work)
    result = work(ask_commit(batch=batch, seen=batch.rows_digest, by=people.supervisor))
    enter(people.supervisor)
    batch.refresh_from_db()
    assert (batch.state, batch.committed_by) == (RegisterState.COMMITTED, people.supervisor)
    assert result["things"] == batch.row_count
    assert sum(counted(people, "victims")[str(year)] for year in range(2013, 2023)) == 0  # provisional
    other = second_supervisor(people)
    enter(other)
    confirm_register(batch=batch, by=other)
    assert (Case.objects.count(), IntakeReport.objects.count()) == (71, 71)
    years = (13, 8, 9, 13, 7, 12, 14, 8, 10, 8)
    victims = counted(people, "victims_form")
    assert (victims["sexual_exploitation"], victims["forced_labour"], victims["unknown"]) == (92, 10, 0)
    assert tuple(victims[str(year)] for year in range(2013, 2023)) == years
    ages = counted(people, "victims_age")
    assert (ages["child"], ages["adult"], ages["unknown"]) == (30, 72, 0)
    assert sum(counted(people, "victims_gender")[code] for code in SEX.values()) == 102
    enter(other)
    roles = Involvement.objects.filter(main_role="possible_victim")
    nations = Counter(one for person in Person.objects.filter(involvements__in=roles) for one in person.citizenships)
    assert nations == {"VE": 82, "GY": 6, "CO": 5, "IN": 3, "TT": 3, "DO": 3}
    stand = Counter(one.latest.stage for one in standings(StageEvent.objects.standing()).values())
    assert stand == {
        "preliminary_inquiry": 42, "committed": 10, "dismissed": 7, "deceased": 2, "plea_other_offence": 1,
        "discharged": 1,
    }  # fmt: skip


def test_it_comes_in_once_as_it_was_checked_and_by_who_may(people: People, work: RunJob) -> None:
    batch = checked(people, work)
    enter(people.investigator)
    with pytest.raises(NotPermitted):
        ask_commit(batch=batch, seen="", by=people.investigator)
    enter(people.supervisor)
    RegisterBatch.objects.filter(pk=batch.pk).update(rows_digest="0" * 64)
    job = ask_commit(batch=batch, seen="0" * 64, by=people.supervisor)
    with pytest.raises(JobRefused) as refused, transaction.atomic():
        work(job)
    assert refused.value.code == "register.changed"
    enter(people.supervisor)
    assert not Case.objects.exists()
    assert not RegisterPart.objects.exists()
    RegisterBatch.objects.filter(pk=batch.pk).update(rows_digest=batch.rows_digest, job=None)
    work(ask_commit(batch=batch, seen=batch.rows_digest, by=people.supervisor))
    enter(people.supervisor)
    batch.refresh_from_db()
    with pytest.raises(TransitionRefused):
        ask_commit(batch=batch, seen=batch.rows_digest, by=people.supervisor)
    assert Case.objects.count() == 71
