"""What was entered by mistake stays, struck out, and is no longer who somebody is: not found, not sent, not copied."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from carisecure.access.errors import NotVisible, TransitionRefused
from carisecure.access.vault import keys
from cases.course.operations import take_case
from cases.dossier.copy_content import content_of
from cases.dossier.models import CopyPart
from cases.finding.queries import Asked, find_people
from cases.people import queries
from cases.people.models import PersonIdentity
from cases.people.operations import PersonEntry, add_name, mark_mistaken
from cases.record.models import Case
from prosecutions.file.changes import changes_since_submission
from prosecutions.file.sheets import sheets_of
from screening.referral.packet import identity_pieces
from tests.cases.ledger import lines
from tests.factories import first_person, make_case
from tests.people import People, enter
from tests.prosecutions.matters import investigated, submitted
from tests.roles import as_system


@pytest.fixture
def case(people: People) -> Case:
    made = make_case(people.investigator, people=(PersonEntry(name="Rosa Demo"),))
    take_case(case=made, by=people.investigator)
    for kind, value in (("name", "Wrong Woman"), ("document", "TT-0004242"), ("birth_date", "1999-12-31")):
        known_from = "document" if kind == "birth_date" else ""
        add_name(involvement=first_person(made), kind=kind, value=value, known_from=known_from, by=people.investigator)
    return made


def fact(value: str) -> PersonIdentity:
    facts: dict[str, PersonIdentity] = {one.value: one for one in PersonIdentity.objects.all()}
    return facts[value]


def mark(people: People, *values: str) -> None:
    for value in values:
        mark_mistaken(identity=fact(value), reason="Another woman of the bar.", by=people.investigator)


def test_it_says_who_when_and_why_and_keeps_the_value(people: People, case: Case) -> None:
    before = Case.objects.get().last_moved_at
    mark(people, "Wrong Woman")
    row = fact("Wrong Woman")
    assert (row.mistaken_by, row.mistaken_why) == (people.investigator, "Another woman of the bar.")
    assert row.mistaken_at is not None
    assert (row.exact_token, row.sound_tokens, row.number_tokens) == (None, [], [])
    assert Case.objects.get().last_moved_at > before
    assert lines(action="update", table_name="cases_personidentity")


def test_it_is_found_no_more(people: People, case: Case) -> None:
    asked = (Asked(name="Wrong Woman"), Asked(document="TT-0004242"), Asked(birth_date="31/12/1999"))
    assert [len(find_people(people.investigator, one)) for one in asked] == [1, 1, 1]
    mark(people, "Wrong Woman", "TT-0004242", "1999-12-31")
    assert [len(find_people(people.investigator, one)) for one in asked] == [0, 0, 0]
    with as_system():  # and the index, written anew, does not bring it back
        for row in PersonIdentity.objects.all():
            row.save(update_fields=["value"])
    assert [len(find_people(people.investigator, one)) for one in asked] == [0, 0, 0]
    assert len(find_people(people.investigator, Asked(name="Rosa Demo"))) == 1


def test_it_is_in_no_list_file_packet_or_copy(people: People, case: Case) -> None:
    mark(people, "Wrong Woman", "TT-0004242")
    by, person = people.investigator, first_person(case)
    kept = ["Rosa Demo", "1999-12-31"]
    assert [one.value for one in queries.names_for(by, [person.person_id])[person.person_id]] == kept
    (sheet,) = [one for one in sheets_of(case, by=by) if one.names]
    assert [value for _kind, value in sheet.names] == kept
    assert [value for _label, value in identity_pieces(person, by)] == kept
    shown = content_of(by, case, parts=[CopyPart.PEOPLE]).people or []
    assert [value for _label, value in shown[0].names] == kept


def test_the_prosecutor_is_told_of_a_name_that_was_a_mistake(people: People) -> None:
    case = investigated(people.investigator)
    enter(people.investigator)
    wrong = add_name(involvement=first_person(case), kind="name", value="Wrong Woman", by=people.investigator)
    prosecution = submitted(people, case).prosecution
    enter(people.investigator)
    mark_mistaken(identity=wrong, reason="Another woman.", by=people.investigator)
    enter(people.prosecutor)
    assert [(one.change, one.kind) for one in changes_since_submission(prosecution)] == [("changed", "person")]


def test_what_is_refused(people: People, case: Case) -> None:
    with pytest.raises(ValidationError, match="what the mistake was"):
        mark_mistaken(identity=fact("Wrong Woman"), reason=" ", by=people.investigator)
    mark(people, "Wrong Woman")
    with pytest.raises(TransitionRefused, match="Already"):
        mark(people, "Wrong Woman")
    wrong = fact("TT-0004242")
    enter(people.outsider)
    with pytest.raises(NotVisible):
        mark_mistaken(identity=wrong, reason="x", by=people.outsider)
    with as_system(), pytest.raises(IntegrityError), transaction.atomic():
        PersonIdentity.objects.filter(pk=wrong.pk).update(mistaken_by=people.investigator)


def test_an_erased_identity_has_nothing_to_correct(people: People, case: Case) -> None:
    wrong = fact("Wrong Woman")
    with as_system():
        keys.destroy(wrong.person_id)
    with pytest.raises(TransitionRefused, match="erased"):
        mark_mistaken(identity=wrong, reason="x", by=people.investigator)


def test_the_page_strikes_it_out_for_those_who_show_names(people: People, case: Case, client: Client) -> None:
    client.force_login(people.investigator)
    page = reverse("cases:person", args=[first_person(case).pk])
    address = reverse("cases:mistake", args=[fact("Wrong Woman").pk])
    form = client.get(address)
    assert "Name, written on" in form.text
    assert "Wrong Woman" not in form.text
    refused = _send(client, address, reason="")
    assert refused.status_code == 422
    assert "reason" in refused.context["form"].errors
    assert _send(client, address, reason="Another woman of the bar.")["Location"] == page
    assert "Wrong Woman" not in client.get(page).text
    shown = client.post(reverse("cases:person_names", args=[first_person(case).pk]), follow=True).text
    assert "<s>Wrong Woman</s>" in shown
    assert "Entered by mistake, according to Ines Investigator" in shown
    assert "<strong>Rosa Demo</strong>" in shown
    assert address not in shown


def _send(client: Client, address: str, **data: str) -> Any:
    return client.post(address, {"submission_key": str(uuid.uuid4()), **data})
