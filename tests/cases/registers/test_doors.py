"""Nothing provisional is sent: refused in words at each door. It is marked wherever it is shown."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from carisecure.access.errors import TransitionRefused
from cases.dossier.operations import ask_for_copy, make_copy
from cases.insiders.models import GRANT
from cases.insiders.operations.sharing import ask_to_share, share_as_agreed
from cases.intake.models import ReportPerson
from cases.intake.operations.deciding import Choice, decide_report
from cases.intake.operations.leaving import person_leaves_the_unit
from cases.people.operations import PersonEntry
from cases.record.models import Case
from cases.record.queries import desk_of
from cases.two_people.models import Approval
from prosecutions.file.operations import submit_file
from tests.cases.registers.provisional import BATCH, provisional_case, provisional_report
from tests.cases.trust import agreed
from tests.factories import first_person, make_case, make_report
from tests.people import People, enter
from tests.roles import guards_aside
from tests.screening.made import referred_out

pytestmark = pytest.mark.django_db
REFUSED = "provisional"


@pytest.fixture
def case(people: People) -> Case:
    return provisional_case(people.investigator, people=(PersonEntry(age_from=20, age_to=25, age_basis="said"),))


def test_no_file_goes_to_the_prosecution_service(people: People, case: Case) -> None:
    with guards_aside():
        Case.objects.filter(pk=case.pk).update(stage="under_investigation")
    enter(people.investigator)
    with pytest.raises(TransitionRefused, match=REFUSED):
        submit_file(case=case, items=["anything"], note="", by=people.investigator)


def test_nobody_is_referred(people: People, case: Case) -> None:
    with pytest.raises(TransitionRefused, match=REFUSED):
        referred_out(case, people)


def test_nobody_of_whom_a_report_without_a_case_told_is_referred(people: People) -> None:
    report = provisional_report(people.investigator, people=(PersonEntry(),))
    told = ReportPerson.objects.get(report=report).involvement
    with pytest.raises(TransitionRefused, match=REFUSED):
        person_leaves_the_unit(told)
    other = make_report(people.investigator, people=(PersonEntry(),))
    person_leaves_the_unit(ReportPerson.objects.get(report=other).involvement)
    person_leaves_the_unit(first_person(make_case(people.investigator)))


def test_it_is_not_shared(people: People, case: Case) -> None:
    enter(people.investigator)
    with pytest.raises(TransitionRefused, match=REFUSED):
        ask_to_share(case=case, person=people.outsider, level="read", until=timezone.localdate(), reason="x",
                     by=people.investigator)  # fmt: skip
    params = {"to": str(people.outsider.pk), "until": "2099-01-01", "level": "read"}
    asked = Approval(case=case, kind=GRANT, params=params)
    with pytest.raises(TransitionRefused, match=REFUSED):
        share_as_agreed(asked, people.supervisor)


def _ask_for_copy(case: Case, people: People) -> Approval:
    return ask_for_copy(
        case=case, purpose="court", receiver="Registrar", parts=["people"], reason="x", by=people.investigator
    )


def test_no_copy_is_asked_for_or_made(people: People, case: Case) -> None:
    enter(people.investigator)
    with pytest.raises(TransitionRefused, match=REFUSED):
        _ask_for_copy(case, people)


def test_a_copy_agreed_to_is_not_made_either(people: People) -> None:
    case = make_case(people.investigator)
    enter(people.investigator)
    asked = _ask_for_copy(case, people)
    agreed(asked, people)
    with guards_aside():
        Case.objects.filter(pk=case.pk).update(provisional_batch=BATCH)
    enter(people.investigator)
    with pytest.raises(TransitionRefused, match=REFUSED):
        make_copy(approval=asked.pk, form="pdf", by=people.investigator)


def test_a_report_is_not_passed_on(people: People) -> None:
    report = provisional_report(people.investigator)
    choice = Choice("passed_on", agency=people.frontline.agency, reason="Theirs.")
    with pytest.raises(ValidationError) as refusal:
        decide_report(report=report, choice=choice, by=people.investigator)
    assert REFUSED in str(refusal.value.message_dict["outcome"])


def test_nobody_is_told_to_do_something_about_it(people: People, case: Case) -> None:
    own = make_case(people.investigator)
    enter(people.investigator)
    assert [one.pk for one in desk_of(people.investigator, 30).free] == [own.pk]


def pages(case: Case) -> dict[str, str]:
    person = first_person(case)
    report = case.reports.get()
    return {
        "case": reverse("cases:case", args=[case.pk]), "list": reverse("cases:case_list"),
        "summary": reverse("cases:case_summary", args=[case.pk]), "course": reverse("cases:course", args=[case.pk]),
        "person": reverse("cases:person", args=[person.pk]), "report": reverse("cases:report", args=[report.pk]),
        "reports": reverse("cases:report_list"), "danger": reverse("cases:danger", args=[case.pk]),
    }  # fmt: skip


@pytest.mark.parametrize("name", ["case", "list", "summary", "course", "person", "report", "reports", "danger"])
@pytest.mark.parametrize(("language", "word"), [("en", "Provisional"), ("es", "Provisional")])
def test_every_page_that_shows_it_says_so(
    people: People, client: Client, case: Case, name: str, language: str, word: str
) -> None:
    enter(people.investigator)
    addresses = pages(case)
    client.force_login(people.investigator)
    page = client.get(addresses[name], HTTP_ACCEPT_LANGUAGE=language).content.decode()
    assert word in page
