"""The name in a packet is covered until the caseworker shows it."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from cases.people.operations import PersonEntry
from screening.consent.models import Category
from tests.cases.ledger import lines
from tests.factories import make_case
from tests.people import People
from tests.screening.made import SHARED, referred_out

NAMED = (PersonEntry(name="Rosa Demo"),)


def test_the_caseworker_shows_and_hides_the_name(people: People, client: Client) -> None:
    case = make_case(people.investigator, people=NAMED)
    referral = referred_out(case, people, categories=(Category.IDENTITY, *SHARED))
    page, sheet, press = (
        reverse(f"screening:{name}", args=[referral.pk]) for name in ("referral", "packet", "referral_names")
    )
    client.force_login(people.caseworker)
    assert all("Rosa Demo" not in client.get(address).text for address in (page, sheet))
    assert client.get(press).status_code == 405
    assert "Rosa Demo" in client.post(press, follow=True).text
    assert "Rosa Demo" in client.get(sheet).text
    (line,) = lines(action="read.identity")
    assert line.actor == people.caseworker.pk
    client.post(press, {"hide": "1"})
    assert all("Rosa Demo" not in client.get(address).text for address in (page, sheet))


def test_the_unit_gives_a_reason_unless_it_is_their_case(people: People, client: Client) -> None:
    referral = referred_out(
        make_case(people.investigator, people=NAMED), people, categories=(Category.IDENTITY, *SHARED)
    )
    press = reverse("screening:referral_names", args=[referral.pk])
    client.force_login(people.colleague)
    assert "Rosa Demo" not in client.post(press, follow=True).text
    assert "Rosa Demo" in client.post(press, {"reason": "on_duty"}, follow=True).text


def test_without_a_name_there_is_nothing_to_show(people: People, client: Client) -> None:
    referral = referred_out(make_case(people.investigator, people=NAMED), people)
    client.force_login(people.caseworker)
    assert "Show names" not in client.get(reverse("screening:referral", args=[referral.pk])).text
    press = reverse("screening:referral_names", args=[referral.pk])
    assert client.post(press).status_code == 403
    client.force_login(people.other_caseworker)
    assert client.post(press).status_code == 404
