from __future__ import annotations

from datetime import timedelta
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from carisecure.access.errors import NotPermitted, NotVisible, StaleRecord, TransitionRefused
from prosecutions.advice import operations as module
from prosecutions.advice.models import Advice, Query
from prosecutions.advice.operations import answer_query, ask_query, record_advice, settle_query
from prosecutions.matter.operations import assign_matter
from tests.cases.ledger import lines
from tests.people import People, enter
from tests.prosecutions.matters import matter
from tests.roles import as_system


def _asked(people: People, **more: object) -> Query:
    prosecution = matter(people)
    facts = {"text": "Who holds the lease?", "due_on": None, **more}
    return ask_query(prosecution=prosecution, by=people.prosecutor, **facts)  # type: ignore[arg-type]


def test_a_query_is_numbered_and_waits_for_the_unit(people: People) -> None:
    first = _asked(people)
    second = ask_query(prosecution=first.prosecution, text="And since when?", due_on=None, by=people.prosecutor)
    assert (first.number, second.number) == (1, 2)
    assert Query.objects.unanswered().count() == 2
    assert [e.action for e in lines(table_name="prosecutions_query")] == ["insert", "insert"]
    assert "lease" not in str([e.new for e in lines(table_name="prosecutions_query")])


def test_what_waits_already_is_not_asked_twice(people: People) -> None:
    first = _asked(people)
    with pytest.raises(TransitionRefused, match=r"entered this at .*; yours is the same and was not entered twice"):
        ask_query(prosecution=first.prosecution, text=first.text, due_on=None, by=people.prosecutor)
    settle_query(query=first, by=people.prosecutor)
    again = ask_query(prosecution=first.prosecution, text=first.text, due_on=None, by=people.prosecutor)
    assert again.number == 2, "what was settled can come up anew"


def test_a_day_that_is_over_is_refused(people: People) -> None:
    with pytest.raises(ValidationError):
        _asked(people, due_on=timezone.localdate() - timedelta(days=1))
    assert not Query.objects.exists()


def test_the_unit_answers_once(people: People) -> None:
    query = _asked(people)
    enter(people.colleague)
    answered = answer_query(query=query, answer="The brother.", by=people.colleague, version=1)
    assert (answered.answer, answered.answered_by, answered.version) == ("The brother.", people.colleague, 2)
    with pytest.raises(TransitionRefused):
        answer_query(query=query, answer="No, the sister.", by=people.investigator)


def test_two_who_answer_at_once_see_both_texts(people: People) -> None:
    query = _asked(people)
    enter(people.colleague)
    answer_query(query=query, answer="The brother.", by=people.colleague, version=1)
    with pytest.raises(StaleRecord) as stale:
        answer_query(query=query, answer="The sister.", by=people.investigator, version=1)
    assert (stale.value.theirs, stale.value.yours) == ({"answer": "The brother."}, {"answer": "The sister."})


def test_a_settled_query_needs_no_answer(people: People) -> None:
    query = _asked(people)
    settle_query(query=query, by=people.prosecutor)
    with pytest.raises(TransitionRefused):
        settle_query(query=query, by=people.prosecutor)
    enter(people.investigator)
    with pytest.raises(TransitionRefused):
        answer_query(query=query, answer="The brother.", by=people.investigator)
    assert not Query.objects.unanswered().exists()


def test_each_side_keeps_to_its_part(people: People) -> None:
    query = _asked(people)
    with pytest.raises(NotPermitted):
        answer_query(query=query, answer="x", by=people.prosecutor)
    enter(people.investigator)
    with pytest.raises(NotPermitted):
        ask_query(prosecution=query.prosecution, text="x", due_on=None, by=people.investigator)
    with pytest.raises(NotPermitted):
        settle_query(query=query, by=people.investigator)
    with pytest.raises(NotPermitted):
        record_advice(
            prosecution=query.prosecution,
            kind="charge",
            text="x",
            given_on=timezone.localdate(),
            by=people.investigator,
        )


