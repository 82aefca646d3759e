"""Open by reference: cases, referrals and receipts, by whoever may see them; nothing is told of the hidden."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cases.insiders.operations.sharing import restrict_case
from cases.record.models import Case
from screening.referral.models import Referral
from tests.cases.counting import queries_of
from tests.factories import make_case
from tests.people import People
from tests.roles import as_system
from tests.screening.made import referred_in, referred_out


def named(case: Case, reference: str) -> Case:
    with as_system():
        Case.objects.filter(pk=case.pk).update(reference=reference)
    return case


def opened(client: Client, typed: str) -> str:
    return str(client.get("/open/", {"reference": typed})["Location"])


@pytest.fixture
def case(people: People) -> Case:
    return named(make_case(people.investigator), "TT-7K4M-2QXD")


@pytest.mark.parametrize("typed", ["TT-7K4M-2QXD", "7k4m", "2QXD", "tt 7k4m 2qxd", "ref TT-7K4M-2QXD, please call"])
def test_a_case_opens_by_a_part_that_is_its_own(people: People, client: Client, case: Case, typed: str) -> None:
    named(make_case(people.investigator), "TT-9999-9999")
    client.force_login(people.supervisor)
    assert opened(client, typed) == reverse("cases:case", args=[case.pk])


def test_several_give_a_list(people: People, client: Client, case: Case) -> None:
    other = named(make_case(people.investigator, danger_now="yes"), "TT-7K4M-9999")
    client.force_login(people.investigator)
    answer = client.get("/open/", {"reference": "7k4m"})
    assert answer.status_code == 200
    for one in (case, other):
        assert reverse("cases:case", args=[one.pk]) in answer.text
    assert answer.text.split('id="found"')[1].count("Danger now") == 1


@pytest.mark.parametrize("typed", ["TT-7K4M-2QXD", "7k4m", "ref 2QXD", "TT 7K4M"])
def test_what_is_hidden_is_not_there(people: People, client: Client, case: Case, typed: str) -> None:
    """The same page and as many queries as for nothing, and a part that only the hidden one shares is still unique."""
    restrict_case(case=case, people=[], by=people.investigator)
    client.force_login(people.colleague)
    hidden, asked = queries_of(client, "/open/", data={"reference": typed})
    with as_system():
        Case.objects.filter(pk=case.pk).update(reference="TT-0000-0001")
    nothing, as_many = queries_of(client, "/open/", data={"reference": typed})
    assert hidden.status_code == nothing.status_code == 404
    assert hidden.content == nothing.content
    assert len(asked) == len(as_many)
    named(case, "TT-7K4M-2QXD")
    own = named(make_case(people.colleague), "TT-7K4M-9999")
    client.force_login(people.colleague)
    assert opened(client, "7k4m") == reverse("cases:case", args=[own.pk])


def test_both_sides_open_a_referral(people: People, client: Client, case: Case) -> None:
    referral = referred_out(case, people)
    for who in (people.investigator, people.caseworker):
        client.force_login(who)
        assert opened(client, referral.reference[2:]) == reverse("screening:referral", args=[referral.pk])
    client.force_login(people.other_caseworker)
    assert client.get("/open/", {"reference": referral.reference}).status_code == 404


def test_a_frontline_officer_opens_their_own_receipt(people: People, client: Client) -> None:
    referral: Referral = referred_in(people, by=people.frontline)
    client.force_login(people.frontline)
    assert opened(client, referral.reference.lower()) == reverse("screening:receipt", args=[referral.pk])


@pytest.mark.parametrize("key", ["analyst", "auditor", "administrator"])
def test_who_holds_nothing_with_a_reference_is_not_offered_it(people: People, client: Client, key: str) -> None:
    client.force_login(getattr(people, key))
    assert client.get("/open/", {"reference": "7K4M"}).status_code == 403
    assert "head-reference" not in client.get("/", follow=True).text


def test_nothing_typed_leads_home(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    assert opened(client, "  ") == "/"
