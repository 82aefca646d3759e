"""The list page: filter, order and place by the address."""

from __future__ import annotations

import re

import pytest
from django.http import QueryDict
from django.test import Client

from carisecure.accounts.models import Agency
from carisecure.interface.models import Draft
from carisecure.interface.paging import Order, Pager, Place, Slice, address, capped_count, read_page
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
        page = read_page(rows, order, size=2, place=Place(after=after))
        found += [row.pk for row in page.rows]
        after = page.after
        if not after:
            break
    assert found == whole
    back = read_page(rows, order, size=2, place=Place(before=str(whole[3])))
    assert [row.pk for row in back.rows] == whole[1:3]


def test_counting_stops_at_a_thousand(people: People) -> None:
    from tests.people import enter

    enter(people.investigator)
    Draft.objects.bulk_create(Draft(author=people.investigator, key=f"d-{n}", body="[]") for n in range(1_005))
    assert capped_count(Draft.objects.all()) == (1_000, True)


@pytest.mark.parametrize(
    ("query", "part", "newer", "older"),
    [
        ("", "", "?before=1", "?after=9"),
        ("sort=-name&kind=ngo&after=4", "", "?sort=-name&kind=ngo&before=1", "?sort=-name&kind=ngo&after=9"),
        ("sent-after=4&ended-before=7", "sent", "?ended-before=7&sent-before=1", "?ended-before=7&sent-after=9"),
        ("after=4", "sent", "?after=4&sent-before=1", "?after=4&sent-after=9"),
        ("kind=a&kind=b", "", "?kind=a&kind=b&before=1", "?kind=a&kind=b&after=9"),
    ],
)
def test_a_pager_moves_its_own_list_and_keeps_the_rest_of_the_address(
    query: str, part: str, newer: str, older: str
) -> None:
    assert Pager.of(QueryDict(query), Slice([], after="9", before="1"), part) == Pager(newer, older)


def test_a_pager_leads_nowhere_where_there_is_nothing_more() -> None:
    assert Pager.of(QueryDict("after=4"), Slice([])) == Pager("", "")


def test_a_place_is_that_of_its_own_list() -> None:
    query = QueryDict("after=1&sent-after=2&sent-before=3")
    assert (Place.of(query), Place.of(query, "sent"), Place.of(query, "ended")) == (
        Place("1"),
        Place("2", "3"),
        Place(),
    )


def test_a_new_order_begins_at_the_first_row() -> None:
    assert address(QueryDict("kind=ngo&before=4"), sort="-name") == "?kind=ngo&sort=-name"
