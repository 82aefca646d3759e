"""Person 1, 02:10: the story of the README from the first report to the figures, as the people of it would click it.

The house is the demonstration as `make demo` runs it. SCREENSHOTS=folder takes a picture of every page at 1280 and 360
pixels; PICTURES=1 makes those of the README anew.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.story import pictures
from tests.story.driver import Findings, Visitor
from tests.story.house import House
from tests.story.steps import desks, figures, matter, referral, report, screening

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CARDS = ("Investigator", "Caseworker", "Prosecutor", "Analyst", "Supervisor", "Administrator")


def test_person_1_at_ten_past_two(house: House, browser: Browser) -> None:
    findings = Findings()
    people = {card: Visitor(browser, house.home, card.lower(), findings) for card in CARDS}
    investigator, caseworker, prosecutor = people["Investigator"], people["Caseworker"], people["Prosecutor"]
    for card, visitor in people.items():
        report.choose(visitor, card)

    case = report.take_report(investigator, house)
    person = screening.first_screen(investigator, case)
    screening.decide(investigator, person)
    screening.assess(investigator, person)

    sent = referral.refer_out(investigator, person)
    referral.accept(caseworker, sent, shown=referral.packet_of(investigator, sent), case=case)
    referral.sees_accepted(investigator, sent)
    referral.answer_inbound(investigator, caseworker, referral.refer_in(caseworker))

    reference = matter.submit(investigator, case, prosecutor)
    address = matter.find_matter(prosecutor, reference, case)
    matter.ask(prosecutor, address)
    matter.answer(investigator)
    matter.advise_and_charge(prosecutor, address)
    matter.file_changes(investigator, prosecutor, case=case, matter=address)

    run = figures.story(people["Analyst"])
    desks.assign_oldest(people["Supervisor"])
    desks.administer(people["Administrator"], case)
    official = report.take_official_report(investigator, house)
    elsewhere = [caseworker, prosecutor, people["Administrator"]]
    report.only_named_people(official, hidden_from=elsewhere, shown_to=people["Supervisor"])

    pictures.take(people, case=case, person=person, matter=address, run=run)
    assert findings.wrong == []
    assert max(findings.weights.values()) <= 150_000
