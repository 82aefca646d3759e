"""What every answer carries so that nothing stays in the browser and nothing foreign gets in."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.access.sweep import NOBODY
from tests.access.table import all_rows
from tests.people import People


@pytest.mark.parametrize("key", ["investigator", "administrator", ""])
def test_on_every_address(people: People, client: Client, key: str) -> None:
    if key:
        client.force_login(getattr(people, key))
    wrong = []
    for row in all_rows():
        if row.name == "account_logout":
            continue
        kwargs = {**row.extra, **({row.arg: NOBODY if row.target != "draft" else "probe"} if row.target else {})}
        answer = client.get(reverse(row.name, kwargs=kwargs))
        policy = answer.get("Content-Security-Policy", "")
        fine = (
            "no-store" in answer.get("Cache-Control", "")
            and "frame-ancestors 'none'" in policy
            and "unsafe" not in policy
            and answer.get("X-Content-Type-Options") == "nosniff"
            and answer.get("X-Frame-Options") == "DENY"
            and answer.get("Referrer-Policy") == "same-origin"
            and "camera=()" in answer.get("Permissions-Policy", "")
        )
        if not fine:
            wrong.append((row.name, answer.status_code, dict(answer.items())))
    assert wrong == []


def test_leaving_clears_the_browser(people: People, client: Client) -> None:
    client.force_login(people.investigator)
    assert client.post("/sign-out/")["Clear-Site-Data"] == '"cache", "storage"'


def test_none_of_allauths_own_pages_exists(people: People, client: Client) -> None:
    for address in ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/2fa/"):
        assert client.get(address).status_code == 404
