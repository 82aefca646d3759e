"""Several matters of one case: where a file goes, who is inside, where the case stands, what the pages say."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from carisecure.access.delegation import private_group
from carisecure.access.errors import StaleRecord
from carisecure.access.vault.models import DataKey
from carisecure.accounts import leaving
from carisecure.accounts.models import User
from carisecure.accounts.operations import make_agency, make_user
from carisecure.corrections.chains import newest_of
from cases.exhibits.operations import add_exhibit
from cases.file.queries import case_page
from cases.insiders.models import EmergencyAccess
from cases.insiders.operations import compartments, emergency
from cases.insiders.operations.new_lead import ask_for_new_lead, decide_new_lead
from cases.insiders.operations.sharing import restrict_case
from cases.record.models import Case, CaseGrant
from prosecutions.accused.operations import add_accused
from prosecutions.advice.operations import record_advice
from prosecutions.charges.operations import ChargeFacts, lay_charge, withdraw_charge
from prosecutions.file.models import FileSubmission
from prosecutions.file.operations import submit_file
from prosecutions.file.sheets import sheets_of
from prosecutions.matter.operations import assign_matter
from prosecutions.outcomes.corrections import correct_outcome
from prosecutions.outcomes.operations import record_outcome
from prosecutions.record.correcting import Correction
from prosecutions.record.models import Prosecution, ProsecutionGrant
from tests.people import People, enter
from tests.prosecutions.matters import CHARGE, investigated, submitted
from tests.roles import as_system

CLOSE = "Every charge is decided: close the case"


def sent(case: Case, people: People, **where: Any) -> FileSubmission:
    enter(people.investigator)
    items = [sheet.key for sheet in sheets_of(case, by=people.investigator)]
    return submit_file(case=case, items=items, note="Sent.", by=people.investigator, **where)


def two_matters(people: People) -> tuple[Case, Prosecution, Prosecution]:
    case = investigated(people.investigator)
    first, second = sent(case, people), sent(case, people, opens_matter=True)
    return case, first.prosecution, second.prosecution


def stage_of(case: Case) -> str:
    with as_system():
        return Case.objects.get(pk=case.pk).stage


def advise(people: People, prosecution: Prosecution, kind: str) -> None:
    enter(people.prosecutor)
    record_advice(
        prosecution=prosecution, kind=kind, text="Advised.", given_on=timezone.localdate(), by=people.prosecutor
    )


def test_a_file_goes_where_it_belongs(people: People) -> None:
    case, first, second = two_matters(people)
    assert [(one.number, one.filesubmissions.count()) for one in (first, second)] == [(1, 1), (2, 1)]
    assert first.reference != second.reference
    with as_system():
        owners = {DataKey.objects.filter(owner=one.pk).count() for one in (first, second)}
    assert owners == {1}, "each matter has a key of its own"
    # The newest open one is the standing one; any other is named.
    assert sent(case, people).prosecution_id == second.pk
    assert sent(case, people, matter=first).prosecution_id == first.pk
    advise(people, second, "no_charge")
    assert sent(case, people).prosecution_id == first.pk, "an open one before one without a charge"
    advise(people, first, "no_charge")
    assert sent(case, people).prosecution_id == second.pk
    # What has ended in court takes no more.
    enter(people.prosecutor)
    accused = add_accused(prosecution=second, label="", name="", by=people.prosecutor)
    charge = lay_charge(accused=accused, facts=ChargeFacts(**CHARGE), by=people.prosecutor)
    record_outcome(charge=charge, verdict="acquitted", happened_on=timezone.localdate(), by=people.prosecutor)
    with pytest.raises(ValidationError) as refused:
        sent(case, people, matter=second)
    assert list(refused.value.message_dict) == ["matter"]
    other = submitted(people).prosecution
    with pytest.raises(ValidationError, match="Not a matter of this case"):
        sent(case, people, matter=other)
    assert sent(case, people).prosecution_id == first.pk
    # Two people who open a third at once: one third, and words for the second of them.
    known = FileSubmission.objects.filter(prosecution__case=case).count()
    third = sent(case, people, opens_matter=True, after=known)
    assert third.prosecution.number == 3
    with pytest.raises(StaleRecord) as late:
        sent(case, people, opens_matter=True, after=known)
    assert third.prosecution.reference in late.value.theirs["note"]
    assert Prosecution.objects.filter(case=case).count() == 3


def test_the_case_stands_where_the_furthest_open_matter_stands(people: People) -> None:
    case, first, second = two_matters(people)

    def close_is_next() -> bool:
        enter(people.investigator)
        return CLOSE in [step.label for step in case_page(people.investigator, Case.objects.get(pk=case.pk)).steps]

    assert stage_of(case) == "with_dpp"
    advise(people, first, "further_enquiries")
    assert stage_of(case) == "with_dpp", "the second is still there"
    enter(people.prosecutor)
    accused = add_accused(prosecution=second, label="", name="", by=people.prosecutor)
    charge = lay_charge(accused=accused, facts=ChargeFacts(**CHARGE), by=people.prosecutor)
    assert stage_of(case) == "before_court"
    today = timezone.localdate()
    verdict = record_outcome(charge=charge, verdict="acquitted", happened_on=today, by=people.prosecutor)
    assert stage_of(case) == "under_investigation", "back to what is open: the enquiries of the first"
    assert not close_is_next()
    sent(case, people, matter=first)
    assert stage_of(case) == "with_dpp"
    enter(people.prosecutor)
    struck = Correction(newest_of(verdict).version, "Of another accused.", is_retracted=True)
    correct_outcome(outcome=verdict, correction=struck, by=people.prosecutor)
    assert stage_of(case) == "before_court", "a verdict that is struck out ended nothing"
    advise(people, first, "no_charge")
    assert stage_of(case) == "before_court"
    assert not close_is_next()
    enter(people.prosecutor)
    withdraw_charge(charge=charge, withdrawn_on=today, by=people.prosecutor)
    assert stage_of(case) == "before_court", "all have ended: as far as the furthest came"
    assert close_is_next()
    # Another file opens the first again: the case is where that is.
    sent(case, people, matter=first)
    assert stage_of(case) == "with_dpp"
    assert not close_is_next()


def held(matter: Prosecution) -> set[tuple[str, int]]:
    """Who of the unit holds what on a matter; the prosecution service's own apart."""
    rows = ProsecutionGrant.objects.filter(content_object_id=matter.pk).exclude(purpose="prosecution")
    return {(code.rsplit("_", 1)[0], group) for code, group in rows.values_list("permission__codename", "group_id")}


