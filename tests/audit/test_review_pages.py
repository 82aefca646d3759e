"""Fine or ask: the reviewer's list, the reader's answer, and the two people whom the database keeps apart."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from carisecure.access.delegation import private_group
from carisecure.access.errors import NotVisible, TransitionRefused
from carisecure.access.grants import grant
from carisecure.accounts.models import User
from carisecure.audit.models import Outcome, Reason, UnusualReading
from carisecure.audit.operations import answer_question, ask_reader, settle_reading
from carisecure.audit.review_pages import due
from cases.insiders.operations.compartments import exclude_person
from cases.record import worklist
from cases.record.models import Case
from tests.audit.world import make_line
from tests.cases.ledger import lines
from tests.factories import make_case
from tests.people import People, enter
from tests.roles import as_system

pytestmark = pytest.mark.django_db
LIST, QUESTIONS = reverse("audit:review"), reverse("audit:questions")


@pytest.fixture
def case(people: People) -> Case:
    return make_case(people.investigator)


@pytest.fixture
def line(people: People, case: Case) -> UnusualReading:
    return make_line(
        reader=people.colleague,
        reviewer=people.auditor,
        case_id=case.pk,
        unit=case.agency,
        times=3,
        reasons=[Reason.NO_TASK, Reason.NIGHT],
    )


def page(client: Client, user: User, url: str = LIST) -> str:
    client.force_login(user)
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def asked(line: UnusualReading, people: People, question: str = "What was it for?") -> UnusualReading:
    enter(people.auditor)
    return ask_reader(reading=line, question=question, by=people.auditor)


def answered(line: UnusualReading, people: People) -> UnusualReading:
    asked(line, people)
    enter(people.colleague)
    return answer_question(reading=line, answer="I was on duty.", by=people.colleague)


def stored(line: UnusualReading) -> UnusualReading:
    with as_system():
        return UnusualReading.objects.get(pk=line.pk)


def test_the_list_says_who_what_when_and_why(people: People, line: UnusualReading, client: Client) -> None:
    html = page(client, people.auditor)
    assert "Colin Colleague" in html
    assert "A case of Counter Trafficking Unit" in html
    assert "3 times, from " in html
    assert "no task in the case" in html
    assert "at night, off duty" in html
    assert "There is no duty roster yet" in html


def test_a_reference_is_shown_only_to_who_may_see_the_case(people: People, case: Case, client: Client) -> None:
    for user, week in ((people.outsider, 1), (people.auditor, 8)):
        with as_system():
            User.objects.filter(pk=people.outsider.pk).update(role="supervisor")
        make_line(
            reader=people.colleague, reviewer=user, case_id=case.pk, unit=case.agency, week=dt.date(2024, 1, week)
        )
    enter(people.investigator)
    grant(on=case, to=people.outsider.agency.group, permissions=["view"], purpose="test", by=people.investigator)
    for user, sees in ((people.outsider, True), (people.auditor, False)):
        html = page(client, user)
        assert (case.reference in html) is sees
        assert (str(case.pk) in html) is sees


def test_a_sealed_case_is_only_said_to_be_one(people: People, case: Case, client: Client) -> None:
    make_line(reader=people.colleague, reviewer=people.auditor, case_id=case.pk, unit=case.agency, is_sealed=True)
    html = page(client, people.auditor)
    assert "A sealed case" in html
    assert case.reference not in html
    assert str(case.pk) not in html


def test_empty_pages_say_what_comes(people: People, client: Client) -> None:
    assert "Nothing to review." in page(client, people.auditor)
    assert "No questions." in page(client, people.investigator, QUESTIONS)


def test_fine_by_one_press(people: People, line: UnusualReading, client: Client) -> None:
    client.force_login(people.auditor)
    sent = {"outcome": "fine", "submission_key": str(uuid.uuid4())}
    url = reverse("audit:settle", args=[line.pk])
    assert [client.post(url, sent).status_code for _ in range(2)] == [302, 302]
    row = stored(line)
    assert (row.outcome, row.decided_by) == (Outcome.FINE, people.auditor)
    assert len([one for one in lines(action="ledger.review") if one.detail == {"step": "fine"}]) == 1
    assert "1 closed in the last four weeks" in page(client, people.auditor)


def test_ask_answer_and_close(people: People, line: UnusualReading, client: Client) -> None:
    client.force_login(people.auditor)
    url = reverse("audit:ask", args=[line.pk])
    assert "Why did you open this?" in client.get(url).content.decode()
    sent = {"question": "Why at ten past two?", "submission_key": str(uuid.uuid4())}
    assert client.post(url, sent).status_code == 302
    html = page(client, people.colleague, QUESTIONS)
    assert "Why at ten past two?" in html
    assert "Aldo Auditor" in html
    answer = {"answer": "The shelter called me.", "submission_key": str(uuid.uuid4())}
    assert client.post(reverse("audit:answer", args=[line.pk]), answer).status_code == 302
    html = page(client, people.auditor)
    assert "The shelter called me." in html
    assert "Not explained" in html
    closing = {"outcome": "not_explained", "submission_key": str(uuid.uuid4())}
    assert client.post(reverse("audit:settle", args=[line.pk]), closing).status_code == 302
    assert stored(line).outcome == Outcome.NOT_EXPLAINED


@pytest.mark.parametrize(("name", "field"), [("ask", "question"), ("answer", "answer")])
def test_an_error_keeps_what_was_typed(
    people: People, line: UnusualReading, client: Client, name: str, field: str
) -> None:
    if name == "answer":
        asked(line, people)
    client.force_login(people.auditor if name == "ask" else people.colleague)
    text = "A long sentence. " * 500
    response = client.post(reverse(f"audit:{name}", args=[line.pk]), {field: text, "submission_key": str(uuid.uuid4())})
    assert response.status_code == 422
    assert text.strip() in response.content.decode()
    empty = client.post(reverse(f"audit:{name}", args=[line.pk]), {"submission_key": str(uuid.uuid4())})
    assert empty.status_code == 422


def test_what_is_refused(people: People, line: UnusualReading) -> None:
    enter(people.auditor)
    with pytest.raises(ValidationError):
        ask_reader(reading=line, question="  ", by=people.auditor)
    with pytest.raises(TransitionRefused):
        settle_reading(reading=line, outcome=Outcome.NOT_EXPLAINED, by=people.auditor)
    with pytest.raises(ValidationError):
        settle_reading(reading=line, outcome="shot", by=people.auditor)
    answered(line, people)
    with pytest.raises(TransitionRefused):
        answer_question(reading=line, answer="Once more.", by=people.colleague)
    enter(people.auditor)
    with pytest.raises(TransitionRefused):
        ask_reader(reading=line, question="And?", by=people.auditor)
    settle_reading(reading=line, outcome=Outcome.FINE, by=people.auditor)
    with pytest.raises(TransitionRefused):
        settle_reading(reading=line, outcome=Outcome.FINE, by=people.auditor)


def test_nobody_else_finds_it(people: People, line: UnusualReading) -> None:
    for user in people:
        enter(user)
        with pytest.raises(NotVisible):
            answer_question(reading=line, answer="Mine.", by=user)  # nothing was asked
        if user != people.auditor:
            assert not UnusualReading.objects.exists(), user.username
            with pytest.raises(NotVisible):
                settle_reading(reading=line, outcome=Outcome.FINE, by=user)


def in_raw_sql(statement: str, line: UnusualReading) -> bool:
    """Whether a statement of the application changes the row."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"update audit_unusualreading set {statement} where id = %s", [line.pk])
            return bool(cursor.rowcount)
    except DatabaseError:
        return False


