from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from dateutil.relativedelta import relativedelta
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from carisecure.accounts.models import User
from cases.course.operations import close_case, update_elements
from cases.exhibits.operations import add_exhibit
from cases.insiders.operations.sharing import restrict_case
from cases.material.operations import add_note, add_statement
from cases.people.operations import PersonEntry
from cases.record import panels
from cases.record.models import Case, Involvement
from tests.cases.counting import queries_of
from tests.cases.ledger import lines
from tests.factories import PERSON_1, first_person, make_case, make_person
from tests.people import People, enter

# The session with its person, the memberships, the case with the rights, its people, all lists with those of other
# rooms' panels, the ledger's line. What is left of the issue's 12 is for names where they are asked for.
BUDGET = 6


def _address(case: Case, name: str = "cases:case") -> str:
    return reverse(name, args=[case.pk])


def _fill(case: Case, people: People, numbers: range) -> None:
    enter(people.investigator)
    for n in numbers:
        person = make_person(case, people.investigator, age_from=20 + n % 10, languages=("es",))
        add_note(case=case, text=f"Note {n}", by=people.investigator)
        add_exhibit(case=case, mark=f"M{n}", description="Telephone", by=people.investigator)
        add_statement(case=case, involvement=person, text="…", taken_on=date(2026, 1, 1), by=people.investigator)


def test_the_page_costs_the_same_for_one_and_for_thirty(people: People, client: Client) -> None:
    case = make_case(people.investigator)
    client.force_login(people.investigator)
    _fill(case, people, range(1))
    client.get(_address(case))  # what a process reads once: the permissions' numbers, the keys of case and report
    response, few = queries_of(client, _address(case))
    assert response.status_code == 200
    _fill(case, people, range(1, 30))
    response, many = queries_of(client, _address(case))
    assert "Person 31" in response.text
    assert len(few) == len(many)
    assert len(many) <= BUDGET, "\n".join(many)


def test_what_stands_on_it(people: People, client: Client) -> None:
    case = restrict_case(case=make_case(people.investigator), people=[], by=people.investigator)
    client.force_login(people.supervisor)
    text = client.get(_address(case)).text
    for words in (
        case.reference, "Reported", "Named people only", "nobody yet", "Person 1", "20 to 25", "Spanish",
        "A woman was seen at the door of a bar.", "Port of Spain", "Who can read this", "Assign a lead officer",
        "Counter Trafficking Unit", "Ines Investigator, Sara Supervisor",
    ):  # fmt: skip
        assert words in text, words
    assert "Colin Colleague" not in text


def test_reading_is_in_the_ledger(people: People, client: Client) -> None:
    case = make_case(people.investigator)
    client.force_login(people.colleague)
    client.get(_address(case))
    (line,) = lines(action="read", object_id=str(case.pk))
    assert line.actor == people.colleague.pk
    assert line.detail == {"involvements": [str(first_person(case).pk)]}


def test_the_printed_summary_names_nobody(people: People, client: Client) -> None:
    case = make_case(people.investigator, people=(PersonEntry(name="Rosa Demo"),))
    client.force_login(people.investigator)
    text = client.get(_address(case, "cases:case_summary")).text
    assert "Person 1" in text
    assert "Rosa Demo" not in text
    assert "data-print" in text


def test_elements_are_shown_and_decide_nothing(people: People, client: Client) -> None:
    case = make_case(people.investigator)
    client.force_login(people.investigator)
    assert "Elements missing" in client.get(_address(case)).text
    enter(people.investigator)
    update_elements(
        case=case, acts=["receipt"], means=["fraud"], purposes=["forced_labour"], version=1, by=people.investigator
    )
    text = client.get(_address(case)).text
    assert "All elements recorded" in text
    assert "This is not a decision." in text
    assert "Forced labour" in text


def test_the_means_are_not_needed_for_a_child(people: People, client: Client) -> None:
    child = PersonEntry(age_from=14, age_to=15, age_basis="said")
    case = make_case(people.investigator, people=(child,))
    update_elements(
        case=case, acts=["receipt"], means=[], purposes=["forced_labour"], version=1, by=people.investigator
    )
    client.force_login(people.investigator)
    text = client.get(_address(case)).text
    assert "All elements recorded" in text
    assert "not needed for a child" in text


ADULT = PersonEntry(age_from=30, age_to=35, age_basis="said")


def _verdicts(client: Client, case: Case) -> list[str]:
    """The lines below the elements: for whom, and what is shown."""
    part = client.get(_address(case)).text.split('id="verdicts"')[1].split("</ul>")[0]
    return [" ".join(strip_tags(line).split()) for line in part.split("<li>")[1:]]


def _without_means(people: People, *entries: PersonEntry) -> Case:
    case = make_case(people.investigator, people=entries)
    update_elements(
        case=case, acts=["receipt"], means=[], purposes=["forced_labour"], version=1, by=people.investigator
    )
    return case


