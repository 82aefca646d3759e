"""What the case's next step says once nothing is left to do for the prosecution service."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from carisecure.accounts.models import User
from cases.course.operations import close_case, reopen_case
from cases.file.queries import case_page
from cases.record.models import Case
from prosecutions.advice.operations import record_advice
from prosecutions.charges.operations import ChargeFacts, lay_charge
from prosecutions.outcomes.operations import record_outcome
from tests.people import People, enter
from tests.prosecutions.matters import CHARGE, charged, submitted

NO_CHARGE = "No charge was advised: close the case"
DECIDED = "Every charge is decided: close the case"


def said(by: User) -> list[str]:
    enter(by)
    return [step.label for step in case_page(by, Case.objects.get()).steps]


def test_after_no_charge_the_case_can_be_closed(people: People) -> None:
    prosecution = submitted(people).prosecution
    assert NO_CHARGE not in said(people.investigator)
    enter(people.prosecutor)
    record_advice(
        prosecution=prosecution, kind="no_charge", text="Not enough.", given_on=timezone.localdate(),
        by=people.prosecutor,
    )  # fmt: skip
    assert NO_CHARGE in said(people.investigator)
    case = Case.objects.get()
    close_case(case=case, reason="insufficient_evidence", note="As advised.", by=people.investigator)
    assert said(people.investigator) == []
    reopen_case(case=case, note="A new statement.", by=people.investigator)
    assert NO_CHARGE not in said(people.investigator)


def test_after_the_last_verdict_and_not_before(people: People) -> None:
    first = charged(people)
    second = lay_charge(accused=first.accused, facts=ChargeFacts(**CHARGE), by=people.prosecutor)
    for charge in (first, second):
        assert DECIDED not in said(people.investigator)
        enter(people.prosecutor)
        record_outcome(charge=charge, verdict="acquitted", happened_on=date(2026, 2, 2), by=people.prosecutor)
    assert DECIDED in said(people.investigator)
