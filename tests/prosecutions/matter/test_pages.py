"""Every page: who opens it, what it says when it is empty, that an error keeps the text, and what it costs."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from carisecure.interface.words import day as in_words
from cases.exhibits.operations import add_exhibit
from cases.material.operations import add_statement
from cases.record import worklist
from cases.record.models import Case
from prosecutions.advice.models import Query
from prosecutions.advice.operations import answer_query, ask_query
from prosecutions.charges.models import Charge
from prosecutions.charges.operations import ChargeFacts, lay_charge
from prosecutions.court.operations import schedule_hearing
from prosecutions.file.models import FileSubmission
from prosecutions.file.sheets import sheets_of
from prosecutions.outcomes.operations import record_outcome, record_sentence
from prosecutions.record.models import Prosecution
from tests.cases.ledger import lines
from tests.people import People, enter
from tests.prosecutions.matters import CHARGE, charged, investigated, matter, submitted
from tests.roles import as_system


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, row: Any = None) -> str:
    return reverse(f"prosecutions:{name}", args=[row.pk] if row is not None else [])


def press(client: Client, address: str, **values: object) -> Any:
    return client.post(address, {"submission_key": str(uuid.uuid4()), **values})


def queries_of(client: Client, address: str) -> int:
    client.get(address)  # whatever is read once a process
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_my_matters_is_empty_before_a_file_comes(people: People) -> None:
    investigated(people.investigator)
    page = signed_in(people.prosecutor).get(url("my_matters"))
    assert "No files yet" in page.content.decode()


@pytest.mark.usefixtures("standing_clock")  # some of it came today
def test_my_matters_says_what_waits(people: People) -> None:
    prosecution = charged(people).prosecution
    query = ask_query(prosecution=prosecution, text="Who?", due_on=None, by=people.prosecutor)
    enter(people.investigator)
    answer_query(query=query, answer="The brother.", by=people.investigator)
    enter(people.prosecutor)
    for days in (-3, 2, 9):
        on = timezone.localdate() + timedelta(days=days)
        schedule_hearing(
            prosecution=prosecution, on=on, at=None, court=f"Court {days}", purpose="trial", by=people.prosecutor
        )
    page = signed_in(people.prosecutor).get(url("my_matters")).content.decode()
    for said in (prosecution.reference, "1 answer to read", "New file: read and advise", "here since today", "Court 2"):
        assert said in page, said
    assert "Record what happened at the hearing" in page
    assert "Court 9" not in page


def test_my_matters_costs_the_same_for_many(people: People) -> None:
    matter(people)
    client = signed_in(people.prosecutor)
    few = queries_of(client, url("my_matters"))
    for _n in range(4):
        matter(people)
    assert queries_of(client, url("my_matters")) == few


def test_before_the_submission_there_is_nothing_for_the_prosecutor(people: People) -> None:
    case = investigated(people.investigator)
    client = signed_in(people.prosecutor)
    for address in (
        reverse("cases:case", args=[case.pk]),
        url("submit_file", case),
        reverse("prosecutions:matter", args=[uuid.uuid4()]),
    ):
        assert client.get(address).status_code == 404, address


def test_after_it_the_matter_opens_and_the_case_never_does(people: People) -> None:
    case = investigated(people.investigator)
    sent = submitted(people, case)
    client = signed_in(people.prosecutor)
    page = client.get(url("matter", sent.prosecution)).content.decode()
    listed = client.get(url("submission", sent)).content.decode()
    assert "The door was locked." in listed
    assert "Who can read this" in page
    assert "Who can read this" in listed
    assert str(case.pk) not in page + listed
    for address in (reverse("cases:case", args=[case.pk]), url("submit_file", case)):
        assert client.get(address).status_code == 404, address


def test_the_prosecutor_never_reads_what_was_not_filed(people: People) -> None:
    case = investigated(people.investigator)
    kept = add_statement(
        case=case,
        involvement=None,
        taken_on=timezone.localdate(),
        language="en",
        text="CANARY-UNSENT",
        by=people.investigator,
    )
    items = [s.key for s in sheets_of(case, by=people.investigator) if s.object_id != kept.pk]
    press(signed_in(people.investigator), url("submit_file", case), items=items, note="")
    sent = FileSubmission.objects.get()
    client = signed_in(people.prosecutor)
    pages = [url("my_matters"), url("matter", sent.prosecution), url("submission", sent)]
    read = "".join(client.get(page).content.decode() for page in pages)
    read += str(client.get(url("submission_pdf", sent)).content)
    for canary in ("CANARY-NOTE", "CANARY-UNSENT", case.reference):
        assert canary not in read, canary


@pytest.mark.parametrize("key", ["outsider", "caseworker", "frontline", "analyst", "auditor", "administrator"])
def test_for_everybody_else_there_is_no_matter(people: People, key: str) -> None:
    sent = submitted(people)
    client = signed_in(getattr(people, key))
    for name, row in (("matter", sent.prosecution), ("submission", sent), ("submission_pdf", sent)):
        assert client.get(url(name, row)).status_code == 404, name


def test_opening_a_matter_is_in_the_ledger(people: People) -> None:
    sent = submitted(people)
    client = signed_in(people.prosecutor)
    client.get(url("matter", sent.prosecution))
    client.get(url("submission", sent))
    read = lines(action="read", object_id=str(sent.prosecution_id))
    assert [entry.detail["page"] for entry in read] == ["matter", "submission"]
    assert {entry.actor for entry in read} == {people.prosecutor.pk}


def test_the_matter_costs_the_same_for_a_long_file(people: People) -> None:
    case = investigated(people.investigator)
    sent = submitted(people, case)
    client = signed_in(people.prosecutor)
    matter_costs, list_costs = (
        queries_of(client, url("matter", sent.prosecution)),
        queries_of(client, url("submission", sent)),
    )
    enter(people.investigator)
    for number in range(2, 20):
        add_exhibit(case=case, mark=f"EX{number}", description="A thing.", by=people.investigator)
    again = submitted(people, case)
    assert again.item_count == 23
    assert queries_of(client, url("matter", sent.prosecution)) == matter_costs
    assert queries_of(client, url("submission", again)) == list_costs
    assert matter_costs <= 30


def test_the_matter_costs_the_same_for_many_charges(people: People) -> None:
    charge = charged(people)
    client = signed_in(people.prosecutor)
    before = queries_of(client, url("matter", charge.prosecution))
    page = {"offence": "TT-16", "committed_on": "2025-03-04", "committed_precision": "day", "laid_on": "2025-06-01",
            "laid_precision": "day", "laid_by": "police", "counts": "1"}  # fmt: skip
    for name in ("Second", "Third"):
        answer = press(client, url("lay_charge", charge.prosecution), accused="new", name=name, **page)
        assert answer.status_code == 302, answer.content
    assert queries_of(client, url("matter", charge.prosecution)) == before
    enter(people.prosecutor)
    assert Charge.objects.count() == 3


def test_the_unit_submits_once_however_often_it_presses(people: People) -> None:
    case = investigated(people.investigator)
    client = signed_in(people.investigator)
    page = client.get(url("submit_file", case)).content.decode()
    assert "What is never sent" in page
    items = [sheet.key for sheet in sheets_of(case, by=people.investigator)]
    values = {"submission_key": str(uuid.uuid4()), "items": items, "note": "All of it."}
    answers = [client.post(url("submit_file", case), values) for _twice in range(2)]
    assert [a.status_code for a in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert FileSubmission.objects.count() == 1


def test_two_windows_do_not_send_two_files(people: People) -> None:
    """Both were the first file. The second is told what went, keeps its note, and may be sent as number 2."""
    case = investigated(people.investigator)
    client = signed_in(people.investigator)
    items = [sheet.key for sheet in sheets_of(case, by=people.investigator)]
    values = {"items": items, "version": "0"}
    first = client.post(url("submit_file", case), values | {"submission_key": str(uuid.uuid4()), "note": "First."})
    second = client.post(url("submit_file", case), values | {"submission_key": str(uuid.uuid4()), "note": "Other."})
    assert (first.status_code, second.status_code) == (302, 409)
    for words in ("Submission 1 of DPP-", "First.", "Other.", "Which matter is this file for?"):
        assert words in second.text, words
    assert FileSubmission.objects.count() == 1
    again = values | {"submission_key": str(uuid.uuid4()), "note": "Other.", "version": "1"}
    assert client.post(url("submit_file", case), again).status_code == 302
    assert [sent.number for sent in FileSubmission.objects.order_by("number")] == [1, 2]


def test_a_forged_item_is_refused_and_the_text_kept(people: People) -> None:
    case = investigated(people.investigator)
    answer = press(
        signed_in(people.investigator), url("submit_file", case), items=[f"note:{uuid.uuid4()}"], note="Please advise."
    )
    assert answer.status_code == 422
    assert "Please advise." in answer.content.decode()
    assert not Prosecution.objects.exists()


def test_a_query_goes_there_and_back(people: People) -> None:
    prosecution = matter(people)
    dpp, unit = signed_in(people.prosecutor), signed_in(people.investigator)
    assert press(dpp, url("ask_query", prosecution), text="Who holds the lease?").status_code == 302
    enter(people.investigator)
    query = Query.objects.get()
    assert [item.title for item in worklist.items_for(people.investigator)] == ["Answer query 1 of the DPP"]
    late = press(unit, url("answer_query", query), version=query.version, answer="")
    assert late.status_code == 422
    assert press(unit, url("answer_query", query), version=query.version, answer="The brother.").status_code == 302
    assert "The brother." in dpp.get(url("matter", prosecution)).content.decode()
    assert press(dpp, url("settle_query", query)).status_code == 302
    enter(people.investigator)
    assert worklist.items_for(people.investigator) == []


def test_two_answers_at_once_show_both_texts(people: People) -> None:
    prosecution = matter(people)
    query = ask_query(prosecution=prosecution, text="Who?", due_on=None, by=people.prosecutor)
    enter(people.colleague)
    answer_query(query=query, answer="The brother.", by=people.colleague)
    answer = press(signed_in(people.investigator), url("answer_query", query), version=1, answer="The sister.")
    assert answer.status_code == 409
    assert "The sister." in answer.content.decode()
    assert "The brother." in answer.content.decode()


def test_a_step_out_of_order_asks_first(people: People) -> None:
    charge = charged(people)
    client = signed_in(people.prosecutor)
    values = {"stage": "trial", "happened_on": str(timezone.localdate()), "precision": "day"}
    refused = press(client, url("record_stage", charge.prosecution), **values)
    assert refused.status_code == 422
    assert "Record it anyway" in refused.content.decode()
    assert press(client, url("record_stage", charge.prosecution), confirmed="on", **values).status_code == 302


def test_the_court_path_is_asked_for_after_the_charge(people: People) -> None:
    prosecution = matter(people)
    answer = signed_in(people.prosecutor).get(url("record_stage", prosecution))
    assert (answer.status_code, answer["Location"]) == (302, url("lay_charge", prosecution))


def test_what_is_filled_in_is_kept_on_the_server_meanwhile(people: People) -> None:
    charge = charged(people)
    outcome = record_outcome(charge=charge, verdict="convicted", happened_on=timezone.localdate(), by=people.prosecutor)
    other = lay_charge(accused=charge.accused, facts=ChargeFacts(**CHARGE), by=people.prosecutor)
    query = ask_query(prosecution=charge.prosecution, text="Who?", due_on=None, by=people.prosecutor)
    client = signed_in(people.prosecutor)
    for name, row, key in (
        ("withdraw_charge", other, f"charge-withdrawal-{other.pk}"),
        ("change_charge", other, f"charge-change-{other.pk}"),
        ("record_outcome", other, f"outcome-{other.pk}"),
        ("record_sentence", outcome, f"sentence-{outcome.pk}"),
        ("record_stage", charge.prosecution, f"court-step-{charge.prosecution_id}"),
    ):
        assert f'data-draft="{key}"' in client.get(url(name, row)).content.decode(), name
    answer = signed_in(people.investigator).get(url("answer_query", query)).content.decode()
    assert f'data-draft="query-answer-{query.pk}"' in answer


def test_an_adjournment_needs_its_reason(people: People) -> None:
    hearing = schedule_hearing(
        prosecution=matter(people),
        on=timezone.localdate(),
        at=None,
        court="Arima",
        purpose="initial",
        by=people.prosecutor,
    )
    client = signed_in(people.prosecutor)
    refused = press(client, url("hearing_result", hearing), version=1, state="adjourned", result="Kept text")
    assert refused.status_code == 422
    assert "Kept text" in refused.content.decode()
    values = {"state": "adjourned", "because": "witness_absent", "asked_by": "defence", "version": 1}
    assert press(client, url("hearing_result", hearing), **values).status_code == 302


def test_a_sentence_outside_the_bounds_is_kept_and_said(people: People) -> None:
    charge = charged(people, offence="TT-18")
    client = signed_in(people.prosecutor)
    assert (
        press(client, url("record_outcome", charge), verdict="convicted", happened_on="2026-02-02", precision="day")
        .status_code == 302
    )  # fmt: skip
    enter(people.prosecutor)
    outcome = charge.outcomes.get()
    answer = press(client, url("record_sentence", outcome), happened_on="2026-02-02", precision="day", years=15)
    assert answer.status_code == 302
    page = client.get(url("matter", charge.prosecution)).content.decode()
    assert "below the least that the catalogue gives (20)" in page
    assert "secondary source" in page


def test_the_banner_tells_that_the_case_changed(people: People) -> None:
    case = investigated(people.investigator)
    sent = submitted(people, case)
    with as_system():
        case.refresh_from_db()
        Case.objects.filter(pk=case.pk).update(acts=["harbouring"])
    page = signed_in(people.prosecutor).get(url("matter", sent.prosecution)).content.decode()
    assert "The case has changed since submission 1: 1 change." in page
    assert "harbouring" not in page.lower()


def test_the_case_page_has_the_panel(people: People) -> None:
    case = investigated(people.investigator)
    client = signed_in(people.investigator)
    before = client.get(reverse("cases:case", args=[case.pk])).content.decode()
    assert "Until then no prosecutor can see this case." in before
    sent = submitted(people, case)
    after = client.get(reverse("cases:case", args=[case.pk])).content.decode()
    assert sent.prosecution.reference in after
    assert "submission 1" in after


@pytest.mark.usefixtures("standing_clock")
def test_the_case_page_names_a_hearing_to_come_and_never_one_that_is_over(people: People) -> None:
    prosecution = matter(people)
    case = reverse("cases:case", args=[prosecution.case_id])
    client = signed_in(people.investigator)
    for days, said in ((-3, None), (9, 9), (2, 2), (0, 0)):
        enter(people.prosecutor)
        on = timezone.localdate() + timedelta(days=days)
        schedule_hearing(prosecution=prosecution, on=on, at=None, court="Arima", purpose="other", by=people.prosecutor)
        page = client.get(case).text
        assert ("Next hearing" in page) is (said is not None)
        if said is not None:
            day = in_words(timezone.localdate() + timedelta(days=said))
            assert day in page.split("<dt>Next hearing</dt>")[1].split("</dd>")[0]


def test_names_are_left_out_for_who_may_not_see_them(people: People) -> None:
    from carisecure.access.grants import end_grant

    charge = charged(people)
    outcome = record_outcome(charge=charge, verdict="convicted", happened_on=timezone.localdate(), by=people.prosecutor)
    record_sentence(outcome=outcome, happened_on=timezone.localdate(), months=240, by=people.prosecutor)
    client = signed_in(people.prosecutor)
    press(client, url("matter_names", charge.prosecution), reason="court")
    assert "Rex Demo" in client.get(url("matter", charge.prosecution)).content.decode()
    with as_system():
        end_grant(on=charge.prosecution, to=people.prosecutor.agency.group, permissions=["see_identity"])
    page = client.get(url("matter", charge.prosecution)).content.decode()
    assert "Rex Demo" not in page
    assert "Accused 1" in page
