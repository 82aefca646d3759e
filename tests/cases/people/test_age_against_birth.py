"""An age that contradicts the date of birth is asked about; one received on another day is of that day."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.intake.models import IntakeReport
from cases.people.operations import PersonEntry, add_name, update_person
from cases.record.models import Involvement, InvolvementGrant, Person
from tests.cases.intake.test_correcting_reports import corrected
from tests.factories import first_person, make_case, make_report
from tests.people import People
from tests.roles import as_system

pytestmark = pytest.mark.django_db


@pytest.fixture
def born_2012(people: People) -> Involvement:
    one = first_person(make_case(people.investigator, people=(PersonEntry(),)))
    add_name(involvement=one, kind="birth_date", value="14/03/2012", known_from="document", by=people.investigator)
    found: Involvement = Involvement.objects.select_related("person").get(pk=one.pk)
    return found


def age(one: Involvement) -> tuple[int | None, int | None, str]:
    person = Person.objects.get(pk=one.person_id)
    return person.age_from, person.age_to, person.age_basis


def test_a_contradicting_age_is_asked_about(people: People, born_2012: Involvement) -> None:
    by, one = people.investigator, born_2012
    before, version = age(one), one.person.version
    typed = PersonEntry(age_from=20, age_to=22, age_basis="impression")
    with pytest.raises(ValidationError, match="contradicts the date of birth") as asked:
        update_person(involvement=one, entry=typed, version=version, by=by)
    assert list(asked.value.message_dict) == ["age"]
    assert "2012" not in str(asked.value), "the date is shown where names are"
    assert age(one) == before
    update_person(involvement=one, entry=typed, version=version, age="stays", by=by)
    assert age(one) == (20, 22, "impression")
    # It was said which stands: nobody is asked again because a language was added.
    again = PersonEntry(age_from=20, age_to=22, age_basis="impression", languages=("es",))
    update_person(involvement=one, entry=again, version=version + 1, by=by)
    update_person(
        involvement=one, entry=PersonEntry(age_from=30, age_to=31, age_basis="said"), version=version + 2,
        age="gives_way", by=by,
    )  # fmt: skip
    assert age(one) == (*before[:2], "said")


def test_who_may_not_know_the_date_is_not_asked(people: People, born_2012: Involvement) -> None:
    with as_system():
        InvolvementGrant.objects.filter(permission__codename="see_identity_involvement").delete()
    entry = PersonEntry(age_from=20, age_to=22, age_basis="said")
    update_person(involvement=born_2012, entry=entry, version=born_2012.person.version, by=people.investigator)
    assert age(born_2012) == (20, 22, "said")


def test_the_page_asks(people: People, born_2012: Involvement, client: Client) -> None:
    client.force_login(people.investigator)
    address = reverse("cases:edit_person", args=[born_2012.pk])
    assert 'type="radio" name="age"' not in client.get(address).text
    typed = {
        "submission_key": str(uuid.uuid4()), "version": born_2012.person.version, "age_from": "20", "age_to": "22",
        "age_basis": "said",
    }  # fmt: skip
    asked = client.post(address, typed)
    assert asked.status_code == 422
    assert "contradicts the date of birth" in asked.text
    assert "Keep the age as it was noted" in asked.text
    assert client.post(address, typed | {"age": "stays"}).status_code == 302
    assert age(born_2012) == (20, 22, "said")


def told(people: People, *, waits: bool, age_on: dt.date | None = None) -> tuple[Person, IntakeReport]:
    person = PersonEntry(age_from=14, age_to=15, age_basis="impression", age_on=age_on)
    by = people.investigator
    report = make_report(by, people=(person,)) if waits else make_case(by, people=(person,)).reports.get()
    return Person.objects.get(), report


@pytest.mark.parametrize("waits", [True, False])
def test_an_age_told_is_of_the_day_on_which_the_report_was_received(people: People, waits: bool) -> None:
    person, report = told(people, waits=waits)
    assert person.age_on == timezone.localdate()
    corrected(report, people.investigator)
    person.refresh_from_db()
    assert (person.age_on, person.version) == (dt.date(2026, 3, 1), 2)


def test_an_age_with_a_day_of_its_own_stays(people: People) -> None:
    person, report = told(people, waits=True, age_on=dt.date(2023, 5, 1))
    corrected(report, people.investigator)
    person.refresh_from_db()
    assert person.age_on == dt.date(2023, 5, 1)


def test_an_age_that_was_looked_at_since_stays(people: People) -> None:
    person, report = told(people, waits=False)
    one, today = Involvement.objects.get(person=person), timezone.localdate()
    entry = PersonEntry(age_from=15, age_to=15, age_basis="document")
    update_person(involvement=one, entry=entry, version=1, by=people.investigator)
    corrected(report, people.investigator)
    person.refresh_from_db()
    assert person.age_on == today
