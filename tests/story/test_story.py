"""Person 1, 02:10: the story of the README from the first report to the figures, as the people of it would click it.

The house is the demonstration as `make demo` runs it. SCREENSHOTS=folder takes a picture of every page at 1280 and 360
pixels; PICTURES=1 makes those of the README anew.
"""

from __future__ import annotations

import psycopg2
import pytest
from playwright.sync_api import Browser, expect

from tests import server
from tests.jobs.processes import until
from tests.story import pictures
from tests.story.driver import Findings, Visitor
from tests.story.house import House
from tests.story.steps import desks, figures, matter, referral, report, screening

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CARDS = ("Investigator", "Caseworker", "Prosecutor", "Analyst", "Supervisor", "Administrator")


def test_person_1_at_ten_past_two(house: House, chromium: Browser) -> None:
    findings = Findings()
    people = {card: Visitor(chromium, house.home, card.lower(), findings) for card in CARDS}
    investigator, caseworker, prosecutor = people["Investigator"], people["Caseworker"], people["Prosecutor"]
    for card, visitor in people.items():
        report.choose(visitor, card)
    caseworker.has_not("Nothing waiting for you")  # her card says what to do first: answer a referral

    case = report.take_report(investigator, house)
    person = screening.first_screen(investigator, case)
    screening.decide(investigator, person)
    screening.write_up(investigator, case)
    screening.assess(investigator, person)

    sent = referral.refer_out(investigator, person)
    referral.accept(caseworker, sent, shown=referral.packet_of(investigator, sent), case=case)
    referral.sees_accepted(investigator, sent)
    referral.answer_inbound(investigator, caseworker, referral.refer_in(caseworker))

    reference = matter.submit(investigator, case, prosecutor)
    address = matter.find_matter(prosecutor, reference, case)
    matter.ask(prosecutor, address)
    matter.answer(investigator, reference)
    matter.advise_and_charge(prosecutor, address)
    matter.file_changes(investigator, prosecutor, case=case, matter=address)

    figures.story(people["Analyst"])
    desks.assign_oldest(people["Supervisor"])
    desks.administer(people["Administrator"], case)
    official = report.take_official_report(investigator, house)
    elsewhere = [caseworker, prosecutor, people["Administrator"]]
    report.only_named_people(official, hidden_from=elsewhere, shown_to=people["Supervisor"])

    pictures.take(people, case=case, person=person, matter=address)
    assert findings.wrong == []
    assert max(findings.weights.values()) <= 150_000


def test_a_killed_worker_leaves_the_figures_to_the_next_without_a_click(house: House, chromium: Browser) -> None:
    findings = Findings()
    analyst = Visitor(chromium, house.home, "waiting", findings)
    report.choose(analyst, "Analyst")
    until(lambda: not house.rows("select 1 from jobs_job where state in ('queued', 'running')"))
    blocker = psycopg2.connect(server.address(house.name))
    with blocker.cursor() as cursor:
        cursor.execute("lock table cases_intakereport in access exclusive mode")  # the counting waits in the middle
    run = figures.ask_for_unit(analyst)
    job = "select state, attempt from jobs_job where kind = 'reports.figures' order by asked_at desc limit 1"
    until(lambda: house.rows(job)[0][0] == "running")
    house.kill_worker()
    blocker.rollback()
    blocker.close()
    assert house.rows(job)[0][0] == "running"
    house.start_worker()
    expect(analyst.page.get_by_text("SHA-256 of the numbers")).to_be_visible(timeout=60_000)
    assert analyst.path == run
    assert house.rows(job) == [("done", 2)]
    assert findings.wrong == []


def test_a_report_is_taken_without_javascript(house: House, chromium: Browser) -> None:
    context = chromium.new_context(base_url=house.home, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    page.get_by_role("button", name="Sign in as Investigator").click()
    before = house.count("cases_case")
    page.get_by_role("link", name="New report").click()
    page.get_by_label("What came in").fill(report.TEXT)
    page.get_by_role("button", name=report.SAVE).click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(page.get_by_label("What came in")).to_have_value(report.TEXT)
    page.get_by_label("No", exact=True).check()
    page.get_by_label("How it came in").select_option("hotline")
    page.get_by_role("button", name="Add a person").click()
    page.locator("[name='people-1-age_from']").fill("20")
    page.get_by_role("button", name=report.SAVE).click()
    expect(page.locator("main")).to_contain_text(report.TEXT)
    expect(page.locator("#people")).to_contain_text("Person 1")
    assert house.count("cases_case") == before + 1
    context.close()
