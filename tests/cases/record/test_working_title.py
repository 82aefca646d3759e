"""A case's working title: beside the reference for whoever may view the case, and nowhere else."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from carisecure.access.errors import StaleRecord
from carisecure.access.fields import Sealed
from cases.course.operations import close_case, update_summary
from cases.dossier.operations import ask_for_copy, make_copy
from cases.finding.queries import find_texts
from cases.keeping.operations.disposing import ask_for_disposal, dispose_case
from cases.record.models import Case
from tests.cases.counting import queries_of
from tests.cases.intake.test_new_report_page import body
from tests.cases.trust import agreed
from tests.factories import first_person, make_case
from tests.people import People, enter
from tests.prosecutions.matters import investigated, submitted
from tests.screening.made import referred_out

TITLE = "Couva guest house"


@pytest.fixture
def case(people: People) -> Case:
    return make_case(people.investigator, title=f" {TITLE} ", danger_now="yes")


def page(client: Client, name: str, *args: Any, **query: str) -> str:
    found = client.get(reverse(name, args=args), query)
    assert found.status_code == 200
    return found.text


def test_it_is_sealed_and_may_be_empty(people: People, case: Case) -> None:
    assert isinstance(Case.objects.values_list("title", flat=True).get(pk=case.pk), Sealed)
    assert Case.objects.get(pk=case.pk).called == f"{case.reference} {TITLE}"
    other = make_case(people.investigator)
    assert Case.objects.get(pk=other.pk).called == other.reference


def test_it_stands_beside_the_reference_in_every_list(people: People, case: Case, client: Client) -> None:
    client.force_login(people.investigator)
    for name in ("cases:my_work", "cases:case_list"):
        assert TITLE in page(client, name), name
    for name in ("cases:case", "cases:case_summary", "cases:add_note", "cases:access", "cases:close"):
        assert TITLE in page(client, name, case.pk), name
    assert TITLE in page(client, "cases:person", first_person(case).pk)
    found = client.post(reverse("cases:find_person"), {"name": "Nobody At All"})
    assert TITLE not in found.text
    client.force_login(people.supervisor)
    assert page(client, "cases:unit").count(TITLE) >= 2  # in danger, and unassigned


def test_two_people_decide_on_a_case_by_its_title(people: People, case: Case, client: Client) -> None:
    enter(people.investigator)
    asked = ask_for_copy(
        case=case, purpose="court", receiver="Registrar", parts=["notes"], reason="Ordered.", by=people.investigator
    )
    client.force_login(people.supervisor)
    for html in (page(client, "cases:unit"), page(client, "cases:approval", asked.pk)):
        assert TITLE in html


def test_it_is_in_no_title_of_a_page(people: People, case: Case, client: Client) -> None:
    """Desktops are shared: the titles of pages stand in the history of the browser."""
    client.force_login(people.investigator)
    for name in ("cases:case", "cases:case_summary", "cases:add_note"):
        html = page(client, name, case.pk)
        assert TITLE not in html[html.index("<title>") : html.index("</title>")]


def test_its_words_are_found(people: People, case: Case, client: Client) -> None:
    enter(people.investigator)
    (hit,) = find_texts(people.investigator, "guest houses Couva")
    assert hit.case == case
    update_summary(case=case, title="", summary="Nothing.", region="", version=1, by=people.investigator)
    assert find_texts(people.investigator, "Couva") == []


def test_it_is_asked_for_and_changed_with_a_version(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    assert client.post(reverse("cases:new_report"), body(title=TITLE)).status_code == 302
    enter(people.investigator)
    case = Case.objects.get()
    assert case.title == TITLE
    address = reverse("cases:edit_summary", args=[case.pk])
    sent = {"submission_key": str(uuid.uuid4()), "version": "1", "title": "Couva bar", "summary": "", "region": ""}
    assert client.post(address, sent).status_code == 302
    late = client.post(address, {**sent, "submission_key": str(uuid.uuid4()), "title": "Mine"})
    assert late.status_code == 409
    assert "Couva bar" in late.text
    assert "Mine" in late.text
    long = client.post(address, {**sent, "submission_key": str(uuid.uuid4()), "version": "2", "title": "x" * 81})
    assert long.status_code == 422
    enter(people.investigator)
    with pytest.raises(StaleRecord):
        update_summary(case=case, title="x", summary="", region="", version=1, by=people.investigator)
    assert Case.objects.get().title == "Couva bar"


def test_a_summary_alone_leaves_it(people: People, case: Case) -> None:
    update_summary(case=case, summary="It began.", region="", version=1, by=people.investigator)
    assert Case.objects.get(pk=case.pk).title == TITLE


def test_another_agency_has_its_own_words(people: People, client: Client) -> None:
    case = make_case(people.investigator, title=TITLE)
    referral = referred_out(case, people)
    prosecution = submitted(people, titled(people)).prosecution
    places: dict[str, list[tuple[Any, ...]]] = {
        "caseworker": [("screening:referral", referral.pk), ("screening:my_clients",)],
        "prosecutor": [("prosecutions:matter", prosecution.pk), ("prosecutions:my_matters",)],
        "auditor": [("audit:access_log",), ("cases:sealed_clocks",)],
        "frontline": [("cases:frontline_home",)],
    }
    for who, pages in places.items():
        client.force_login(getattr(people, who))
        for name, *args in pages:
            assert TITLE not in page(client, name, *args), (who, name)
    assert all(TITLE not in f"{one.subject}{one.body}" for one in mail.outbox)


def titled(people: People) -> Case:
    case = investigated(people.investigator)
    return update_summary(case=case, title=TITLE, summary="", region="", version=case.version, by=people.investigator)


def test_a_copy_is_not_named_after_it(people: People, case: Case) -> None:
    enter(people.investigator)
    asked = ask_for_copy(
        case=case, purpose="court", receiver="Registrar", parts=["summary"], reason="Ordered.", by=people.investigator
    )
    approval = agreed(asked, people)
    for form in ("pages", "sheet"):
        _made, file = make_copy(approval=approval.pk, form=form, by=people.investigator)
        assert "Couva" not in file.name
        assert b"Couva" not in file.content


def test_it_is_gone_from_what_is_left_of_a_case(people: People, client: Client) -> None:
    case = make_case(people.investigator, title=TITLE)
    close_case(case=case, reason="untraceable", note="", by=people.investigator)
    asked = ask_for_disposal(case=case, ground="court_order", reason="Order 1", by=people.investigator)
    agreed(asked, people)
    dispose_case(case=case, reference=case.reference, by=people.investigator)
    assert Case.objects.get(pk=case.pk).called == case.reference
    client.force_login(people.investigator)
    for html in (page(client, "cases:case", case.pk), page(client, "cases:case_list", stage="closed")):
        assert "erased" not in html[html.index("<h1") : html.index("</h1>")]
        assert TITLE not in html


def test_titles_cost_a_list_one_query(people: People, case: Case, client: Client) -> None:
    client.force_login(people.investigator)
    for number in range(5):
        make_case(people.investigator, title=f"{TITLE} {number}")
    enter(people.investigator)
    address = reverse("cases:case_list")
    client.get(address)
    answer, queries = queries_of(client, address)
    assert answer.text.count(TITLE) == 6
    assert len(queries) <= 7