@pytest.mark.parametrize(
    "statement",
    [
        "decided_by_id = reader_id, decided_at = now(), outcome = 'fine'",
        "decided_by_id = reviewer_id, decided_at = now(), outcome = 'fine'",
        "reviewer_id = reader_id",
        "reviewer_id = null",
        "reasons = '{}'",
        "times = 0",
        "asked_at = null",
        "question = ''",
    ],
)
def test_nobody_reviews_their_own_reading_not_even_in_sql(people: People, line: UnusualReading, statement: str) -> None:
    asked(line, people)
    enter(people.colleague)
    assert in_raw_sql(statement, line) is False
    with as_system():  # and the constraint stands for whoever is above the policies
        assert in_raw_sql("reviewer_id = reader_id", line) is False
    row = stored(line)
    assert (row.reviewer, row.decided_at, row.question) == (people.auditor, None, "What was it for?")


def test_two_hundred_attempts_at_one_s_own(people: People, line: UnusualReading, client: Client) -> None:
    asked(line, people)
    client.force_login(people.colleague)
    url = reverse("audit:settle", args=[line.pk])
    tried: list[Callable[[], object]] = [
        lambda: client.post(url, {"outcome": "fine", "submission_key": str(uuid.uuid4())}).status_code == 302,
        lambda: client.post(url, {"outcome": "fine", "decided_by": str(people.auditor.pk)}).status_code == 302,
    ]
    assert not any(attempt() for attempt in tried * 50)
    enter(people.colleague)
    more = [
        "decided_by_id = reader_id, decided_at = now(), outcome = 'fine'",
        "decided_by_id = reviewer_id, decided_at = now(), outcome = 'fine'",
    ]
    assert not any(in_raw_sql(statement, line) for statement in more * 50)
    assert stored(line).decided_at is None


