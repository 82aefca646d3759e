from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from carisecure.access.errors import NotPermitted, NotVisible, TransitionRefused
from carisecure.accounts.models import Agency
from carisecure.days.known import KnownDay
from carisecure.interface.words import day
from cases.course.operations import close_case, take_case
from cases.exhibits.models import Exhibit
from cases.exhibits.operations import add_exhibit, correct_exhibit
from cases.insiders.operations.compartments import let_in
from cases.insiders.operations.sharing import restrict_case
from cases.material.models import Note
from cases.people.models import PersonIdentity
from cases.people.operations import PersonEntry
from cases.record.models import Involvement
from prosecutions.advice.operations import record_advice
from prosecutions.file.canonical import item_digest, list_digest
from prosecutions.file.changes import changes_since_submission
from prosecutions.file.models import FiledName, FileItem, FileSubmission
from prosecutions.file.operations import submit_file
from prosecutions.file.sheets import sheets_of
from prosecutions.record.models import Prosecution, ProsecutionGrant
from tests.cases.ledger import lines
from tests.cases.trust import let_outsider_in
from tests.factories import make_case
from tests.people import People, enter
from tests.prosecutions.matters import investigated, submitted
from tests.roles import as_system


def test_the_file_goes_as_a_numbered_frozen_list(people: People) -> None:
    case = investigated(people.investigator)
    sent = submitted(people, case)
    assert (sent.number, sent.item_count) == (1, 5)
    items = list(FileItem.objects.filter(submission=sent))
    assert [item.position for item in items] == [1, 2, 3, 4, 5]
    assert [item.kind for item in items] == ["elements", "report", "person", "statement", "exhibit"]
    assert items[3].content == "The door was locked."
    case.refresh_from_db()
    assert case.stage == "with_dpp"
    assert sent.prosecution.stage == "file_received"


def test_only_what_was_chosen_goes(people: People) -> None:
    case = investigated(people.investigator)
    statement = next(s for s in sheets_of(case, by=people.investigator) if s.kind == "statement")
    sent = submit_file(case=case, items=[statement.key], note="", by=people.investigator)
    assert [item.kind for item in FileItem.objects.filter(submission=sent)] == ["statement"]


def test_notes_and_everything_without_a_sheet_cannot_go(people: People) -> None:
    case = investigated(people.investigator)
    note = Note.objects.get(case=case)
    assert {s.kind for s in sheets_of(case, by=people.investigator)} == {
        "elements", "report", "person", "statement", "exhibit",
    }  # fmt: skip
    with pytest.raises(ValidationError):
        submit_file(case=case, items=[f"note:{note.pk}"], note="", by=people.investigator)
    assert not FileItem.objects.exists()


def test_addresses_and_telephones_stay_names_go_apart(people: People) -> None:
    case = make_case(people.investigator, people=(PersonEntry(name="Rosa Demo", phone="555 0101"),))
    enter(people.investigator)
    take_case(case=case, by=people.investigator)
    person = Involvement.objects.get(case=case)
    PersonIdentity.objects.create(person_id=person.person_id, kind="address", value="CANARY-SHELTER-STREET")
    submitted(people, case)
    assert [(n.kind, n.value) for n in FiledName.objects.all()] == [("name", "Rosa Demo")]
    assert "Rosa" not in "".join(f"{i.title}{i.content}" for i in FileItem.objects.all())


def test_the_file_says_who_is_a_public_official(people: People) -> None:
    """In what is sent from now on; what was frozen without it stays as it was, text and digest."""
    case = investigated(people.investigator)
    person = Involvement.objects.get(case=case)
    first = submitted(people, case)
    before = FileItem.objects.get(submission=first, kind="person")
    assert "public official" not in before.content
    Involvement.objects.filter(pk=person.pk).update(is_official=True)
    (change,) = changes_since_submission(first.prosecution)
    assert (change.change, change.kind) == ("changed", "person")
    second = submitted(people, case)
    said = FileItem.objects.get(submission=second, kind="person").content.splitlines()
    assert said[:2] == ["Role in the case: Possible victim", "Is a public official: yes"]
    assert changes_since_submission(first.prosecution) == []
    frozen = FileItem.objects.get(pk=before.pk)
    assert (frozen.content, frozen.sha256) == (before.content, before.sha256)
    for sent in (first, second):
        _digests_are_those_of(sent)


def test_the_digests_can_be_made_again(people: People) -> None:
    _digests_are_those_of(submitted(people))


def _digests_are_those_of(sent: FileSubmission) -> None:
    items = list(FileItem.objects.filter(submission=sent).prefetch_related("names"))
    digests = [
        item_digest(
            position=i.position, kind=i.kind, object_id=i.object_id, version=i.object_version, title=i.title,
            content=i.content, names=[(n.kind, n.value) for n in i.names.all()],
        )
        for i in items
    ]  # fmt: skip
    assert digests == [i.sha256 for i in items]
    assert sent.sha256 == list_digest(
        reference=sent.prosecution.reference, number=sent.number, note=sent.note, items=digests
    )