@pytest.mark.parametrize("key", ["outsider", "caseworker", "frontline", "analyst", "auditor", "administrator"])
def test_for_others_there_is_no_matter(people: People, key: str) -> None:
    query = _asked(people)
    person = getattr(people, key)
    enter(person)
    with pytest.raises(NotVisible):
        answer_query(query=query, answer="x", by=person)
    with pytest.raises(NotVisible):
        ask_query(prosecution=query.prosecution, text="x", due_on=None, by=person)


@pytest.mark.usefixtures("standing_clock")
def test_advice_stands_on_the_latest_submission(people: People) -> None:
    prosecution = matter(people)
    today = timezone.localdate()
    advice = record_advice(prosecution=prosecution, kind="charge", text="s. 16", given_on=today, by=people.prosecutor)
    assert advice.on_submission == 1
    prosecution.refresh_from_db()
    assert prosecution.stage == "charge_advised"
    with pytest.raises(ValidationError):
        record_advice(
            prosecution=prosecution, kind="charge", text="x", given_on=today + timedelta(days=1), by=people.prosecutor
        )


def test_advice_is_not_older_than_the_submission_that_it_is_on(people: People) -> None:
    prosecution = matter(people)
    came_on = timezone.localdate(prosecution.submitted_at)
    facts = {"prosecution": prosecution, "kind": "charge", "text": "s. 16", "by": people.prosecutor}
    with pytest.raises(ValidationError, match="Submission 1 was received on") as refused:
        record_advice(given_on=came_on - timedelta(days=1), **facts)  # type: ignore[arg-type]
    assert list(refused.value.message_dict) == ["given_on"]
    assert not Advice.objects.exists()
    prosecution.refresh_from_db()
    assert prosecution.stage == "file_received"
    assert record_advice(given_on=came_on, **facts).on_submission == 1  # type: ignore[arg-type]


def test_the_same_advice_is_not_recorded_twice(people: People) -> None:
    prosecution = matter(people)
    facts = {"prosecution": prosecution, "given_on": timezone.localdate(), "by": people.prosecutor}
    first = record_advice(kind="no_charge", text="Not enough.", **facts)  # type: ignore[arg-type]
    with pytest.raises(TransitionRefused, match="yours is the same and was not entered twice"):
        record_advice(kind="no_charge", text="Not enough.", **facts)  # type: ignore[arg-type]
    assert list(Advice.objects.all()) == [first]
    record_advice(kind="no_charge", text="Not enough, and why.", **facts)  # type: ignore[arg-type]
    assert Advice.objects.count() == 2


def test_advice_is_not_half_recorded(people: People) -> None:
    prosecution = matter(people)
    with mock.patch.object(module, "let_case_follow", side_effect=RuntimeError), pytest.raises(RuntimeError):
        record_advice(
            prosecution=prosecution, kind="charge", text="x", given_on=timezone.localdate(), by=people.prosecutor
        )
    assert not Advice.objects.exists()


def test_a_matter_is_given_to_somebody_who_may_act_on_it(people: People) -> None:
    prosecution = matter(people)
    assign_matter(prosecution=prosecution, to=people.prosecutor, by=people.prosecutor)
    prosecution.refresh_from_db()
    assert prosecution.assigned_to == people.prosecutor
    for somebody in (people.investigator, people.outsider, people.administrator):
        with pytest.raises(ValidationError):
            assign_matter(prosecution=prosecution, to=somebody, by=people.prosecutor)
    enter(people.investigator)
    with pytest.raises(NotPermitted):
        assign_matter(prosecution=prosecution, to=people.prosecutor, by=people.investigator)


def test_a_query_of_another_matter_does_not_follow(people: People) -> None:
    """The row is looked for under the lock of the matter that it says it belongs to."""
    query = _asked(people)
    other = matter(people)
    query.prosecution = other
    with as_system(), pytest.raises(ValidationError):
        settle_query(query=query, by=people.prosecutor)
