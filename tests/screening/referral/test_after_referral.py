"""What the case's next step says once a referral is over: care does not end with it."""

from __future__ import annotations

from carisecure.accounts.models import User
from cases.file.queries import case_page
from cases.record.models import Case
from screening.referral.operations.refer_out import accept_referral, decline_referral, read_referral
from tests.factories import make_case
from tests.people import People, enter
from tests.screening.made import referred_out

OVER = "Person 1, referral to Hibiscus House (demonstration): Declined. Decide what comes next"


def said(case: Case, by: User) -> list[str]:
    enter(by)
    return [step.label for step in case_page(by, case).steps]


def test_a_declined_referral_is_the_next_step_until_another_is_sent(people: People) -> None:
    case = make_case(people.investigator)
    referral = referred_out(case, people)
    assert OVER not in said(case, people.investigator)
    enter(people.caseworker)
    read_referral(referral=referral, by=people.caseworker)
    decline_referral(referral=referral, reason="no_space", note="Full.", by=people.caseworker)
    assert OVER in said(case, people.investigator)
    again = referred_out(case, people)
    assert OVER not in said(case, people.investigator)
    enter(people.caseworker)
    read_referral(referral=again, by=people.caseworker)
    accept_referral(referral=again, note="Come.", by=people.caseworker)
    assert OVER not in said(case, people.investigator)
