"""An auditor who is excluded from a case: no line, reference or file tells of it. Another auditor reads them all."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from carisecure.accounts.models import User
from carisecure.accounts.operations import make_user
from carisecure.accounts.roles import Role
from carisecure.audit import ledger
from carisecure.audit.models import Line
from carisecure.audit.record import record
from cases.course.operations import take_case, update_summary
from cases.exhibits.operations import add_exhibit
from cases.insiders.operations.compartments import exclude_person
from cases.insiders.operations.emergency import open_in_emergency
from cases.keeping.models import DISPOSAL
from cases.material.operations import add_note, add_statement
from cases.people.operations import PersonEntry
from cases.record.models import Case, Involvement
from cases.two_people import operations as approvals
from tests.factories import make_case
from tests.people import People, enter
from tests.prosecutions.matters import investigated, submitted
from tests.roles import as_system
from tests.screening.made import referred_out
from tests.signing_in import confirm, give_app

pytestmark = pytest.mark.django_db


@pytest.fixture
def second_auditor(people: People) -> User:
    with as_system():
        return make_user(username="abe", full_name="Abe Second", role=Role.AUDITOR, agency=people.auditor.agency)


def sealed(people: People, *, excluded: User) -> Case:
    """With everything that a case can have, read and asked for from every side."""
    case = make_case(people.investigator, is_official_involved=True, people=(PersonEntry(name="Rosa Demo"),))
    exclude_person(case=case, who=excluded, by=people.investigator)
    case = take_case(case=case, by=people.investigator)
    update_summary(case=case, summary="It began.", region="POS", version=case.version, by=people.investigator)
    add_note(case=case, text="A note.", by=people.investigator)
    add_exhibit(case=case, mark="S1", description="A book.", by=people.investigator)
    add_statement(case=case, text="She said.", taken_on=timezone.localdate(case.opened_at), by=people.investigator)
    asked = approvals.request(DISPOSAL, case, "Old.", people.investigator)
    record("read", table="cases_approval", object_id=asked.pk)
    record("search", table="cases_case", detail={"cases": [str(case.pk)]})
    enter(people.colleague)
    open_in_emergency(
        reference=case.reference, reason="Somebody is in danger at this very moment.", by=people.colleague
    )
    browser = Client()
    browser.force_login(people.colleague)
    browser.get(reverse("cases:case", args=[case.pk]))
    browser.force_login(people.investigator)
    browser.get(reverse("cases:case", args=[case.pk]))
    return case


def signs_of(case: Case) -> set[str]:
    with as_system():
        people = Involvement.objects.filter(case=case)
        found = {str(case.pk), case.reference, str(case.approvals.get().pk)}
        found |= {str(pk) for one in people for pk in (one.pk, one.person_id)}
        for name in ("notes", "exhibits", "statements", "reports"):
            found |= {str(pk) for pk in getattr(case, name).values_list("pk", flat=True)}
    return found


def told(user: User) -> str:
    """Everything that the view gives this auditor."""
    enter(user)
    return "\n".join(str(row) for row in Line.objects.values_list())


def test_no_line_of_it_reaches_the_excluded_and_every_one_another(people: People, second_auditor: User) -> None:
    case = sealed(people, excluded=people.auditor)
    signs = signs_of(case)
    assert [sign for sign in signs if sign in told(people.auditor)] == []
    assert [sign for sign in signs if sign not in told(second_auditor)] == []


def test_no_line_names_its_matter_or_its_referral(people: People, second_auditor: User) -> None:
    """They have references of their own, of three letters and of one, and a line may say nothing else."""
    case = investigated(people.investigator)
    exclude_person(case=case, who=people.auditor, by=people.investigator)
    others = [referred_out(case, people).reference, submitted(people, case).prosecution.reference]
    assert [reference.partition("-")[0] for reference in others] == ["R", "DPP"]
    for reference in others:
        record("refused.permission", detail={"reference": reference})
        record("search", detail={"said": [reference]})
    assert [reference for reference in others if reference in told(people.auditor)] == []
    assert [reference for reference in others if reference not in told(second_auditor)] == []


def test_neither_page_nor_file_nor_reference_finds_it(people: People, second_auditor: User, client: Client) -> None:
    case = sealed(people, excluded=people.auditor)
    signs = signs_of(case)
    give_app(people.auditor)
    client.force_login(people.auditor)
    confirm(client)
    for address in ("audit:access_log", "audit:export", "audit:seals", "cases:sealed_clocks", "audit:review"):
        text = client.get(reverse(address)).content.decode()
        assert [sign for sign in signs if sign in text] == [], address
    for asked in (case.reference, str(case.pk)):
        hidden, none = (
            client.get(reverse("audit:access_log"), {"thing": thing}).content.decode()
            for thing in (asked, "TT-NONE-NONE" if asked == case.reference else "00000000-0000-4000-8000-000000000000")
        )
        assert "Nothing matches" in hidden
        assert "Nothing matches" in none
    enter(people.auditor)
    assert ledger.object_of_reference(case.reference) == ""
    with as_system():
        ids = [line.pk for line in Line.objects.all()] or [1]
    assert set(ledger.seals_of(ids)) <= set(Line.objects.values_list("pk", flat=True))
    enter(second_auditor)
    assert ledger.object_of_reference(case.reference) == str(case.pk)


def test_other_lines_stay(people: People) -> None:
    other = make_case(people.colleague)
    sealed(people, excluded=people.auditor)
    assert str(other.pk) in told(people.auditor)
    enter(people.auditor)
    assert Line.objects.filter(action="sign_out").count() == 0
    assert Line.objects.filter(table_name="accounts_user").exists()


def test_once_readmitted_the_lines_are_there_again(people: People) -> None:
    case = sealed(people, excluded=people.auditor)
    with as_system():
        Case.objects.filter(pk=case.pk).update(excluded_groups=[])
    assert case.reference in told(people.auditor)


def test_only_an_auditor_is_told_that_something_is_withheld(people: People) -> None:
    from django.db import connection

    sealed(people, excluded=people.supervisor)
    enter(people.supervisor)
    with connection.cursor() as cursor:
        cursor.execute("select carisecure.withheld()")
        assert cursor.fetchone() == ([],)