def test_an_exclusion_takes_the_line_from_both(people: People, case: Case, line: UnusualReading) -> None:
    asked(line, people)
    for who in (people.auditor, people.colleague):
        enter(people.investigator)
        exclude_person(case=case, who=who, by=people.investigator)
        enter(who)
        assert not UnusualReading.objects.exists()
    assert stored(line).excluded_groups == sorted([private_group(people.auditor), private_group(people.colleague)])


def test_it_waits_on_the_page_they_live_on(people: People, line: UnusualReading, client: Client) -> None:
    assert "Review unusual access (1)" in page(client, people.auditor, reverse("audit:access_log"))
    asked(line, people)
    enter(people.colleague)
    assert [item.title for item in worklist.items_for(people.colleague)] == [
        "Answer a question about something you opened"
    ]
    answered_line = stored(line)
    enter(people.colleague)
    answer_question(reading=answered_line, answer="On duty.", by=people.colleague)
    assert worklist.items_for(people.colleague) == []
    with as_system():
        UnusualReading.objects.filter(pk=line.pk).delete()
        sara = make_line(reader=people.outsider, reviewer=people.supervisor)
    enter(people.supervisor)
    assert [item.title for item in worklist.items_for(people.supervisor)] == ["Review unusual access (1)"]
    assert due(people.supervisor)[0] == [sara]


def test_the_list_costs_the_same_whatever_its_length(
    people: People, case: Case, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for day in range(1, 25):
        make_line(
            reader=people.colleague,
            reviewer=people.auditor,
            case_id=case.pk,
            unit=case.agency,
            week=dt.date(2024, 2, day),
            question="Why?" if day % 2 else "",
        )
    client.force_login(people.auditor)
    client.get(LIST)
    with django_assert_max_num_queries(14):
        assert client.get(LIST).content.decode().count('class="review-line"') == 24


def test_reading_the_list_is_a_line(people: People, line: UnusualReading, client: Client) -> None:
    page(client, people.auditor)
    (read,) = lines(action="read", table_name="audit_unusualreading")
    assert (read.actor, read.object_id) == (people.auditor.pk, str(line.pk))
