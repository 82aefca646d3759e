"""The suspects of the frozen file can be charged as such, and nobody learns a name by it."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from carisecure.days.known import KnownDay
from cases.exhibits.operations import add_exhibit
from cases.people.models import InvolvementPart
from cases.people.roles import RoleFacts, add_role, end_role
from cases.record.models import Involvement
from prosecutions.accused.models import Accused, AccusedName
from prosecutions.accused.operations import add_accused
from prosecutions.charges.models import Charge
from prosecutions.charges.queries import suspects_filed
from prosecutions.file.models import FileItem, FileSubmission
from prosecutions.file.operations import submit_file
from prosecutions.file.sheets import sheets_of
from prosecutions.record.models import Prosecution
from tests.factories import make_person
from tests.people import People, enter
from tests.prosecutions.matters import investigated, submitted
from tests.roles import as_system

LAY = "prosecutions.lay_charge"
CHARGED = {
    "offence": "TT-16", "committed_on": "2025-03-04", "committed_precision": "day", "laid_on": "2025-06-01",
    "laid_precision": "day", "laid_by": "police", "counts": "1",
}  # fmt: skip


@pytest.fixture
def sent(people: People) -> FileSubmission:
    """A file with a possible victim and a suspect whose name is filed; leaves the prosecutor speaking."""
    case = investigated(people.investigator)
    make_person(case, people.investigator, role="suspect", name="Rex Demo")
    case.refresh_from_db()
    made = submitted(people, case)
    enter(people.prosecutor)
    found: FileSubmission = FileSubmission.objects.select_related("prosecution").get(pk=made.pk)
    return found


def becomes(key: uuid.UUID, role: str, people: People) -> None:
    part = InvolvementPart.objects.get(involvement=key)
    today = KnownDay(timezone.localdate())
    end_role(part=part, on=today, then=role, version=part.version, by=people.investigator)


def url(name: str, sent: FileSubmission) -> str:
    return reverse(f"prosecutions:{name}", args=[sent.prosecution_id])


def press(client: Client, sent: FileSubmission, **values: str) -> Any:
    return client.post(url("lay_charge", sent), {"submission_key": str(uuid.uuid4()), **CHARGED, **values})


def suspect(people: People, sent: FileSubmission) -> FileItem:
    (item,) = suspects_filed(people.prosecutor, sent.prosecution, action=LAY)
    return item


def test_a_suspect_of_the_file_is_charged_as_such(people: People, sent: FileSubmission, client: Client) -> None:
    item = suspect(people, sent)
    said = f"{item.title}, no. {item.position} of submission 1"
    assert "(Suspect)" in said
    client.force_login(people.prosecutor)
    sheet = client.get(url("lay_charge", sent))
    form = sheet.context["form"]
    assert f'<option value="{item.pk}">{said}</option>' in str(form["accused"])
    assert "(Possible victim)" not in str(form["accused"])
    assert "(Possible victim)" in str(form["victims"]), "whom the charge can name, and nobody it can be laid against"
    assert "(Suspect)" not in str(form["victims"])
    assert "Rex Demo" not in sheet.text
    assert press(client, sent, accused=str(item.pk)).status_code == 302
    enter(people.prosecutor)
    accused = Accused.objects.get()
    assert (accused.label, accused.filed_as) == ("Accused 1", item)
    assert Charge.objects.get().accused == accused
    page = client.get(url("matter", sent)).text
    assert f"In the file: {said}" in page
    assert "Rex Demo" not in page
    # From now on they are among the accused.
    page = client.get(url("lay_charge", sent)).text
    assert f'<option value="{accused.pk}"' in page
    assert str(item.pk) not in page


def test_the_filed_name_stands_beside_the_accused_once_names_are_shown(
    people: People, sent: FileSubmission, client: Client
) -> None:
    client.force_login(people.prosecutor)
    press(client, sent, accused=str(suspect(people, sent).pk))
    client.post(url("matter_names", sent), {"reason": "court"})
    assert "Accused 1: Rex Demo" in client.get(url("matter", sent)).text


def test_the_name_of_the_charge_sheet_comes_before_the_filed_one(
    people: People, sent: FileSubmission, client: Client
) -> None:
    client.force_login(people.prosecutor)
    assert press(client, sent, accused=str(suspect(people, sent).pk), name="Rex Amos Demo").status_code == 302
    client.post(url("matter_names", sent), {"reason": "court"})
    assert "Accused 1: Rex Amos Demo" in client.get(url("matter", sent)).text


def test_nobody_is_tied_to_a_suspect_by_what_stood_first(people: People, sent: FileSubmission, client: Client) -> None:
    client.force_login(people.prosecutor)
    answer = press(client, sent, accused="", name="Somebody Else")
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["accused"]
    assert "Somebody Else" in answer.text
    assert press(client, sent, accused="new", name="Somebody Else").status_code == 302
    enter(people.prosecutor)
    assert Accused.objects.get().filed_as is None
    assert AccusedName.objects.get().name == "Somebody Else"


def test_two_prosecutors_do_not_accuse_one_suspect_twice(people: People, sent: FileSubmission) -> None:
    item = suspect(people, sent)
    facts: dict[str, Any] = {"prosecution": sent.prosecution, "label": "", "name": "", "by": people.prosecutor}
    add_accused(**facts, filed_as=item)
    with pytest.raises(ValidationError, match="already accused") as refused:
        add_accused(**facts, filed_as=item)
    assert list(refused.value.message_dict) == ["accused"]
    assert Accused.objects.count() == 1


def test_only_a_suspect_of_this_file_is_accused_as_such(people: People, sent: FileSubmission) -> None:
    with as_system():
        other = submitted(people, investigated(people.investigator)).prosecution
    enter(people.prosecutor)
    facts: dict[str, Any] = {"label": "", "name": "", "by": people.prosecutor}
    victim = FileItem.objects.get(submission=sent, role="possible_victim")
    with pytest.raises(ValidationError, match="Only a suspect"):
        add_accused(prosecution=sent.prosecution, filed_as=victim, **facts)
    elsewhere = Prosecution.objects.get(pk=other.pk)
    with pytest.raises(ValidationError, match="Not part of this matter"):
        add_accused(prosecution=elsewhere, filed_as=suspect(people, sent), **facts)
    assert not Accused.objects.exists()


def test_each_is_offered_as_they_were_sent_last(people: People, sent: FileSubmission) -> None:
    """A submission without them leaves them offered; one that sends them as a witness does not."""
    first = suspect(people, sent)
    enter(people.investigator)
    case = Involvement.objects.get(pk=first.object_id).case
    assert case is not None
    exhibit = add_exhibit(case=case, mark="EX2", description="A telephone.", by=people.investigator)
    submit_file(case=case, items=[f"exhibit:{exhibit.pk}"], note="", by=people.investigator)
    enter(people.prosecutor)
    assert suspect(people, sent) == first
    enter(people.investigator)
    becomes(first.object_id, "witness", people)
    items = [one.key for one in sheets_of(case, by=people.investigator) if one.object_id == first.object_id]
    submit_file(case=case, items=items, note="", by=people.investigator)
    enter(people.prosecutor)
    assert suspects_filed(people.prosecutor, sent.prosecution, action=LAY) == []


def test_a_victim_who_is_a_suspect_too_can_be_charged(people: People, sent: FileSubmission) -> None:
    """What they are first hides nothing else of what they are."""
    enter(people.investigator)
    victim = Involvement.objects.get(main_role="possible_victim")
    add_role(involvement=victim, facts=RoleFacts("suspect"), by=people.investigator)
    assert victim.case is not None
    items = [one.key for one in sheets_of(victim.case, by=people.investigator) if one.object_id == victim.pk]
    submit_file(case=victim.case, items=items, note="", by=people.investigator)
    enter(people.prosecutor)
    offered = suspects_filed(people.prosecutor, sent.prosecution, action=LAY)
    assert {(one.role, tuple(one.roles)) for one in offered} == {
        ("suspect", ("suspect",)), ("possible_victim", ("possible_victim", "suspect")),
    }  # fmt: skip
    (both,) = (one for one in offered if one.object_id == victim.pk)
    assert "Possible victim, Suspect" in both.shown_title
    made = add_accused(prosecution=sent.prosecution, label="", name="", by=people.prosecutor, filed_as=both)
    assert made.filed_as == both


def test_who_does_not_see_the_matter_is_offered_nobody(people: People, sent: FileSubmission) -> None:
    enter(people.outsider)
    assert suspects_filed(people.outsider, sent.prosecution, action=LAY) == []
