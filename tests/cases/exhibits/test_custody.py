"""Exhibits are numbered, seized by somebody, and go from hand to hand: works, refused, corrected, on two desks."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from carisecure.access.errors import NotPermitted, NotVisible, StaleRecord, TransitionRefused
from carisecure.days.known import KnownDay
from cases.course.operations import close_case
from cases.exhibits import operations
from cases.exhibits.models import CustodyEvent, Exhibit
from cases.exhibits.operations import Custody, add_exhibit, correct_custody, correct_exhibit, record_custody
from cases.exhibits.queries import continuity_of
from cases.record.models import Case
from tests.cases.counting import queries_of
from tests.cases.ledger import lines
from tests.factories import make_case
from tests.people import People, enter

SEIZED = dt.date(2026, 5, 9)
LODGED = Custody("lodged", KnownDay(dt.date(2026, 5, 10)), "Ines Investigator", "The storekeeper", "Store 2")
MOVED = Custody("moved", KnownDay(dt.date(2026, 5, 11)), "the Storekeeper", "Sgt. Grant", "Court 4")


@pytest.fixture
def case(people: People) -> Case:
    return make_case(people.investigator)


@pytest.fixture
def thing(people: People, case: Case) -> Exhibit:
    by = people.investigator
    return add_exhibit(
        case=case, mark="A1", description="A red notebook", found_on=SEIZED, seized_by="Ines Investigator", by=by
    )


def numbers(exhibit: Exhibit) -> list[int]:
    return list(CustodyEvent.objects.filter(exhibit=exhibit.entry_key).values_list("number", flat=True))


def test_exhibits_of_a_case_are_numbered_without_a_gap(people: People, case: Case, thing: Exhibit) -> None:
    by = people.investigator
    correct_exhibit(exhibit=thing, version=1, reason="Not ours.", is_retracted=True, changes={}, by=by)
    second = add_exhibit(case=case, mark="A1", description="Telephone", kind="telephone", by=by)
    assert (thing.number, second.number) == (1, 2)
    assert add_exhibit(case=make_case(by), mark="A1", description="x", by=by).number == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Exhibit.objects.create(case=case, recorded_by=by, number=2, mark="A7", description="x")


def test_a_day_known_in_part_is_kept_as_it_is_known(people: People, case: Case) -> None:
    may = KnownDay(dt.date(2026, 5, 1), "month")
    made = add_exhibit(case=case, mark="A2", description="x", found_on=may, by=people.investigator)
    assert made.found_day == may
    made = correct_exhibit(
        exhibit=made, version=1, reason="x", by=people.investigator,
        changes=operations.as_typed(made) | {"found_on": KnownDay(dt.date(2026, 1, 1), "year")},
    )  # fmt: skip
    assert (made.found_on, made.found_precision) == (dt.date(2026, 1, 1), "year")


def test_it_goes_from_hand_to_hand(people: People, thing: Exhibit) -> None:
    by = people.investigator
    first = record_custody(exhibit=thing, custody=LODGED, version=1, by=by)
    record_custody(exhibit=thing, custody=MOVED, version=2, by=people.colleague)
    assert numbers(thing) == [2, 3]
    assert (first.handed_to, first.place, first.recorded_by) == ("The storekeeper", "Store 2", by)
    added = lines(table_name="cases_custodyevent", action="insert")
    assert len(added) == 2
    assert "storekeeper" not in str([line.detail for line in added])


@pytest.mark.parametrize(
    ("custody", "field"),
    [
        (replace(LODGED, happened_on=KnownDay(dt.date(2026, 5, 8))), "happened_on"),
        (replace(LODGED, happened_on=KnownDay(dt.date(2190, 5, 8))), "happened_on"),
        (replace(LODGED, handed_by="Sgt. Grant"), "handed_by"),
        (replace(LODGED, handed_to=" "), "handed_to"),
        (replace(LODGED, place=""), "place"),
        (replace(LODGED, kind="returned"), "kind"),
        (replace(LODGED, kind="disposed", handed_to=""), "note"),
        (replace(LODGED, happened_on=KnownDay(dt.date(2026, 5, 1), "month"), at_time=dt.time(9)), "at_time"),
    ],
)
def test_an_impossible_move_is_refused_beside_its_field(
    people: People, thing: Exhibit, custody: Custody, field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        record_custody(exhibit=thing, custody=custody, version=1, by=people.investigator)
    assert list(refused.value.message_dict) == [field]
    assert numbers(thing) == []


def test_nothing_comes_after_it_was_disposed_of(people: People, thing: Exhibit) -> None:
    by = people.investigator
    gone = replace(LODGED, kind="disposed", handed_to="", place="", note="Burnt by order of the court.")
    record_custody(exhibit=thing, custody=gone, version=1, by=by)
    with pytest.raises(ValidationError) as refused:
        record_custody(exhibit=thing, custody=MOVED, version=2, by=by)
    assert list(refused.value.message_dict) == ["kind"]


def test_two_officers_at_once_get_both_texts(people: People, thing: Exhibit, client: Client) -> None:
    client.force_login(people.colleague)
    address = reverse("cases:record_custody", args=[thing.pk])
    assert 'value="Ines Investigator"' in client.get(address).text
    enter(people.investigator)
    record_custody(exhibit=thing, custody=LODGED, version=1, by=people.investigator)
    typed = {"kind": "moved", "happened_on": "10/5/2026", "handed_by": "Ines Investigator", "handed_to": "Sgt. Grant"}
    answer = client.post(address, {**typed, "version": "1", "submission_key": str(uuid.uuid4())})
    assert answer.status_code == 409
    for word in ("The storekeeper", "Sgt. Grant", "Store 2"):
        assert word in answer.text
    assert numbers(thing) == [2]
    with pytest.raises(StaleRecord):
        record_custody(exhibit=thing, custody=MOVED, version=1, by=people.colleague)


def test_an_event_is_corrected_beside_the_first_and_the_chain_is_read_again(people: People, thing: Exhibit) -> None:
    by = people.investigator
    first = record_custody(exhibit=thing, custody=LODGED, version=1, by=by)
    record_custody(exhibit=thing, custody=MOVED, version=2, by=by)
    correct: dict[str, Any] = {"event": first, "version": 1, "reason": "Misread.", "by": by}
    right = replace(LODGED, place="Store 3")
    made = correct_custody(custody=right, **correct)
    assert (made.number, made.version, made.place) == (2, 2, "Store 3")
    (lodged, _moved) = continuity_of(by, thing)
    assert "Store 2" in lodged.before[0].words
    correct["version"] = 2
    late = KnownDay(dt.date(2026, 5, 20))
    for wrong in (replace(right, handed_to="Somebody else"), replace(right, happened_on=late)):
        with pytest.raises(ValidationError, match="Event 3 would then be impossible"):
            correct_custody(custody=wrong, **correct)
    with pytest.raises(ValidationError, match="Event 3 would then be impossible"):
        correct_custody(custody=None, is_retracted=True, **correct)


def test_a_struck_out_event_keeps_its_number(people: People, thing: Exhibit) -> None:
    by = people.investigator
    first = record_custody(exhibit=thing, custody=LODGED, version=1, by=by)
    correct_custody(event=first, custody=None, version=1, reason="Of another exhibit.", is_retracted=True, by=by)
    again = record_custody(exhibit=thing, custody=LODGED, version=2, by=by)
    assert again.number == 3


def test_the_register_cannot_be_corrected_against_its_continuity(people: People, thing: Exhibit) -> None:
    by = people.investigator
    record_custody(exhibit=thing, custody=LODGED, version=1, by=by)
    typed = operations.as_typed(thing)
    correct: dict[str, Any] = {"exhibit": thing, "version": 1, "reason": "x", "by": by}
    for name, wrong in (("found_on", KnownDay(dt.date(2026, 5, 11))), ("seized_by", "Sgt. Grant")):
        with pytest.raises(ValidationError) as refused:
            correct_exhibit(changes=typed | {name: wrong}, **correct)
        assert list(refused.value.message_dict) == [name]
    correct_exhibit(changes=typed | {"found_on": KnownDay(dt.date(2026, 5, 10))}, **correct)


def test_a_closed_case_takes_no_exhibit_and_lets_those_it_has_go(people: People, case: Case, thing: Exhibit) -> None:
    by = people.investigator
    close_case(case=case, reason="not_trafficking", note="A quarrel.", by=by)
    with pytest.raises(TransitionRefused):
        add_exhibit(case=case, mark="B", description="x", by=by)
    record_custody(exhibit=thing, custody=LODGED, version=1, by=by)
    assert numbers(thing) == [2]


def test_nothing_happens_to_what_was_struck_out(people: People, thing: Exhibit) -> None:
    by = people.investigator
    correct_exhibit(exhibit=thing, version=1, reason="x", is_retracted=True, changes={}, by=by)
    with pytest.raises(ValidationError, match="struck out"):
        record_custody(exhibit=thing, custody=LODGED, version=1, by=by)


@pytest.mark.parametrize("key", ["outsider", "frontline", "caseworker", "prosecutor", "analyst", "auditor"])
def test_nobody_else(people: People, thing: Exhibit, key: str) -> None:
    event = record_custody(exhibit=thing, custody=LODGED, version=1, by=people.investigator)
    who = getattr(people, key)
    enter(who)
    with pytest.raises((NotVisible, NotPermitted)):
        record_custody(exhibit=thing, custody=MOVED, version=2, by=who)
    with pytest.raises((NotVisible, NotPermitted)):
        correct_custody(event=event, custody=MOVED, version=1, reason="x", by=who)
    assert list(CustodyEvent.objects.all()) == []


def test_the_table_keeps_what_was_recorded(people: People, thing: Exhibit) -> None:
    event = record_custody(exhibit=thing, custody=LODGED, version=1, by=people.investigator)
    for change in (lambda: CustodyEvent.objects.filter(pk=event.pk).update(kind="moved"), event.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_nothing_is_half_done(people: People, thing: Exhibit, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("cases.exhibits.operations.case_moved", broken)
    with pytest.raises(RuntimeError):
        record_custody(exhibit=thing, custody=LODGED, version=1, by=people.investigator)
    assert numbers(thing) == []


# The pages.


def test_the_page_shows_register_and_continuity(people: People, thing: Exhibit, client: Client) -> None:
    client.force_login(people.colleague)
    address = reverse("cases:exhibit", args=[thing.pk])
    empty = client.get(address).text
    assert "Nothing after the seizure yet" in empty
    enter(people.investigator)
    record_custody(exhibit=thing, custody=LODGED, version=1, by=people.investigator)
    record_custody(exhibit=thing, custody=MOVED, version=2, by=people.investigator)
    html = client.get(address).text
    assert "Held by Sgt. Grant, Court 4" in html
    assert html.index("Store 2") < html.rindex("Court 4") < html.index("Who can read this")
    assert lines(table_name="cases_exhibit", action="read")[-1].actor == people.colleague.pk


def test_the_form_records_it_and_says_what_is_wrong_with_what_was_typed(
    people: People, thing: Exhibit, client: Client
) -> None:
    client.force_login(people.investigator)
    address = reverse("cases:record_custody", args=[thing.pk])
    typed = {"kind": "lodged", "happened_on": "8/5/2026", "handed_by": "Ines Investigator", "handed_to": "The keeper",
             "place": "Store 2", "version": "1"}  # fmt: skip
    refused = client.post(address, {**typed, "submission_key": str(uuid.uuid4())})
    assert refused.status_code == 422
    assert "This is before the exhibit was seized" in refused.text
    assert 'value="The keeper"' in refused.text
    sent = client.post(address, {**typed, "happened_on": "9/5/2026", "submission_key": str(uuid.uuid4())})
    assert sent.status_code == 302
    assert numbers(thing) == [2]


def test_an_exhibit_is_entered_on_its_page(people: People, case: Case, client: Client) -> None:
    client.force_login(people.investigator)
    typed = {"mark": "A1", "kind": "money", "description": "Notes", "found_on": "May 2026", "seized_by": "Cpl. Ali",
             "seized_from": "The driver", "warrant": "No. 4", "submission_key": str(uuid.uuid4())}  # fmt: skip
    answer = client.post(reverse("cases:add_exhibit", args=[case.pk]), typed, follow=True)
    for word in ("Cpl. Ali", "The driver", "No. 4", "Money", "May 2026"):
        assert word in answer.text
    assert "Cpl. Ali" in client.get(reverse("cases:case", args=[case.pk])).text


def test_events_cost_the_case_page_no_query(people: People, case: Case, thing: Exhibit, client: Client) -> None:
    client.force_login(people.investigator)
    address = reverse("cases:case", args=[case.pk])
    client.get(address)
    before = len(queries_of(client, address)[1])
    record_custody(exhibit=thing, custody=LODGED, version=1, by=people.investigator)
    record_custody(exhibit=thing, custody=MOVED, version=2, by=people.investigator)
    page, queries = queries_of(client, address)
    assert "Sgt. Grant" in page.text
    assert len(queries) == before


def test_each_form_of_an_exhibit_leads_back_to_it_and_to_its_case(
    people: People, case: Case, thing: Exhibit, client: Client
) -> None:
    event = record_custody(exhibit=thing, custody=LODGED, version=1, by=people.investigator)
    client.force_login(people.investigator)
    forms = [(name, thing.pk) for name in ("add_file", "record_custody", "correct_exhibit")]
    for name, pk in (*forms, ("correct_custody", event.pk)):
        page = client.get(reverse(f"cases:{name}", args=[pk])).text
        trail = page.partition('<ol class="trail">')[2].partition("</ol>")[0]
        assert f'<a href="{reverse("cases:case", args=[case.pk])}">{case.called}</a>' in trail
        assert reverse("cases:exhibit", args=[thing.entry_key]) in trail
        assert ">Exhibit 1</a>" in trail
    trail = client.get(reverse("cases:add_exhibit", args=[case.pk])).text.partition('<ol class="trail">')[2]
    assert trail.partition("</ol>")[0].count("<a ") == 1
