"""The list page: filter, order and place by the address."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from carisecure.accounts.models import Agency
from carisecure.interface.models import Draft
from carisecure.interface.paging import Order, capped_count, read_page
from tests.people import People


def _names(html: str) -> list[str]:
    return re.findall(r'data-label="Name">([^<]+)', html)


def _link(html: str, rel: str) -> str:
    found = re.search(rf'rel="{rel}" href="([^"]+)"', html)
    return found[1].replace("&amp;", "&") if found else ""


def test_every_row_is_on_exactly_one_page_and_back_again(at_work: Client) -> None:
    everything = list(Agency.objects.order_by("name", "pk").values_list("name", flat=True))
    url, seen, pages = "/agencies/", [], []
    while url:
        html = at_work.get(url).content.decode()
        pages.append(_names(html))
        seen += pages[-1]
        last, url = html, f"/agencies/{link}" if (link := _link(html, "next")) else ""
    assert seen == everything
    html = at_work.get(f"/agencies/{_link(last, 'prev')}").content.decode()
    assert _names(html) == pages[-2]


def test_the_address_filters_and_sorts(at_work: Client) -> None:
    html = at_work.get("/agencies/?kind=ngo&sort=-name").content.decode()
    shown = _names(html)
    assert shown == sorted(shown, reverse=True)
    assert set(shown) == set(Agency.objects.filter(kind="ngo").values_list("name", flat=True))
    assert 'aria-sort="descending"' in html
    assert "kind=ngo" in re.findall(r'<a href="([^"]+)"[^>]*>Kind', html)[0]


def test_an_order_that_is_not_offered_and_a_place_that_is_gone_show_the_first_page(at_work: Client) -> None:
    first = _names(at_work.get("/agencies/").content.decode())
    for query in ("sort=phone", "after=nonsense", "after=00000000-0000-4000-8000-000000000000", "after=" + "9" * 45):
        assert _names(at_work.get(f"/agencies/?{query}").content.decode()) == first


def test_nothing_found_says_what_to_do(at_work: Client) -> None:
    html = at_work.get("/agencies/?kind=unknown").content.decode()
    assert "Select a valid choice" in html
    html = at_work.get("/agencies/?kind=oversight").content.decode()
    assert "1 found" in html


def test_a_list_costs_four_queries_at_most(at_work: Client, django_assert_max_num_queries: object) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        at_work.get("/agencies/")
    assert len([q for q in queries if "accounts_agency" in q["sql"] and "join" not in q["sql"].lower()]) <= 2


@pytest.mark.parametrize("descending", [False, True])
def test_rows_without_a_value_come_last_in_both_directions(people: People, descending: bool) -> None:
    rows = Agency.objects.all()
    order = Order("phone", descending=descending, nullable=True)
    whole = [row.pk for row in rows.order_by(*order.by())]
    found, after = [], ""
    for _ in range(len(whole) + 1):
        page = read_page(rows, order, size=2, after=after)
        found += [row.pk for row in page.rows]
        after = page.after
        if not after:
            break
    assert found == whole
    back = read_page(rows, order, size=2, before=str(whole[3]))
    assert [row.pk for row in back.rows] == whole[1:3]


def test_counting_stops_at_a_thousand(people: People) -> None:
    from tests.people import enter

    enter(people.investigator)
    Draft.objects.bulk_create(Draft(author=people.investigator, key=f"d-{n}", body="[]") for n in range(1_005))
    assert capped_count(Draft.objects.all()) == (1_000, True)
