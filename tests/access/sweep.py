"""The sweep: every URL, as every person, for our object, somebody else's and none at all, with every method.

It asks four things of each answer: is it the one that the access table promises; does it carry a canary that this
person must not read; does a hidden object answer exactly like one that does not exist; has every age its day.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from django.db import connection, transaction
from django.http import HttpResponse
from django.template import Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from carisecure.access import path
from carisecure.accounts.models import User
from tests.access.table import Row
from tests.access.world import World

METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS")
NOBODY = uuid.UUID("00000000-0000-4000-8000-000000000000")
# Differ from answer to answer without saying anything.
VOLATILE = {"date", "set-cookie", "x-request-id"}
# The ages of the world's people (tests/factories.py, tests/screening/made.py). Without a day they say nothing.
AGE = re.compile(r"\b(?:20 to 25|19 to 24)\b( on \d{1,2} [A-Z][a-z]{2} \d{4})?")


@contextmanager
def path_down() -> Iterator[None]:
    """Every `visible_to` and `fetch` limits nothing: what is left is the wall."""
    with mock.patch.object(path, "limit", lambda queryset, user, permission: queryset):
        yield


@contextmanager
def templates_untold() -> Iterator[None]:
    """The test client keeps every template rendered, and a copy of all that it knew: nobody asks for it here."""
    with mock.patch.object(Template, "_render", lambda self, context: self.nodelist.render(context)):
        yield


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...]
    queries: int

    def text(self) -> str:
        return self.body.decode("utf-8", "replace") + repr(self.headers)


@dataclass
class Findings:
    """What the sweep has seen; `leaks` and `wrong` name the request."""

    requests: int = 0
    leaks: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    ages_at: set[str] = field(default_factory=set)


class Sweeper:
    """Asks as one person. Each request is rolled back, so that no answer depends on the one before."""

    def __init__(self, world: World, key: str, user: User | None) -> None:
        self.world, self.key, self.user = world, key, user
        self.findings = Findings()
        self.client = Client(raise_request_exception=False)
        if user is not None:
            self.client.force_login(user)
        self.cookies: Any = self.client.cookies.copy()

    def ask(self, method: str, address: str) -> Answer:
        self.client.cookies = self.cookies.copy()
        connection.queries_log.clear()  # it holds 9,000; once it is full, every count is nought and nothing is compared
        with transaction.atomic():
            with CaptureQueriesContext(connection) as queries:
                response: Any = self.client.generic(method, address)
                body = _body(response)
            transaction.set_rollback(True)
        self.findings.requests += 1
        told = ((k.lower(), v.replace(address, "(asked)")) for k, v in response.items())
        headers = tuple(sorted((k, v) for k, v in told if k not in VOLATILE))
        return Answer(response.status_code, body, headers, len(queries))

    def sweep(self, rows: list[Row], methods: tuple[str, ...] = METHODS) -> Findings:
        with templates_untold():
            for row in rows:
                for method in methods:
                    self._one(row, method)
        return self.findings

    def _one(self, row: Row, method: str) -> None:
        if method not in ("GET", "POST"):
            self._other_method(row, method)
            return
        if not row.target:
            answer = self.ask(method, reverse(row.name, kwargs=dict(row.extra)))
            self._judge(row, method, "no object", answer, sees=True)
            return
        pair = self.world.pairs[row.target]
        none = self.ask(method, self._address(row, self._nobody(pair.own)))
        self._judge(row, method, "nonexistent", none, sees=False)
        for relation, target, seen_by in (
            ("own", pair.own, pair.seen_by),
            ("foreign", pair.foreign, pair.foreign_seen_by),
        ):
            answer = self.ask(method, self._address(row, target))
            sees = self.key in seen_by
            self._judge(row, method, relation, answer, sees=sees)
            if not sees and answer != none:
                self._note_difference(row, method, relation, answer, none)

    def _other_method(self, row: Row, method: str) -> None:
        """What no form sends is asked of our own object alone: it must be refused there, or answer like GET."""
        own = self.world.pairs[row.target].own if row.target else None
        address = self._address(row, own) if row.target else reverse(row.name, kwargs=dict(row.extra))
        sees = not row.target or self.key in self.world.pairs[row.target].seen_by
        self._judge(row, method, "own", self.ask(method, address), sees=sees)

    def _address(self, row: Row, target: Any) -> str:
        return reverse(row.name, kwargs={row.arg: getattr(target, "pk", target), **row.extra})

    @staticmethod
    def _nobody(own: Any) -> Any:
        """An id of the same kind that nothing has."""
        return NOBODY if isinstance(getattr(own, "pk", own), uuid.UUID) else "nothing-has-this-key"

    def _note_difference(self, row: Row, method: str, relation: str, answer: Answer, none: Answer) -> None:
        what = [
            name for name in ("status", "body", "headers", "queries") if getattr(answer, name) != getattr(none, name)
        ]
        self.findings.leaks.append(
            f"{self.key} {method} {row.name} {relation}: differs from nonexistent in {', '.join(what)} "
            f"({answer.status}/{none.status}, {answer.queries}/{none.queries} queries)"
        )

    def _judge(self, row: Row, method: str, relation: str, answer: Answer, *, sees: bool) -> None:
        name = f"{self.key} {method} {row.name} {relation}"
        for canary in self.world.canaries_in(answer.text()):
            if not self.world.may_read(self.key, canary):
                self.findings.leaks.append(f"{name}: shows {canary} ({answer.status})")
        for age in AGE.finditer(answer.text()):
            self.findings.ages_at.add(row.name)
            if not age[1]:
                self.findings.wrong.append(f"{name}: an age without its day, {age[0]}")
        if answer.status not in self._expected(row, method, sees=sees):
            self.findings.wrong.append(
                f"{name}: {answer.status}, expected {sorted(self._expected(row, method, sees=sees))}"
            )

    def _expected(self, row: Row, method: str, *, sees: bool) -> set[int]:
        fine = {200, 204, 302, 303, 400, 409, 422}
        if row.public:
            return fine | {405} | row.also
        if self.user is None:
            return {302, 401, 405}
        if method not in (*row.methods, "HEAD", "OPTIONS"):
            return {405, 404, 403}
        if not sees:
            # Whoever may never do this may be told so before anybody looks for the object.
            refused = {404} if self.user.role in row.roles else {403, 404}
            return refused if method in row.methods else refused | {405, 200}
        if self.user.role not in row.roles:
            return {403} if method in row.methods else {403, 405, 200}
        return fine if method in row.methods else fine | {405}


def _body(response: HttpResponse) -> bytes:
    if getattr(response, "streaming", False):
        return b"".join(response.streaming_content)  # type: ignore[attr-defined]
    return response.content
