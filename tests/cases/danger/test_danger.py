"""Danger now: raised, seen at once by those who may see the case, ended with a note, over with the case."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from carisecure.access.errors import NotPermitted, NotVisible, TransitionRefused
from cases.course.operations import close_case, reopen_case, take_case
from cases.danger.models import DangerEntry, DangerStep
from cases.danger.operations import danger_came_up, end_danger, raise_danger
from cases.insiders.operations.compartments import exclude_person
from cases.insiders.operations.sharing import restrict_case
from cases.record.models import Case
from tests.cases.counting import queries_of
from tests.cases.ledger import lines
from tests.factories import make_case
from tests.people import People, enter

SAID = "The man at the door has a cutlass."
OVER = "He was arrested; she is at the shelter."


@pytest.fixture
def case(people: People) -> Case:
    return make_case(people.investigator, danger_now="yes", danger_note=SAID)


def steps(case: Case) -> list[str]:
    return [entry.step for entry in DangerEntry.objects.filter(case=case).order_by("made_at")]


@pytest.mark.parametrize(("answer", "stands"), [("yes", True), ("no", False), ("not_known", False)])
def test_a_report_raises_it(people: People, answer: str, stands: bool) -> None:
    case = make_case(people.investigator, danger_now=answer)
    assert (case.danger_since is not None) is stands
    assert steps(case) == (["reported"] if stands else [])


def test_it_is_ended_with_a_note(people: People, case: Case) -> None:
    entry = end_danger(case=case, note=f" {OVER} ", by=people.investigator)
    case.refresh_from_db()
    assert case.danger_since is None
    assert (entry.note, entry.made_by, entry.step) == (OVER, people.investigator, "ended")
    added = lines(table_name="cases_dangerentry", action="insert")[-1]
    assert added.actor == people.investigator.pk
    assert OVER not in str(added.detail)


def test_it_can_be_raised_again_and_again(people: People, case: Case) -> None:
    end_danger(case=case, note=OVER, by=people.investigator)
    raise_danger(case=case, note="He is out on bail.", by=people.colleague)
    end_danger(case=case, note=OVER, by=people.colleague)
    case.refresh_from_db()
    danger_came_up(case, DangerStep.REFERRED, by=people.investigator)
    assert steps(case) == ["reported", "ended", "raised", "ended", "referred"]
    assert Case.objects.get().danger_since is not None


def test_a_danger_that_stands_keeps_its_beginning(people: People, case: Case) -> None:
    since = case.danger_since
    danger_came_up(case, DangerStep.REFERRED, by=people.investigator)
    assert Case.objects.get().danger_since == since


@pytest.mark.parametrize("note", ["", " ", "\n\t"])
def test_a_note_is_asked_for(people: People, case: Case, note: str) -> None:
    with pytest.raises(ValidationError):
        end_danger(case=case, note=note, by=people.investigator)
    end_danger(case=case, note=OVER, by=people.investigator)
    with pytest.raises(ValidationError):
        raise_danger(case=case, note=note, by=people.investigator)
    assert steps(case) == ["reported", "ended"]


def test_states_that_refuse(people: People, case: Case) -> None:
    with pytest.raises(TransitionRefused):
        raise_danger(case=case, note=SAID, by=people.investigator)
    end_danger(case=case, note=OVER, by=people.investigator)
    with pytest.raises(TransitionRefused):
        end_danger(case=case, note=OVER, by=people.investigator)
    close_case(case=case, reason="not_trafficking", note="x", by=people.investigator)
    with pytest.raises(TransitionRefused):
        raise_danger(case=case, note=SAID, by=people.investigator)


@pytest.mark.parametrize("key", ["outsider", "frontline", "caseworker", "prosecutor", "analyst", "auditor"])
def test_nobody_else(people: People, case: Case, key: str) -> None:
    who = getattr(people, key)
    enter(who)
    for operation in (end_danger, raise_danger):
        with pytest.raises((NotVisible, NotPermitted)):
            operation(case=case, note=OVER, by=who)
    assert list(DangerEntry.objects.all()) == []


def test_it_is_over_with_the_case_and_stays_over(people: People, case: Case) -> None:
    close_case(case=case, reason="not_trafficking", note="A quarrel.", by=people.investigator)
    reopen_case(case=case, note="She called again.", by=people.investigator)
    assert Case.objects.get().danger_since is None
    assert steps(case) == ["reported", "closed"]


def test_the_table_keeps_no_danger_on_a_closed_case(people: People, case: Case) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(stage="closed")


def test_nothing_is_half_done(people: People, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("cases.danger.operations._store", broken)
    with pytest.raises(RuntimeError):
        end_danger(case=case, note=OVER, by=people.investigator)
    assert steps(case) == ["reported"]


def test_it_stands_first_on_both_pages_whatever_the_order(people: People, client: Client, case: Case) -> None:
    """First on the page, and first among the reports without a lead, although it is the youngest of them."""
    older = make_case(people.investigator)
    Case.objects.filter(pk=older.pk).update(opened_at=case.opened_at.replace(year=case.opened_at.year - 1))
    for who, address in ((people.colleague, "/my-work/"), (people.supervisor, "/unit/")):
        client.force_login(who)
        text = client.get(address).text.split('id="main"')[1]
        assert text.index('id="danger"') < text.index("</section>"), "the first panel of the page"
        assert case.reference in text.split('id="danger"')[1].split("</section>")[0]
        assert older.reference not in text.split('id="danger"')[1].split("</section>")[0]
    free = text.split('id="unassigned"')[1].split("</section>")[0]
    assert free.index(case.reference) < free.index(older.reference)


def test_every_row_of_the_case_says_so(people: People, client: Client, case: Case) -> None:
    take_case(case=case, by=people.investigator)
    client.force_login(people.investigator)
    for address in ("/my-work/", "/cases/", "/reports/", f"/cases/?danger=now&lead={people.investigator.pk}"):
        text = client.get(address).text
        after = text.split(f"{case.reference}</a>")
        assert len(after) > 1, address
        assert all("state-late" in part[:300] or "since" in part[:300] for part in after[1:]), address
    assert "Danger now" not in client.get("/cases/?stage=with_dpp").text.split('id="list"')[1]


def test_the_head_of_the_case_says_it_and_how_to_end_it(people: People, client: Client, case: Case) -> None:
    address = reverse("cases:case", args=[case.pk])
    client.force_login(people.investigator)
    text = client.get(address).text
    assert text.index("Danger now, since") < text.index('class="side-by-side"')
    assert SAID in text.split('id="danger-now"')[1].split("side-by-side")[0]
    end = reverse("cases:danger", args=[case.pk])
    assert end in text
    key = "2f0c1e7a-6a38-4e40-9d0e-2f6d3f6f3a11"
    assert client.post(end, {"submission_key": key, "note": ""}).status_code == 422
    assert client.post(end, {"submission_key": key, "note": OVER}).status_code == 302
    text = client.get(address).text
    assert "Danger now, since" not in text
    assert "Was in danger; now over" in text
    history = client.get(end).text
    assert history.index("Danger ended") < history.index("Danger reported")
    assert OVER in history
    key = "2f0c1e7a-6a38-4e40-9d0e-2f6d3f6f3a12"
    assert client.post(end, {"submission_key": key, "note": "He is back."}).status_code == 302
    assert "He is back." in client.get(address).text.split('id="danger-now"')[1].split("side-by-side")[0]


def test_who_may_not_see_the_case_sees_no_danger(people: People, client: Client, case: Case) -> None:
    restricted = restrict_case(case=case, people=[], by=people.investigator)
    sealed = make_case(people.investigator, danger_now="yes", is_official_involved=True)
    own = make_case(people.investigator, danger_now="yes")
    exclude_person(case=sealed, who=people.colleague, by=people.investigator)
    client.force_login(people.colleague)
    for address in ("/my-work/", "/cases/?danger=now", "/reports/"):
        text = client.get(address).text
        assert own.reference in text
        assert restricted.reference not in text
        assert sealed.reference not in text
    client.force_login(people.supervisor)
    assert sealed.reference not in client.get("/unit/").text


@pytest.mark.parametrize("address", ["/my-work/", "/unit/", "/cases/?danger=now", "/reports/"])
def test_a_page_costs_the_same_for_one_danger_and_for_many(people: People, client: Client, address: str) -> None:
    make_case(people.investigator, danger_now="yes")
    client.force_login(people.supervisor)
    _first, few = queries_of(client, address)
    for _ in range(8):
        take_case(case=make_case(people.investigator, danger_now="yes"), by=people.investigator)
    answer, many = queries_of(client, address)
    assert answer.text.count("since ") + answer.text.count("Danger now") >= 9
    assert len(few) == len(many)


def test_the_page_of_a_case_in_danger_stays_in_its_budget(people: People, client: Client, case: Case) -> None:
    client.force_login(people.investigator)
    client.get(reverse("cases:case", args=[case.pk]))
    _answer, asked = queries_of(client, reverse("cases:case", args=[case.pk]))
    assert len(asked) <= 6, "\n".join(asked)


def test_the_database_finds_them_by_an_index(people: People, case: Case) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute(
            "explain select id from cases_case where danger_since is not null order by danger_since limit 31"
        )
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "case_in_danger" in plan
