"""What a list reads of a filled database: each of its filters and orders has its index, and its plan uses it.

Every list is found in the code: one that is not described in `tests/access/listed.py` fails.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import combinations, product
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from carisecure.interface.lists import ListPage
from tests.access.listed import LISTS, READERS, Filled, Listed, filled
from tests.access.reading import rows_read

ROOT = Path(__file__).parents[2]
ROOMS = ("carisecure", "cases", "screening", "prosecutions", "reports")
# A row of a list is asked for at its table, by the path and by the wall, and may be one of several of its kind.
EACH = 10
PAGE = 12 * 51
COUNTED = EACH * 1_001

pytestmark = pytest.mark.django_db


def _pages(urls: list[URLPattern | URLResolver]) -> Iterator[type[ListPage]]:
    for url in urls:
        if isinstance(url, URLResolver):
            yield from _pages(url.url_patterns)
            continue
        kind = getattr(url.callback, "view_class", None)
        if isinstance(kind, type) and issubclass(kind, ListPage):
            yield kind


FOUND = sorted(set(_pages(get_resolver().url_patterns)), key=lambda kind: kind.__name__)


def test_every_list_is_described() -> None:
    assert {kind.__name__ for kind in FOUND} == LISTS.keys()
    for kind in FOUND:
        offered = set(kind.filter_class.base_filters) if kind.filter_class else set()
        assert set(LISTS[kind.__name__].values) == offered, kind


def test_whatever_reads_by_pages_is_described() -> None:
    """By `read_page`, or the first so many of a table."""
    callers = set()
    for path in (path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text())):
            if isinstance(function, ast.FunctionDef) and any(
                isinstance(call, ast.Call) and getattr(call.func, "id", "") == "read_page"
                for call in ast.walk(function)
            ):
                callers.add(f"{path.relative_to(ROOT).with_suffix('')}:{function.name}")
    assert callers == {"carisecure/interface/lists:find", *READERS}


def _asked(listed: Listed) -> Iterator[dict[str, str]]:
    """Nothing, each filter alone, and each two together."""
    yield {}
    single = [(name, value) for name, values in listed.values.items() for value in values]
    yield from ({name: value} for name, value in single)
    yield from (dict(two) for two in combinations(single, 2) if two[0][0] != two[1][0])


@pytest.mark.parametrize("kind", FOUND, ids=lambda kind: kind.__name__)
def test_a_list_reads_no_more_than_its_rarest_filter_or_the_grants_of_its_viewer(kind: type[ListPage]) -> None:
    listed = LISTS[kind.__name__]
    found = filled(listed)
    whole = found.rows(kind, {})
    too_many = []
    for viewer, asked in product(found.viewers, _asked(listed)):
        granted = found.granted(viewer)
        least = min([granted, *(found.rows(kind, {name: value}) for name, value in asked.items())])
        for sort in [way + name for name in kind.orders for way in ("", "-")]:
            page, count = rows_read(listed.table, found.finding(kind, viewer, {**asked, "sort": sort}))
            most = EACH * (min(least, 100) if granted >= whole and len(asked) < 2 else least) + PAGE
            if page > most or count > EACH * min(least, whole) + COUNTED:
                too_many.append((viewer, asked, sort, f"{page} of {most}, counting {count}"))
    assert not too_many, "\n".join(map(str, too_many))


@pytest.mark.parametrize("kind", FOUND, ids=lambda kind: kind.__name__)
def test_a_page_far_behind_costs_what_the_first_does(kind: type[ListPage]) -> None:
    listed = LISTS[kind.__name__]
    found: Filled = filled(listed)
    viewer = found.viewers[0]
    for sort in [way + name for name in kind.orders for way in ("", "-")]:
        far = {"sort": sort, "after": found.middle(kind, viewer, sort)}
        page, _count = rows_read(listed.table, found.finding(kind, viewer, far))
        assert page <= PAGE, (sort, page)


@pytest.mark.parametrize("name", READERS)
def test_what_reads_by_pages_reads_no_more_than_it_shows(name: str) -> None:
    reader = READERS[name]
    viewer = reader.fill()
    page, _count = rows_read(reader.table, lambda: reader.read(viewer))
    assert page <= reader.most
