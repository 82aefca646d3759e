"""The banner: that something changed, never what."""

from __future__ import annotations

import uuid
from dataclasses import fields

from django.utils import timezone

from cases.models import Case, Exhibit, Note, Statement
from cases.operations import add_exhibit, add_note, update_elements
from prosecutions.file_changes import FileChange, changes_since_submission, let_case_follow
from prosecutions.models import Prosecution
from prosecutions.operations import record_advice
from tests.people import People, enter
from tests.prosecutions.matters import investigated, submitted
from tests.roles import as_system


def _told(people: People, prosecution: Prosecution, who: str = "prosecutor") -> list[tuple[str, str]]:
    enter(getattr(people, who))
    return sorted((change.change, change.kind) for change in changes_since_submission(prosecution))


def test_nothing_changed(people: People) -> None:
    assert _told(people, submitted(people).prosecution) == []


def test_added_changed_and_removed_are_told_apart(people: People) -> None:
    case = investigated(people.investigator)
    prosecution = submitted(people, case).prosecution
    by = people.investigator
    statement = Statement.objects.get(case=case)
    statement.text = "CANARY-CHANGED"
    statement.save(update_fields=["text"])
    with as_system():  # the same transaction has the same now(): what was added has to lie after the submission
        exhibit = add_exhibit(case=case, mark="EX9", description="CANARY-ADDED", by=by)
        Exhibit.objects.filter(pk=exhibit.pk).update(created_at=timezone.now())
        Exhibit.objects.filter(case=case, mark="EX1").delete()
    assert _told(people, prosecution) == [("added", "exhibit"), ("changed", "statement"), ("removed", "exhibit")]


def test_elements_are_compared_by_what_they_say(people: People) -> None:
    case = investigated(people.investigator)
    prosecution = submitted(people, case).prosecution
    case.refresh_from_db()
    assert _told(people, prosecution) == []  # the stage moved, the elements did not
    enter(people.investigator)
    update_elements(case=case, acts=["harbouring"], means=[], purposes=[], version=case.version, by=people.investigator)
    assert _told(people, prosecution) == [("changed", "elements")]


def test_a_diary_note_is_no_change_of_the_file(people: People) -> None:
    case = investigated(people.investigator)
    prosecution = submitted(people, case).prosecution
    add_note(case=case, text="CANARY-NOTE", by=people.investigator)
    assert Note.objects.filter(case=case).count() == 2
    assert _told(people, prosecution) == []


def test_a_change_is_a_kind_a_key_and_a_moment(people: People) -> None:
    """A leak test by shape: the function has no column that could carry a text."""
    assert [field.name for field in fields(FileChange)] == ["change", "kind", "object_id", "at"]


def test_a_new_submission_starts_the_comparison_again(people: People) -> None:
    case = investigated(people.investigator)
    prosecution = submitted(people, case).prosecution
    case.refresh_from_db()
    update_elements(case=case, acts=["harbouring"], means=[], purposes=[], version=case.version, by=people.investigator)
    submitted(people, case)
    assert _told(people, prosecution) == []


def test_who_does_not_hold_the_matter_is_told_nothing(people: People) -> None:
    case = investigated(people.investigator)
    prosecution = submitted(people, case).prosecution
    case.refresh_from_db()
    update_elements(case=case, acts=["harbouring"], means=[], purposes=[], version=case.version, by=people.investigator)
    assert _told(people, prosecution, "prosecutor")
    for who in ("outsider", "caseworker", "frontline", "analyst", "auditor", "administrator"):
        assert _told(people, prosecution, who) == [], who
    prosecution.pk = uuid.uuid4()
    assert _told(people, prosecution) == []


def test_an_excluded_group_is_told_nothing(people: People) -> None:
    case = investigated(people.investigator)
    prosecution = submitted(people, case).prosecution
    case.refresh_from_db()
    update_elements(case=case, acts=["harbouring"], means=[], purposes=[], version=case.version, by=people.investigator)
    with as_system():
        Prosecution.objects.update(excluded_groups=[people.prosecutor.personal_group_id])
    assert _told(people, prosecution) == []


def test_the_case_follows_only_for_those_who_may_change_the_matter(people: People) -> None:
    case = investigated(people.investigator)
    prosecution = submitted(people, case).prosecution
    enter(people.prosecutor)
    assert let_case_follow(prosecution) is None  # no charge, no advice: nothing to follow
    with as_system():
        assert Case.objects.get(pk=case.pk).stage == "with_dpp"
    enter(people.outsider)
    assert let_case_follow(prosecution) is None


def test_further_enquiries_send_the_case_back_to_the_unit(people: People) -> None:
    case = investigated(people.investigator)
    prosecution = submitted(people, case).prosecution
    enter(people.prosecutor)
    record_advice(
        prosecution=prosecution, kind="further_enquiries", text="Find the lease.", by=people.prosecutor,
        given_on=timezone.localdate(prosecution.submitted_at),
    )  # fmt: skip
    with as_system():
        assert Case.objects.get(pk=case.pk).stage == "under_investigation"
