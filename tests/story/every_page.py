"""Every page of the house as its HTML, made by the test client: what `test_every_page` then looks at in a browser.

A row of the access table is asked as somebody to whom it is open, about an object that they see. So a new page is
looked at as soon as its row stands in the table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from carisecure.accounts.models import Enrolment, User
from tests.access.table import Row, all_rows
from tests.access.world import World
from tests.people import PEOPLE
from tests.roles import as_system
from tests.signing_in import PASSWORD, confirm, give_app, give_password, wrong_code

# What is asked of a page: a form that is sent empty shows its errors.
EMPTY: dict[str, str] = {}
CODE = "ABCD-EFGH-JKMN"


@dataclass(frozen=True)
class Made:
    """A page as the house answered it. `name` says which one and in what state."""

    name: str
    path: str
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def is_page(self) -> bool:
        return self.headers.get("Content-Type", "").startswith("text/html") and self.status not in (302, 303)


def _made(name: str, path: str, response: Any) -> Made:
    headers = {key: value for key, value in response.items() if key != "Content-Length"}
    return Made(name, path, response.status_code, headers, b"" if response.streaming else response.content)


class Desks:
    """A client for each person, signed in and with a factor shown just now."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.clients: dict[str, Client] = {}

    def client(self, key: str) -> Client:
        if key not in self.clients:
            self.clients[key] = Client(raise_request_exception=False)
            self.clients[key].force_login(getattr(self.world.people, key))
            confirm(self.clients[key])
        return self.clients[key]

    def who(self, row: Row) -> list[str]:
        """The people to whom this row is open, and who see its own object."""
        if row.public:
            return ["investigator"]
        sees = self.world.pairs[row.target].seen_by if row.target else frozenset(PEOPLE)
        return [key for key, (_name, role, _agency) in PEOPLE.items() if role in row.roles and key in sees]

    def ask(self, row: Row, method: str) -> Made:
        """The answer of the first person who gets a page; else that of the last."""
        own = {row.arg: getattr(pair := self.world.pairs[row.target].own, "pk", pair)} if row.target else {}
        path = reverse(row.name, kwargs={**own, **row.extra})
        found = None
        for key in self.who(row):
            client = self.client(key)
            cookies: Any = client.cookies.copy()
            with transaction.atomic():
                answer = client.generic(method, path, HTTP_ACCEPT="text/html")
                found = _made(f"{row.name} {method} as {key}", path, answer)
                transaction.set_rollback(True)  # no page depends on the one before, nor on the theme it chose
            client.cookies = cookies
            if found.is_page and found.status in (200, 422):
                break
        return found or Made(f"{row.name} {method} is open to nobody who sees its object", path, 404, {}, b"")


def pages_of_the_table(world: World) -> Iterator[Made]:
    desks = Desks(world)
    for row in all_rows():
        if "GET" in row.methods:
            yield desks.ask(row, "GET")
        # One's own desk is not locked in passing, and a session is not ended.
        if row.methods == ("GET", "POST") and not row.public and row.name != "lock_now":
            yield desks.ask(row, "POST")


def pages_of_signing_in(world: World) -> Iterator[Made]:
    """The way in, step by step, for somebody with a factor, without one, and without a right to enrol one."""
    people = world.people
    yield _get("nobody: sign in", Client(), "/sign-in/")
    wrong = Client().post("/sign-in/", {"username": "nobody", "password": "wrong"})
    yield _made("nobody: wrong password", "/sign-in/", wrong)
    yield _get("nobody: code instead", Client(), "/sign-in/with-code/")

    give_password(people.colleague)
    give_app(people.colleague)
    for user, name in ((people.colleague, "factor"), (people.caseworker, "enrol"), (people.auditor, "enrol a key")):
        give_password(user)
        client = _with_password(user)
        address = "/sign-in/factor/" if name == "factor" else "/sign-in/enrol/"
        yield _get(f"half way: {name}", client, address)
        yield _made(f"half way: wrong {name}", address, client.post(address, {"code": wrong_code()}))
    with as_system():
        User.objects.filter(pk=people.caseworker.pk).update(enrolled_at=people.caseworker.added_at)
    yield _get("half way: no factor left", _with_password(people.caseworker), "/sign-in/enrol/")
    waiting = User.objects.get(pk=world.pairs["newcomer"].own.pk)
    give_password(waiting)
    sent = {"username": waiting.username, "password": PASSWORD}
    yield _made("half way: not let in yet", "/sign-in/", Client().post("/sign-in/", sent))


def _with_password(user: User) -> Client:
    client = Client()
    client.post("/sign-in/", {"username": user.username, "password": PASSWORD})
    return client


def pages_of_the_desk(world: World) -> Iterator[Made]:
    """Locked, and what happens around a second factor that is asked for again."""
    client = Client()
    client.force_login(world.people.colleague)
    yield _get("confirm", client, "/confirm/?next=/")
    yield _get("security", client, "/security/")
    client.post("/lock/")
    yield _get("locked", client, "/locked/")
    yield _get("locked instead of a page", client, "/cases/")
    enrolment = Enrolment.objects.get(pk=world.pairs["enrolment"].own.pk)
    context = {"code": CODE, "enrolment": enrolment, "minutes": 15}
    yield _rendered("enrolment code", "accounts/enrolment_code.html", context, world.people.colleague)


def error_pages(world: World) -> Iterator[Made]:
    client = Client(raise_request_exception=False)
    client.force_login(world.people.analyst)
    yield _get("403", client, reverse("cases:unit"))
    yield _get("404", client, "/nowhere/")
    yield _get("404 signed out", Client(), "/static-nowhere/")
    texts: dict[str, object] = {"theirs": "What a colleague wrote meanwhile", "yours": "What you wrote"}
    yield _rendered("409", "409.html", texts, world.people.investigator)
    yield _rendered("403 csrf", "403_csrf.html", {}, world.people.investigator)
    yield _rendered("500", "500.html", {}, world.people.investigator)
    yield _rendered("503", "503.html", {}, world.people.investigator)


def _get(name: str, client: Client, path: str) -> Made:
    return _made(name, path, client.get(path, HTTP_ACCEPT="text/html"))


def _rendered(name: str, template: str, context: dict[str, object], user: User) -> Made:
    """A page that only a rare moment brings, made from its template."""
    request = HttpRequest()
    request.user = user
    request.META.update({"SERVER_NAME": "localhost", "SERVER_PORT": "80"})
    request.path = request.path_info = "/rare/"
    return _made(name, "/rare/", HttpResponse(render_to_string(template, context, request)))
