"""The banner: that something changed, never what."""

from __future__ import annotations

import base64
import uuid
from dataclasses import fields
from typing import Any

import pytest
from django.utils import timezone

from carisecure.access.vault.rotation import rewrap_all
from carisecure.accounts.models import User
from carisecure.days.known import KnownDay
from cases.course.operations import update_elements
from cases.exhibits.models import Exhibit
from cases.exhibits.operations import add_exhibit, correct_exhibit
from cases.exploitation.operations import ExploitationFacts, record_exploitation
from cases.material.models import Note, Statement
from cases.material.operations import add_note, correct_material
from cases.people.models import IdentityKind, PersonIdentity
from cases.people.operations import add_name
from cases.people.queries import parts_of
from cases.people.roles import say_more
from cases.record.models import Case, InvolvementGrant, Person
from prosecutions.advice.operations import record_advice
from prosecutions.file.changes import FileChange, changes_since_submission
from prosecutions.file.filed import FILED_KINDS
from prosecutions.file.models import FileItem
from prosecutions.file.sheets import sheets_of
from prosecutions.record.following import let_case_follow
from prosecutions.record.models import Prosecution
from tests.factories import first_person, make_person
from tests.people import People, enter
from tests.prosecutions.matters import investigated, submitted
from tests.roles import as_system


def _told(people: People, prosecution: Prosecution, who: str = "prosecutor") -> list[tuple[str, str]]:
    enter(getattr(people, who))
    return sorted((change.change, change.kind) for change in changes_since_submission(prosecution))


def test_nothing_changed(people: People) -> None:
    assert _told(people, submitted(people).prosecution) == []


def corrected(row: Any, by: User, **more: Any) -> Any:
    if isinstance(row, Exhibit):
        return correct_exhibit(exhibit=row, by=by, version=1, reason="Typed wrongly.", **more)
    return correct_material(row=row, by=by, version=1, reason="Typed wrongly.", **more)


def test_added_changed_and_removed_are_told_apart(people: People) -> None:
    case = investigated(people.investigator)
    prosecution = submitted(people, case).prosecution
    by = people.investigator
    statement, exhibit = Statement.objects.get(case=case), Exhibit.objects.get(case=case)
    add_exhibit(case=case, mark="EX9", description="CANARY-ADDED", by=by)
    corrected(statement, by, changes={"text": "CANARY-CHANGED", "taken_on": statement.taken_on, "involvement": None})
    corrected(exhibit, by, is_retracted=True, changes={})
    assert _told(people, prosecution) == [("added", "exhibit"), ("changed", "statement"), ("removed", "exhibit")]


def test_a_correction_is_one_change_of_what_was_sent_and_goes_with_the_next_file(people: People) -> None:
    """Under the key of its first row: it is neither removed nor added, and the moment is that of the correction."""
    case = investigated(people.investigator)
    first = submitted(people, case)
    by, exhibit = people.investigator, Exhibit.objects.get(case=case)
    facts = {"mark": "EX1", "description": "A ledger of wages.", "found_on": None, "found_at": ""}
    newer = corrected(exhibit, by, changes=facts)
    enter(people.prosecutor)
    (change,) = changes_since_submission(first.prosecution)
    assert (change.change, change.kind, change.object_id) == ("changed", "exhibit", exhibit.pk)
    assert change.at == newer.recorded_at
    second = submitted(people, case)
    enter(people.prosecutor)
    items = {item.submission_id: item for item in FileItem.objects.filter(kind="exhibit")}
    assert "debts" in items[first.pk].content  # frozen as it was sent
    assert "wages" in items[second.pk].content
    assert (items[second.pk].object_id, items[second.pk].object_version) == (exhibit.pk, 2)
    assert changes_since_submission(first.prosecution) == []


def test_what_was_struck_out_before_does_not_go_and_is_told_as_removed(people: People) -> None:
    case = investigated(people.investigator)
    prosecution = submitted(people, case).prosecution
    by, statement = people.investigator, Statement.objects.get(case=case)
    struck = corrected(statement, by, is_retracted=True, changes={})
    assert "statement" not in {sheet.kind for sheet in sheets_of(case, by=by)}
    enter(people.prosecutor)
    (change,) = changes_since_submission(prosecution)
    assert (change.change, change.object_id, change.at) == ("removed", statement.pk, struck.recorded_at)


def test_an_arrest_that_is_entered_later_is_a_change_of_the_person(people: People) -> None:
    """At the moment of the row that says so: neither the place in the case nor the person's own row was written."""
    case = investigated(people.investigator)
    by, suspect = people.investigator, make_person(case, people.investigator, role="suspect")
    first = submitted(people, case)
    assert _told(people, first.prosecution) == []
    enter(by)
    (part,) = parts_of(by, [suspect])
    newer = say_more(part=part, version=1, by=by, arrested=KnownDay(timezone.localdate()))
    enter(people.prosecutor)
    (change,) = changes_since_submission(first.prosecution)
    assert (change.change, change.kind, change.object_id) == ("changed", "person", suspect.pk)
    assert change.at == newer.recorded_at
    second = submitted(people, case)
    assert _told(people, first.prosecution) == []
    sheets = {item.submission_id: item.content for item in FileItem.objects.filter(object_id=suspect.pk)}
    assert "Arrested on" not in sheets[first.pk]  # frozen as it was sent
    assert "Suspect · Arrested on: " in sheets[second.pk]