@pytest.mark.parametrize("age", [18, 19])
def test_a_victim_who_is_hardly_of_age_is_presumed_a_child_at_the_act(people: People, client: Client, age: int) -> None:
    case = _without_means(people, PersonEntry(age_from=age, age_to=age, age_basis="document"))
    client.force_login(people.investigator)
    (line,) = _verdicts(client, case)
    assert line.startswith("Person 1: may have been under 18 at the act")
    assert line.endswith("All elements recorded")


@pytest.mark.parametrize(
    ("age", "years", "why"),
    [
        (17, 4, "an adult: a means is needed"),  # noted four years before the report: 21 then
        (16, 2, "may have been under 18 at the act"),
        (20, -3, "a child: no means is needed"),  # noted three years after it: 17 then
        (24, -3, "an adult: a means is needed"),
    ],
)
def test_the_age_on_the_day_of_the_report_decides(
    people: People, client: Client, age: int, years: int, why: str
) -> None:
    told = timezone.now() - relativedelta(years=5)
    entry = PersonEntry(
        age_from=age, age_to=age, age_basis="said", age_on=timezone.localdate(told) - relativedelta(years=years)
    )
    case = make_case(people.investigator, people=(entry,), received_at=told)
    client.force_login(people.investigator)
    (line,) = _verdicts(client, case)
    assert line.startswith(f"Person 1: {why}")


def test_an_adult_beside_a_child_does_not_make_the_means_needed_for_the_child(people: People, client: Client) -> None:
    child = PersonEntry(age_from=14, age_to=15, age_basis="said")
    case = _without_means(people, ADULT, child, PersonEntry(), child)
    client.force_login(people.investigator)
    assert _verdicts(client, case) == [
        "Person 2, Person 4: a child: no means is needed All elements recorded",
        "Person 1: an adult: a means is needed Elements missing",
        "Person 3: age not known yet: for a child no means is needed Elements missing",
    ]
    assert "not needed for a child" not in client.get(_address(case)).text  # for one of them it is


def test_whoever_is_no_victim_and_a_case_without_one(people: People, client: Client) -> None:
    case = _without_means(people, PersonEntry(age_from=14, age_to=15, role="suspect"))
    client.force_login(people.investigator)
    assert _verdicts(client, case) == ["Elements missing"]
    other = _without_means(people, ADULT, PersonEntry(age_from=14, age_to=15))
    Involvement.objects.filter(case=other, label="Person 2").update(status="not_a_victim")
    assert _verdicts(client, other) == ["Person 1: an adult: a means is needed Elements missing"]


def test_a_closed_case_says_why_and_can_be_opened(people: People, client: Client) -> None:
    case = make_case(people.investigator)
    close_case(case=case, reason="not_trafficking", note="A quarrel about rent.", by=people.investigator)
    client.force_login(people.investigator)
    text = client.get(_address(case)).text
    assert "Not trafficking" in text
    assert "A quarrel about rent." in text
    assert reverse("cases:reopen", args=[case.pk]) in text
    assert reverse("cases:close", args=[case.pk]) not in text


def test_another_room_has_its_slot(people: People, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels, "_case_steps", {"x": lambda shown: [panels.Step("Do this first", "/x/", 1)]})
    monkeypatch.setattr(panels, "_person_steps", {"x": lambda shown: [panels.Step(f"Ask {shown.involvement}", "/y/")]})
    monkeypatch.setattr(panels, "_case_panels", {})
    panels.register_case_panel("x", lambda shown: panels.Panel("cases/file/_find.html"))
    panels.register_case_panel("y", _counts_them, lists=lambda shown: [User.objects.all(), Case.objects.none()])
    panels.register_case_panel("z", _never, lists=lambda shown: None)
    case = make_case(people.investigator, people=(PERSON_1,))
    client.force_login(people.investigator)
    text = client.get(_address(case)).text
    assert 'class="btn btn-primary" href="/x/">Do this first' in text
    assert "Ask Person 1" in text
    assert 'id="find"' in text


def _counts_them(shown: panels.Shown, users: Sequence[User], cases: Sequence[Case]) -> None:
    assert users
    assert not cases


def _never(shown: panels.Shown) -> None:
    raise AssertionError("a panel without lists to show is not asked")


@pytest.mark.parametrize("key", ["outsider", "caseworker", "prosecutor", "analyst", "administrator", "frontline"])
@pytest.mark.parametrize("name", ["case", "case_summary", "add_note", "close", "edit_summary"])
def test_hidden_is_the_same_as_nonexistent(people: People, client: Client, key: str, name: str) -> None:
    case = make_case(people.investigator)
    client.force_login(getattr(people, key))
    hidden, asked = queries_of(client, _address(case, f"cases:{name}"))
    nothing, asked_of_nothing = queries_of(
        client, reverse(f"cases:{name}", args=["00000000-0000-4000-8000-000000000000"])
    )
    assert hidden.status_code == nothing.status_code == 404
    assert hidden.content == nothing.content
    assert len(asked) == len(asked_of_nothing)
    assert case.reference not in hidden.text