def test_the_second_submission_stands_on_the_same_prosecution(people: People) -> None:
    case = investigated(people.investigator)
    first = submitted(people, case)
    enter(people.investigator)
    add_exhibit(case=case, mark="EX2", description="A telephone.", by=people.investigator)
    second = submitted(people, case)
    assert (second.number, second.prosecution_id) == (2, first.prosecution_id)
    assert FileItem.objects.filter(submission=first).count() == 5
    assert FileItem.objects.filter(submission=second).count() == 6


def test_somebody_decided_about_goes_by_the_decision(people: People) -> None:
    case = investigated(people.investigator)
    with as_system():
        Involvement.objects.filter(case=case, main_role="possible_victim").update(status="presumed")
    enter(people.investigator)
    titles = [sheet.title for sheet in sheets_of(case, by=people.investigator) if sheet.kind == "person"]
    assert any("Presumed" in title for title in titles)
    assert not any("Possible victim" in title for title in titles)


def test_a_later_change_does_not_reach_the_list(people: People) -> None:
    case = investigated(people.investigator)
    sent = submitted(people, case)
    exhibit = Exhibit.objects.get(case=case)
    later = {"mark": "EX1", "description": "CANARY-LATER", "found_on": None, "found_at": ""}
    correct_exhibit(exhibit=exhibit, by=people.investigator, version=1, reason="Misread.", changes=later)
    assert FileItem.objects.get(submission=sent, kind="exhibit").content.startswith("A ledger of debts.")


def test_the_dpp_holds_it_from_the_submission_on(people: People) -> None:
    case = investigated(people.investigator)
    enter(people.prosecutor)
    assert not Prosecution.objects.exists()
    sent = submitted(people, case)
    for key, person in people.items():
        enter(person)
        seen = Prosecution.objects.filter(pk=sent.prosecution_id).exists()
        assert seen is (key in {"investigator", "colleague", "supervisor", "prosecutor"}), key
    with as_system():
        held = ProsecutionGrant.objects.filter(group=people.prosecutor.agency.group)
        assert {g.permission.codename for g in held} == {
            "view_prosecution", "change_prosecution", "see_identity_prosecution",
        }  # fmt: skip


def test_somebody_who_came_later_to_the_case_can_submit_again(people: People) -> None:
    case = investigated(people.investigator)
    submitted(people, case)
    restrict_case(case=case, people=[], by=people.investigator)
    let_in(case=case, person=people.colleague, by=people.investigator)
    enter(people.colleague)
    items = [sheet.key for sheet in sheets_of(case, by=people.colleague)]
    assert submit_file(case=case, items=items, note="", by=people.colleague).number == 2


@pytest.mark.parametrize("stage", ["reported", "closed"])
def test_a_case_that_nobody_investigates_is_refused(people: People, stage: str) -> None:
    case = make_case(people.investigator)
    if stage == "closed":
        take_case(case=case, by=people.investigator)
        close_case(case=case, reason="other", note="", by=people.investigator)
    items = [sheet.key for sheet in sheets_of(case, by=people.investigator)]
    with pytest.raises(TransitionRefused):
        submit_file(case=case, items=items, note="", by=people.investigator)


def test_nothing_chosen_or_something_unknown_is_refused(people: People) -> None:
    case = investigated(people.investigator)
    for items in ([], [f"exhibit:{uuid.uuid4()}"]):
        with pytest.raises(ValidationError):
            submit_file(case=case, items=items, note="", by=people.investigator)
    assert not Prosecution.objects.exists()


def test_with_two_prosecution_services_one_has_to_be_named(people: People) -> None:
    case = investigated(people.investigator)
    with as_system():
        from carisecure.accounts.operations import make_agency

        other = make_agency(code="dpp2", name="Second service", kind="dpp", country="TT")
    items = [sheet.key for sheet in sheets_of(case, by=people.investigator)]
    with pytest.raises(ValidationError):
        submit_file(case=case, items=items, note="", by=people.investigator)
    sent = submit_file(case=case, items=items, note="", by=people.investigator, to=Agency.objects.get(pk=other.pk))
    assert sent.prosecution.dpp_agency_id == other.pk
    enter(people.prosecutor)
    assert not Prosecution.objects.exists()


@pytest.mark.parametrize(
    "key", ["outsider", "prosecutor", "caseworker", "frontline", "analyst", "auditor", "administrator"]
)
def test_others_do_not_even_see_the_case(people: People, key: str) -> None:
    case = investigated(people.investigator)
    person = getattr(people, key)
    enter(person)
    with pytest.raises((NotVisible, NotPermitted)):
        submit_file(case=case, items=["x"], note="", by=person)