def test_elements_are_compared_by_what_they_say(people: People) -> None:
    case = investigated(people.investigator)
    prosecution = submitted(people, case).prosecution
    case.refresh_from_db()
    assert _told(people, prosecution) == []  # the stage moved, the elements did not
    enter(people.investigator)
    update_elements(case=case, acts=["harbouring"], means=[], purposes=[], version=case.version, by=people.investigator)
    assert _told(people, prosecution) == [("changed", "elements")]


def test_what_was_done_changes_the_elements_that_follow_from_it(people: People) -> None:
    case = investigated(people.investigator)
    prosecution = submitted(people, case).prosecution
    enter(people.investigator)
    facts = ExploitationFacts(victim=first_person(case), form="forced_begging", acts=("harbouring",))
    done = record_exploitation(case=case, facts=facts, by=people.investigator)
    assert _told(people, prosecution) == [("added", "exploitation"), ("changed", "elements")]
    moments = [change.at for change in changes_since_submission(prosecution) if change.kind == "elements"]
    assert [moment >= done.recorded_at for moment in moments if moment] == [True]
    again = submitted(people, case)
    sheet = FileItem.objects.get(submission=again, kind="elements")
    assert "Forced begging" in sheet.content


def test_a_diary_note_is_no_change_of_the_file(people: People) -> None:
    case = investigated(people.investigator)
    prosecution = submitted(people, case).prosecution
    add_note(case=case, text="CANARY-NOTE", by=people.investigator)
    assert Note.objects.filter(case=case).count() == 2
    assert _told(people, prosecution) == []


def _call(case: Case, by: User, kind: str = "name", value: str = "CANARY-NAME") -> PersonIdentity:
    enter(by)
    born = {"known_from": "said", "age": "stays"} if kind == "birth_date" else {}
    return add_name(involvement=first_person(case), kind=kind, value=value, by=by, **born)


@pytest.mark.parametrize("kind", IdentityKind.values)
def test_who_a_person_is_counts_where_it_goes_into_a_file(people: People, kind: str) -> None:
    """A name that is corrected after the submission, and never a telephone or an address: they do not go."""
    case = investigated(people.investigator)
    prosecution = submitted(people, case).prosecution
    typed = {"birth_date": "1999-12-31", "phone": "868-555-0101"}
    _call(case, people.investigator, kind, typed.get(kind, "CANARY-NAME"))
    assert _told(people, prosecution) == ([("changed", "person")] if kind in FILED_KINDS else [])
    if kind in FILED_KINDS:
        (change,) = changes_since_submission(prosecution)
        assert change.at is not None
        submitted(people, case)
        assert _told(people, prosecution) == []


def test_a_name_that_is_written_again_or_removed_is_a_change(people: People) -> None:
    case = investigated(people.investigator)
    known = _call(case, people.investigator)
    prosecution = submitted(people, case).prosecution
    assert _told(people, prosecution) == []
    with as_system():
        known.value = "CANARY-CORRECTED"
        known.save(update_fields=["value"])
    assert _told(people, prosecution) == [("changed", "person")]
    submitted(people, case)
    assert _told(people, prosecution) == []
    with as_system():
        known.delete()
    assert _told(people, prosecution) == [("changed", "person")]


def test_a_key_that_is_wrapped_anew_changes_nothing(people: People, settings: Any) -> None:
    case = investigated(people.investigator)
    _call(case, people.investigator)
    prosecution = submitted(people, case).prosecution
    settings.VAULT_KEYS = f"{settings.VAULT_KEYS},2:{base64.b64encode(bytes(range(32))).decode()}"
    with as_system():
        assert rewrap_all() > 0
    assert _told(people, prosecution) == []


def test_sent_by_somebody_who_may_not_see_names(people: People) -> None:
    """Their file holds none, so what was known before is no change; what comes later is told."""
    case = investigated(people.investigator)
    _call(case, people.investigator)
    with as_system():
        InvolvementGrant.objects.filter(permission__codename="see_identity_involvement").delete()
    prosecution = submitted(people, case).prosecution
    assert FileItem.objects.get(kind="person").names_mark == ""
    assert _told(people, prosecution) == []
    with as_system():
        PersonIdentity.objects.create(person=Person.objects.get(), kind="alias", value="CANARY-LATER")
    assert _told(people, prosecution) == [("changed", "person")]


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
    assert let_case_follow(prosecution) == "with_dpp"  # no charge, no advice yet
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
