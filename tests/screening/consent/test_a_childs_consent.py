"""For a child a guardian or an authority agrees, never the child alone: at every sharing, in both directions."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser

from cases.people.operations import PersonEntry
from screening.consent.models import Consent
from screening.contact.operations import About
from screening.referral.models import Referral
from screening.referral.operations.refer_in import Agreed
from tests.factories import first_person, make_case
from tests.people import People, enter
from tests.screening.clients.made import make_client
from tests.screening.clients.test_pages import send, url
from tests.screening.clients.test_referring import referred
from tests.screening.made import consent, referred_in

pytestmark = pytest.mark.django_db
CHILD = About(age_from=14, age_to=14, age_basis="said")


def test_a_client_of_14_goes_along_by_a_guardian_an_authority_or_an_urgent_ground(people: People) -> None:
    client = make_client(people.caseworker, about=CHILD)
    with pytest.raises(ValidationError, match="For a child a guardian") as refused:
        referred(client, people)
    assert list(refused.value.message_dict) == ["given_by"]
    assert not Referral.objects.exists()
    assert not Consent.objects.exists()
    sent = referred(client, people, agreed=Agreed(given_by="guardian", language="es"))
    assert sent.consent is not None
    assert sent.consent.given_by == "guardian"
    other = make_client(people.caseworker, about=CHILD)
    given = Agreed(urgent_ground="danger_now", urgent_reason="He is outside.", authorised_by=people.caseworker)
    assert referred(other, people, agreed=given).consent is None


def test_by_whom_a_consent_is_given(people: People) -> None:
    """The age counts on the day of the consent; who may be a child is treated as one; of nothing, nothing follows."""
    cases = {
        (14, 14): False, (16, 19): False, (None, 20): False, (18, 18): True, (20, 25): True, (None, None): True,
    }  # fmt: skip
    for (low, high), allowed in cases.items():
        basis = "said" if low or high else "not_known"
        person = PersonEntry(age_from=low, age_to=high, age_basis=basis)
        one = first_person(make_case(people.investigator, people=(person,)))
        if allowed:
            assert consent(one, people)
        else:
            with pytest.raises(ValidationError, match="For a child a guardian"):
                consent(one, people)
        assert consent(one, people, given_by="court_or_authority")
    grown = PersonEntry(age_from=16, age_to=16, age_basis="said", age_on=dt.date(2020, 1, 1))
    assert consent(first_person(make_case(people.investigator, people=(grown,))), people)


def test_somebody_referred_without_a_record(people: People) -> None:
    with pytest.raises(ValidationError, match="For a child a guardian"):
        referred_in(people, about=CHILD)
    assert referred_in(people, about=CHILD, agreed=Agreed(given_by="court_or_authority", language="es"))


def test_the_page_says_so_beside_the_field(people: People, client: Browser) -> None:
    child = make_client(people.caseworker, about=CHILD)
    client.force_login(people.caseworker)
    typed = {
        "to_agency": str(people.investigator.agency_id), "purpose": "She wants to talk.", "basis": "new_consent",
        "given_by": "self", "language": "es",
    }  # fmt: skip
    refused = send(client, url("refer_client", child.pk), **typed)
    assert refused.status_code == 422
    assert "given_by" in refused.context["form"].errors  # type: ignore[attr-defined]
    assert send(client, url("refer_client", child.pk), **{**typed, "given_by": "guardian"}).status_code == 302
    enter(people.caseworker)
    assert Referral.objects.get().consent.given_by == "guardian"  # type: ignore[union-attr]