def test_nothing_is_left_when_it_fails_late(people: People) -> None:
    case = investigated(people.investigator)
    items = [sheet.key for sheet in sheets_of(case, by=people.investigator)]
    failing = mock.patch.object(FiledName.objects, "bulk_create", side_effect=RuntimeError)
    with failing, pytest.raises(RuntimeError):
        submit_file(case=case, items=items, note="", by=people.investigator)
    assert not Prosecution.objects.exists()
    with as_system():
        assert not ProsecutionGrant.objects.exists()
        assert not FileSubmission.objects.exists()
    case.refresh_from_db()
    assert case.stage == "under_investigation"


def test_the_ledger_has_the_list_and_no_text(people: People) -> None:
    sent = submitted(people)
    assert [e.action for e in lines(table_name="prosecutions_filesubmission", object_id=str(sent.pk))] == ["insert"]
    assert len(lines(table_name="prosecutions_fileitem")) == 5
    written = str([(e.old, e.new) for e in lines()])
    assert "The door was locked" not in written


def test_days_here_count_from_the_first_submission(people: People) -> None:
    prosecution = submitted(people).prosecution
    assert prosecution.days_here == 0
    prosecution.submitted_at = timezone.now() - timedelta(days=43)
    assert prosecution.days_here == 43


def test_who_is_put_out_of_the_case_is_put_out_of_its_matter(people: People) -> None:
    case = investigated(people.investigator)
    sent = submitted(people, case)
    restrict_case(case=case, people=[], by=people.investigator)
    for key, seen in (("investigator", True), ("supervisor", True), ("colleague", False), ("prosecutor", True)):
        enter(getattr(people, key))
        assert Prosecution.objects.filter(pk=sent.prosecution_id).exists() is seen, key


def test_who_is_let_into_the_case_is_let_into_its_matter(people: People) -> None:
    case = investigated(people.investigator)
    submitted(people, case)
    let_outsider_in(people, case)
    enter(people.outsider)
    assert Prosecution.objects.count() == 1


def test_a_file_can_have_gone_on_a_day_gone_by(people: People, client: Client) -> None:
    """The list is frozen as the case is now; what is said of its day is the day on which the paper went."""
    today = timezone.localdate()
    began = KnownDay(today - timedelta(days=90))
    case = make_case(people.investigator, received_on=began, opened_on=began)
    take_case(case=case, by=people.investigator)
    keys = [sheet.key for sheet in sheets_of(case, by=people.investigator)]

    def send(on: date, **more: Any) -> FileSubmission:
        return submit_file(case=case, items=keys, note="", sent_on=on, by=people.investigator, **more)

    for on, words in ((today + timedelta(days=2), "future"), (today - timedelta(days=91), "was opened on")):
        with pytest.raises(ValidationError, match=words) as refused:
            send(on)
        assert list(refused.value.message_dict) == ["sent_on"]
    assert not FileSubmission.objects.exists()
    assert not Prosecution.objects.exists()
    gone_by = today - timedelta(days=60)
    first = send(gone_by)
    matter = Prosecution.objects.get()
    assert (first.sent_on, matter.days_here) == (gone_by, 60)
    assert timezone.localdate(first.submitted_at) == today, "changes of the case count from the frozen list"
    assert first.when.startswith(f"{day(gone_by)}, entered {day(today)}")
    with pytest.raises(ValidationError, match="Submission 1 went on") as refused:
        send(gone_by - timedelta(days=1))
    assert list(refused.value.message_dict) == ["sent_on"]

    client.force_login(people.investigator)
    url = reverse("prosecutions:submit_file", args=[case.pk])
    form = client.get(url).context["form"]
    sent = {"submission_key": form["submission_key"].value(), "version": "1", "items": keys, "note": "On paper."}
    bad = client.post(url, {**sent, "matter": str(matter.pk), "sent_on": "31/11/2015"})
    assert (bad.status_code, list(bad.context["form"].errors)) == (422, ["sent_on"])
    assert "On paper." in bad.text
    later = gone_by + timedelta(days=1)
    assert client.post(url, {**sent, "matter": str(matter.pk), "sent_on": f"{later:%d/%m/%Y}"}).status_code == 302
    page = client.get(reverse("prosecutions:matter", args=[matter.pk])).text
    assert f"{day(later)}, entered" in page
    enter(people.prosecutor)
    with pytest.raises(ValidationError, match="cannot be earlier"):
        record_advice(prosecution=matter, kind="charge", text="Yes.", given_on=gone_by, by=people.prosecutor)
    record_advice(prosecution=matter, kind="charge", text="Yes.", given_on=later, by=people.prosecutor)
