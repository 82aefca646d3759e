"""The summary of a case: on screen and on paper, by label."""

from __future__ import annotations

import re
from datetime import date

from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from carisecure.interface.templatetags.interface_tags import worded
from carisecure.interface.words import day
from cases.exhibits.operations import add_exhibit
from cases.material.operations import add_note, add_statement
from cases.people.operations import PersonEntry
from cases.record.models import Case
from tests.cases.counting import queries_of
from tests.cases.ledger import lines
from tests.factories import first_person, make_case, make_person
from tests.people import People, enter

# Session, person, memberships, session again; case, people, reports, statements, exhibits, the key of the texts, the
# ledger's line, readers. The page of the case asks for more: what its viewer may do, notes, panels.
BUDGET = 13


def address(case: Case) -> str:
    return reverse("cases:case_summary", args=[case.pk])


def fill(case: Case, people: People, numbers: range) -> None:
    enter(people.investigator)
    for n in numbers:
        person = make_person(case, people.investigator, name=f"Name {n}", languages=("es",))
        add_note(case=case, text="CANARY-NOTE", by=people.investigator)
        add_exhibit(case=case, mark=f"M{n}", description="Telephone", by=people.investigator)
        add_statement(case=case, involvement=person, text="…", taken_on=date(2026, 1, 1), by=people.investigator)


def test_it_says_what_is_in_the_file_and_no_name_and_no_note(people: People, client: Client) -> None:
    case = make_case(people.investigator, people=(PersonEntry(name="Rosa Demo", age_from=14, age_to=15),))
    fill(case, people, range(1))
    add_statement(case=case, involvement=None, text="I <saw> it.", taken_on=date(2026, 1, 2), by=people.investigator)
    client.force_login(people.colleague)
    page = client.get(address(case)).text
    text = re.sub(r" ([.:)])", r"\1", " ".join(re.sub(r"<[^>]*>", " ", page).split())).replace("( ", "(")
    for words in (
        "What it is about Not written yet.", "Lead officer not known yet", "Region Port of Spain",
        f"Person 1 , Possible victim. Age: 14 to 15 on {day(localdate())} (source not recorded). Speaks: not known",
        "Person 2 , Possible victim. Age: not known yet. Speaks: Spanish.",
        "Hotline call A woman was seen at the door of a bar.", "Person 2 · 1 Jan 2026 Ines Investigator",
        "Somebody else · 2 Jan 2026",
        "M0 Telephone Kept where: not known yet", "Who can read this",
    ):  # fmt: skip
        assert words in text, words
    assert "I &lt;saw&gt; it." in page
    for words in ("Rosa", "Name 0", "CANARY-NOTE"):
        assert words not in page, words


def test_what_a_child_does_not_need_is_said(people: People, client: Client) -> None:
    case = make_case(people.investigator, people=(PersonEntry(age_from=14, age_to=15, age_basis="said"),))
    client.force_login(people.investigator)
    assert "<strong>Means</strong><span>not needed for a child</span>" in client.get(address(case)).text


def test_it_costs_the_same_for_one_and_for_twenty(people: People, client: Client) -> None:
    case = make_case(people.investigator)
    client.force_login(people.investigator)
    fill(case, people, range(1))
    client.get(address(case))  # what a process reads once, the keys of the case and of its report among it
    few = queries_of(client, address(case))[1]
    fill(case, people, range(1, 20))
    many = queries_of(client, address(case))[1]
    assert len(few) == len(many)
    assert len(many) <= BUDGET, "\n".join(many)


def test_reading_it_is_a_line_of_the_ledger(people: People, client: Client) -> None:
    case = make_case(people.investigator)
    client.force_login(people.colleague)
    client.get(address(case))
    (line,) = lines(action="read", object_id=str(case.pk))
    assert (line.actor, line.detail) == (people.colleague.pk, {"involvements": [str(first_person(case).pk)]})


def test_who_does_not_see_the_case_gets_no_page_and_leaves_no_line(people: People, client: Client) -> None:
    case = make_case(people.investigator)
    for key in ("outsider", "caseworker", "prosecutor"):
        client.force_login(getattr(people, key))
        assert client.get(address(case)).status_code == 404, key
    assert lines(action="read", object_id=str(case.pk)) == []


def test_a_piece_is_written_as_the_page_writes_what_it_is() -> None:
    assert worded(["moment", "2026-01-02T03:04:05.678+00:00"]).startswith('<time datetime="2026-01-02T03:04:05+00:00">')
    assert worded(["day", "2026-01-02", "day"]) == '<time datetime="2026-01-02">2 Jan 2026</time>'
    assert worded(["day", "2026-01-02", "month"]) == '<time datetime="2026-01">January 2026</time>'
    for nothing in ("", ["age_range", None, None], ["codes", "act", []], ["not_known"]):
        assert worded(nothing) == '<span class="unknown">not known yet</span>'
    assert (worded("a < b"), worded(["age_range", 3, 4])) == ("a < b", "3 to 4")