def follows(case: Case, *matters: Prosecution) -> set[int]:
    """Each matter is held as the case is, and excludes whom it excludes; answers the groups."""
    with as_system():
        rows = CaseGrant.objects.filter(content_object=case).values_list("permission__codename", "group_id")
        of_case = {(code.rsplit("_", 1)[0], group) for code, group in rows}
        excluded = Case.objects.get(pk=case.pk).excluded_groups
        for matter in matters:
            assert held(matter) == of_case
            assert Prosecution.objects.get(pk=matter.pk).excluded_groups == excluded
            assert ProsecutionGrant.objects.filter(content_object_id=matter.pk, purpose="prosecution").count() == 3
    return {group for _code, group in of_case}


def test_whoever_is_inside_the_case_is_inside_each_matter(people: People) -> None:
    case, *both = two_matters(people)
    by = people.investigator
    assert follows(case, *both) == {by.agency.group_id}
    enter(by)
    restrict_case(case=case, people=[], by=by)
    assert people.colleague.personal_group_id not in follows(case, *both)
    # An emergency opens them along, and closes them.
    enter(people.colleague)
    reason = "She is being moved tonight and nobody answers."
    emergency.open_in_emergency(reference=case.reference, reason=reason, by=people.colleague)
    assert private_group(people.colleague) in follows(case, *both)
    vars(people.colleague).pop("_active_groups", None)
    enter(people.colleague)
    assert Prosecution.objects.count() == 2
    access = EmergencyAccess.objects.get()
    emergency.end_emergency(access=access.pk, by=people.colleague)
    assert private_group(people.colleague) not in follows(case, *both)
    enter(by)
    compartments.let_in(case=case, person=people.colleague, by=by)
    assert people.colleague.personal_group_id in follows(case, *both)
    compartments.put_out(case=case, person=people.colleague, by=by)
    assert people.colleague.personal_group_id not in follows(case, *both)
    compartments.exclude_person(case=case, who=people.supervisor, by=by)
    assert people.supervisor.personal_group_id not in follows(case, *both)
    compartments.seal_case(case=case, people=[people.colleague], by=by)
    assert follows(case, *both) == {private_group(by), private_group(people.colleague)}
    # Both leave; a new lead whom two auditors name is inside every matter.
    with as_system():
        for person in (by, people.colleague):
            leaving.end_everything(person, why="left")
        second = make_user(username="beat", full_name="Beat Auditor", role="auditor", agency=people.auditor.agency)
        lead = make_user(username="newlead", full_name="Nia Newlead", role="investigator", agency=by.agency)
    assert follows(case, *both) == set()
    enter(people.auditor)
    asked = ask_for_new_lead(reference=case.reference, lead=lead, by=people.auditor)
    enter(second)
    decide_new_lead(asked=asked, yes=True, by=second)
    assert follows(case, *both) == {private_group(lead)}
    enter(lead)
    assert {one.number for one in Prosecution.objects.all()} == {1, 2}


