"""The pages that people live on, the lists, and finding by reference."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.course.operations import take_case
from cases.insiders.operations.sharing import restrict_case
from cases.record import worklist
from cases.record.models import Case
from tests.cases.counting import queries_of
from tests.factories import make_case
from tests.people import People, enter


def _idle(case: Case, days: int) -> None:
    Case.objects.filter(pk=case.pk).update(last_moved_at=timezone.now() - timedelta(days=days))


def test_my_work_is_empty_and_says_what_to_do(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    text = client.get("/my-work/").text
    for words in ("Nothing waiting for you.", "You lead no cases.", "800-4CTU", reverse("cases:new_report")):
        assert words in text


def test_my_work_shows_my_cases_the_idle_first(people: People, client: Client) -> None:
    fresh, old = (take_case(case=make_case(people.investigator), by=people.investigator) for _ in range(2))
    _idle(old, 22)
    other = make_case(people.colleague)
    client.force_login(people.investigator)
    mine, free = client.get("/my-work/").text.split('id="free"')
    assert mine.index(old.reference) < mine.index(fresh.reference)
    assert "22 days ago" in mine
    assert other.reference not in mine
    assert other.reference in free


def test_other_rooms_put_work_on_it(people: People, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    late = worklist.WorkItem("Answer the referral", "/r/", due_at=timezone.now() - timedelta(days=1))
    monkeypatch.setattr(worklist, "_sources", {})
    worklist.register("x", lambda user: [worklist.WorkItem("Read the query", "/q/"), late])
    worklist.register("y", lambda user, rows: [], lists=lambda user: None)
    client.force_login(people.investigator)
    text = client.get("/my-work/").text
    assert text.index("Answer the referral") < text.index("Read the query")
    assert "Overdue" in text


def test_the_unit_sees_what_nobody_has_and_what_stands_still(people: People, client: Client) -> None:
    oldest, newest = make_case(people.investigator), make_case(people.investigator)
    idle = take_case(case=make_case(people.investigator), by=people.investigator)
    _idle(idle, 15)
    client.force_login(people.supervisor)
    free, still = client.get("/unit/").text.split('id="idle"')
    assert free.index(oldest.reference) < free.index(newest.reference)
    assert idle.reference not in free
    assert idle.reference in still
    assert "Ines Investigator" in still


def test_assigning_from_the_unit_page(people: People, client: Client) -> None:
    case = make_case(people.investigator)
    client.force_login(people.supervisor)
    key = "2f0c1e7a-6a38-4e40-9d0e-2f6d3f6f3a11"
    address = reverse("cases:assign", args=[case.pk])
    assert client.post(address, {"submission_key": key, "lead": str(people.colleague.pk)}).status_code == 302
    enter(people.supervisor)
    assert Case.objects.get().lead_officer == people.colleague
    client.force_login(people.investigator)
    assert client.get(address).status_code == 403
    assert client.get("/unit/").status_code == 403


def test_who_logged_a_report_has_not_taken_it(people: People, client: Client) -> None:
    """It is free as long as it stands among those that nobody has taken."""
    case = make_case(people.investigator)
    client.force_login(people.supervisor)
    assert case.reference in client.get("/unit/").text.split('id="idle"')[0]
    text = client.get("/reports/").text
    assert "Recorded by" in text
    assert "Taken by" not in text


@pytest.mark.parametrize("address", ["/my-work/", "/cases/", "/reports/"])
def test_lists_cost_the_same_for_one_and_for_a_full_page(people: People, client: Client, address: str) -> None:
    take_case(case=make_case(people.investigator), by=people.investigator)
    client.force_login(people.investigator)
    _first, few = queries_of(client, address)
    enter(people.investigator)
    for _ in range(24):
        take_case(case=make_case(people.investigator), by=people.investigator)
    response, many = queries_of(client, address)
    assert response.status_code == 200
    assert response.text.count("TT-") >= 25
    assert len(few) == len(many)
    # What waits of all rooms is one query; the reports, the drafts and the numbers on call are read beside it.
    assert len(many) <= (9 if address == "/my-work/" else 7), "\n".join(many)


def test_the_unit_page_costs_the_same_too(people: People, client: Client) -> None:
    make_case(people.investigator)
    client.force_login(people.supervisor)
    _first, few = queries_of(client, "/unit/")
    for _ in range(20):
        make_case(people.investigator)
    _second, many = queries_of(client, "/unit/")
    assert len(few) == len(many)


def test_the_list_filters(people: People, client: Client) -> None:
    led = take_case(case=make_case(people.investigator, region="ARI"), by=people.investigator)
    free = make_case(people.investigator, region="TOB")
    _idle(led, 20)
    client.force_login(people.investigator)
    for query, shown, left_out in (
        ("stage=reported", free, led),
        (f"lead={people.investigator.pk}", led, free),
        ("lead=null", free, led),
        ("region=ARI", led, free),
        ("idle=idle", led, free),
    ):
        text = client.get(f"/cases/?{query}").text
        assert shown.reference in text, query
        assert left_out.reference not in text, query


def test_nobody_finds_what_is_not_shared(people: People, client: Client) -> None:
    hidden = restrict_case(case=make_case(people.investigator), people=[], by=people.investigator)
    client.force_login(people.colleague)
    for address in ("/cases/", "/reports/", "/my-work/"):
        assert hidden.reference not in client.get(address).text
    found, nothing = (client.get("/open/", {"reference": r}) for r in (hidden.reference, "TT-0000-0000"))
    assert found.status_code == nothing.status_code == 404
    assert found.content == nothing.content
    client.force_login(people.supervisor)
    answer = client.get("/open/", {"reference": hidden.reference.lower()})
    assert answer["Location"] == reverse("cases:case", args=[hidden.pk])


def test_the_front_line_knows_whom_to_call(people: People, client: Client) -> None:
    client.force_login(people.frontline)
    response = client.get("/", follow=True)
    assert response.status_code == 200
    assert "800-4CTU" in response.text
    assert client.get("/cases/").status_code == 403


def test_everybody_lands_where_they_work(people: People, client: Client) -> None:
    for user, address in (
        (people.investigator, "/my-work/"),
        (people.supervisor, "/unit/"),
        (people.frontline, "/front-line/"),
        (people.administrator, "/people-and-agencies/people/"),
    ):
        client.force_login(user)
        assert client.get("/")["Location"] == address
