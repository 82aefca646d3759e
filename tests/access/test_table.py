"""Every URL of the resolver stands in the access table, once, and the table names no URL that is gone."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from tests.access.table import all_rows


def _names(patterns: list[URLPattern | URLResolver], namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _names(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}" if pattern.name else f"unnamed {pattern.pattern}"


def test_every_url_is_in_the_table() -> None:
    named = set(_names(get_resolver().url_patterns))
    assert named - {row.name for row in all_rows()} == set()


def test_the_table_names_only_urls_that_exist() -> None:
    named = set(_names(get_resolver().url_patterns))
    assert {row.name for row in all_rows()} - named == set()


def test_each_url_once() -> None:
    names = [row.name for row in all_rows()]
    assert sorted(names) == sorted(set(names))
