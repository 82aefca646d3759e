"""Signing in at real web processes: a used code is used for all of them, and none of them needs Redis."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import reverse

from carisecure.accounts.models import Desk
from carisecure.accounts.roles import Role
from tests.access.table import all_rows
from tests.accounts.web import Answer, Browser, two_processes
from tests.cases.ledger import lines
from tests.jobs.processes import private_redis
from tests.people import People, make_people
from tests.signing_in import PASSWORD, code, give_app, give_password

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

BROWSERS, EACH = 20, 10


@pytest.fixture
def officer(transactional_db: None) -> People:
    with transaction.atomic():
        people = make_people()
        give_password(people.investigator)
        give_app(people.investigator)
    return people


@pytest.fixture
def dead_redis() -> str:
    """The address of a Redis that was there and has been stopped."""
    with private_redis() as redis:
        return redis.address


def with_password(home: str) -> Browser:
    """A browser in which the password was accepted."""
    browser = Browser(home)
    browser.get("/sign-in/")
    sent = browser.post("/sign-in/", {"username": "investigator", "password": PASSWORD})
    assert sent.location == "/sign-in/factor/"
    return browser


def test_two_hundred_replays_against_two_web_processes(officer: People, tmp_path: Path, dead_redis: str) -> None:
    with two_processes(tmp_path, redis=dead_redis) as web:
        thieves = [with_password(web.home) for _ in range(BROWSERS)]
        used = code()
        assert with_password(web.home).post("/sign-in/factor/", {"code": used}).location.startswith("/security/")
        assert Desk.objects.count() == 1

        def replay(browser: Browser) -> list[Answer]:
            return [browser.post("/sign-in/factor/", {"code": used}) for _ in range(EACH)]

        with ThreadPoolExecutor(BROWSERS) as together:
            answers = [answer for some in together.map(replay, thieves) for answer in some]
        assert len(answers) == 200
        assert {answer.status for answer in answers} == {422}
        assert Desk.objects.count() == 1
        assert len(web.processes_asked("/sign-in/factor/")) == 2, "both processes were asked"
        assert len(lines(action="factor.refused")) == 200
        # The replays were refused as replays: the same browser, the same form, the next code.
        assert thieves[0].post("/sign-in/factor/", {"code": code(1)}).status == 302
        assert Desk.objects.count() == 2


def test_signing_in_and_every_page_of_an_officer_with_redis_stopped(
    officer: People, tmp_path: Path, dead_redis: str
) -> None:
    with two_processes(tmp_path, redis=dead_redis) as web:
        browser = with_password(web.home)
        assert browser.post("/sign-in/factor/", {"code": code()}).location == "/security/recovery-codes/"
        assert "Recovery codes" in browser.get("/security/recovery-codes/").text
        pages = [
            row.name
            for row in all_rows()
            if Role.INVESTIGATOR in row.roles and "GET" in row.methods and not row.target and not row.extra
        ]
        answers = {name: browser.get(reverse(name)).status for name in pages}
        assert {name: status for name, status in answers.items() if status not in (200, 302)} == {}
        assert sum(status == 200 for status in answers.values()) >= 12
        assert officer.investigator.full_name in browser.get("/cases/").text
