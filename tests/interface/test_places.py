"""What comes from outside leads to a page of this house or to the start page."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from carisecure.interface.places import came_from, place_here

AWAY = [
    "//evil.example/x",
    "/\\evil.example",
    "/\t/evil.example",
    "http:evil",
    "https://evil.example/x",
    "javascript:alert(1)",
    "http://testserver//evil.example/x",
    "http://testserver/\\evil.example",
    "elsewhere",
    "",
]


@pytest.mark.parametrize("address", AWAY)
def test_what_leads_away_is_no_place(address: str) -> None:
    assert place_here(RequestFactory().get("/"), address) == ""


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/cases/?stage=reported", "/cases/?stage=reported"),
        ("http://testserver/cases/?stage=reported#top", "/cases/?stage=reported"),
        ("http://testserver", "/"),
        ("/cases//x/", "/cases//x/"),
    ],
)
def test_what_stays_here_is_path_and_query(address: str, place: str) -> None:
    assert place_here(RequestFactory().get("/"), address) == place
    assert came_from(RequestFactory().get("/", headers={"referer": address})) == place