def test_the_application_calls_none_of_the_functions_behind_it(people: People) -> None:
    _case, first, _second = two_matters(people)
    for name in ("matter_follows_case(%s)", "state_of_matter(%s)", "as_grants_of_matters(%s)"):
        refused = pytest.raises(DatabaseError, match="permission denied")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"select carisecure.{name}", [first.pk])


def desk(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_pages_say_which_matter(people: People) -> None:
    case = investigated(people.investigator)
    client, address = desk(people.investigator), reverse("prosecutions:submit_file", args=[case.pk])
    assert "Which matter is this file for?" not in client.get(address).text, "the first file needs no question"
    first = sent(case, people).prosecution
    enter(people.prosecutor)
    assign_matter(prosecution=first, to=people.prosecutor, by=people.prosecutor)
    page = client.get(address)
    form = page.context["form"]
    assert "Which matter is this file for?" in page.text
    assert f"Matter 1: {first.reference}" in page.text
    assert "Paul Prosecutor" in page.text
    assert form["matter"].value() == str(first.pk)
    carried = {"items": form["items"].value(), "version": form["version"].value(), "note": "Against the brother."}
    wrong = client.post(address, {**carried, "matter": uuid.uuid4(), "submission_key": uuid.uuid4()})
    assert "matter" in wrong.context["form"].errors
    assert "Against the brother." in wrong.text, "what was typed is kept"
    answer = client.post(address, {**carried, "matter": "new", "submission_key": uuid.uuid4()})
    assert answer.status_code == 302
    late = client.post(address, {**carried, "matter": "new", "submission_key": uuid.uuid4()})
    assert late.status_code == 409
    enter(people.investigator)
    second = Prosecution.objects.get(case=case, number=2)
    case_url = reverse("cases:case", args=[case.pk])
    panel = client.get(case_url).text.split('id="dpp"')[1].split("</section>")[0]
    for words in ("2 matters", "Matter 1", "Matter 2", first.reference, second.reference, "Paul Prosecutor",
                  "not assigned yet"):  # fmt: skip
        assert words in panel, words
    assert client.get(f"{address}?matter={first.pk}").context["form"]["matter"].value() == str(first.pk)
    assert client.get(address).context["form"]["matter"].value() == str(second.pk)
    docket = desk(people.prosecutor).get(reverse("prosecutions:my_matters")).text
    assert first.reference in docket
    assert second.reference in docket
    page_of_second = desk(people.prosecutor).get(reverse("prosecutions:matter", args=[second.pk])).text
    assert "Matter 2 of its case." in page_of_second
    assert first.reference in page_of_second


def test_another_service_gets_the_second_matter_and_sees_nothing_of_the_first(people: People) -> None:
    case = investigated(people.investigator)
    first = sent(case, people).prosecution
    with as_system():
        service = make_agency(code="dpp2", name="Second service", kind="dpp", country="TT")
        other = make_user(username="pia", full_name="Pia Prosecutor", role="prosecutor", agency=service)
    second = sent(case, people, opens_matter=True, to=service).prosecution
    add_exhibit(case=case, mark="EX2", description="A telephone.", by=people.investigator)
    page = desk(other).get(reverse("prosecutions:matter", args=[second.pk])).text
    assert second.reference in page
    assert first.reference not in page
    assert desk(other).get(reverse("prosecutions:matter", args=[first.pk])).status_code == 404
    enter(other)
    assert [one.pk for one in Prosecution.objects.all()] == [second.pk]
    enter(people.prosecutor)
    assert [one.pk for one in Prosecution.objects.all()] == [first.pk]
