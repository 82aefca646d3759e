"""However many referrals there were, what waits is on the page, and what is over can be leafed through."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse

from screening.referral import queries
from screening.referral.models import Referral
from screening.referral.operations.refer_out import decline_referral
from screening.referral.operations.take_up import decline_take_up
from screening.referral.queries import clients_of, inbox_of, waiting_for
from tests.factories import make_case
from tests.people import People, enter
from tests.roles import guards_aside
from tests.screening.made import referred_in, referred_out


@pytest.fixture(autouse=True)
def one_row_a_page() -> Iterator[None]:
    """A cut after one row, and after four of both kinds, as it was, tells what one after 200 would."""
    with mock.patch.object(queries, "MOST", 1):
        yield


def older(referral: Referral, days: int) -> Referral:
    """Sent, due and answered that many days earlier."""
    back = dt.timedelta(days=days)
    with guards_aside():
        rows = Referral.objects.filter(pk=referral.pk)
        row = rows.get()
        rows.update(sent_at=row.sent_at - back, decision_due_on=row.decision_due_on - back)
    return referral


def answered(people: People, count: int) -> list[Referral]:
    """That many that came in and were not taken up, the newest first."""
    made = []
    for days in range(1, count + 1):
        referral = referred_in(people)
        enter(people.investigator)
        decline_take_up(referral=referral, reason="other", note="A wage claim.", by=people.investigator)
        made.append(older(referral, days))
    return made


def onward(page: str, part: str, name: str) -> str:
    """Where the next page of one part stands; "" on the last."""
    pager = re.search(rf'<nav id="{part}-pages".*?</nav>', page, re.DOTALL)
    found = re.search(r'rel="next" href="([^"]+)"', pager[0]) if pager else None
    return reverse(f"screening:{name}") + html.unescape(found[1]) if found else ""


def test_the_newest_that_waits_is_in_the_inbox_behind_many_answered(people: People) -> None:
    done = answered(people, 5)
    waiting = [referred_in(people), referred_in(people)]
    enter(people.investigator)
    inbox = inbox_of(people.investigator)
    assert {row.referral.pk for row in inbox.waiting} == {one.pk for one in waiting}
    assert [row.referral.pk for row in inbox.answered] == [done[0].pk]


def test_the_answered_are_leafed_through(people: People, client: Client) -> None:
    done = answered(people, 3)
    client.force_login(people.investigator)
    address, seen = reverse("screening:inbound_list"), []
    while address:
        page = client.get(address).text
        seen += [one.reference for one in done if one.reference in page]
        address = onward(page, "answered", "inbound_list")
    assert seen == [one.reference for one in done]
    assert 'rel="prev"' in page
    assert client.get(reverse("screening:inbound_list") + "?answered-after=no-such-row").status_code == 200


def test_what_waits_for_a_caseworker_and_what_is_with_them_is_all_there(people: People, client: Client) -> None:
    sent = [older(referred_in(people), days) for days in range(5)]
    waiting = [referred_out(make_case(people.investigator), people) for _ in range(2)]
    enter(people.caseworker)
    found = clients_of(people.caseworker)
    assert {row.referral.pk for row in found.waiting} == {one.pk for one in waiting}
    assert [row.referral.pk for row in found.sent] == [one.pk for one in sent]
    client.force_login(people.caseworker)
    page = client.get(reverse("screening:my_clients")).text
    assert reverse("screening:referral_list") in page
    assert all(one.reference in page for one in (*sent, *waiting))


def test_all_that_was_sent_and_all_that_ended_can_be_reached(people: People, client: Client) -> None:
    sent = answered(people, 3)
    ended = []
    for _ in range(3):
        referral = referred_out(make_case(people.investigator), people)
        enter(people.caseworker)
        decline_referral(referral=referral, reason="no_space", note="", by=people.caseworker)
        ended.append(referral)
    client.force_login(people.caseworker)
    for part, wanted in (("sent", sent), ("ended", ended)):
        address, seen = reverse("screening:referral_list"), set()
        while address:
            page = client.get(address).text
            seen |= {one.reference for one in wanted if one.reference in page}
            address = onward(page, part, "referral_list")
        assert seen == {one.reference for one in wanted}, part


def test_answers_of_one_week_do_not_push_what_waits_off_the_list_of_work(people: People) -> None:
    for _ in range(2):
        referral = referred_out(make_case(people.investigator), people)
        enter(people.caseworker)
        decline_referral(referral=referral, reason="no_space", note="", by=people.caseworker)
        older(referral, 3)
    waiting = referred_in(people)
    enter(people.investigator)
    assert [one.pk for one in waiting_for(people.investigator)] == [waiting.pk]
