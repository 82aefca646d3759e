"""What is asked of a build, today's or an older one, and the data that it is asked of.

Addresses and models are looked for by name: where a room has moved since, what is named here is still there.
"""

from __future__ import annotations

import importlib
import inspect
import random
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import psycopg2
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks import crowd
from benchmarks.case_data import START, VIEWERS, build, make_people, make_units
from benchmarks.copying import copy
from carisecure.access import session
from carisecure.accounts.models import User
from tests import signing_in
from tests.cases.names import full_name, misspelt

NAMES_ASKED = 200
COMMON, COMMON_SHARE = "warehouse", 0.023
RARE = {"stage": "reopened", "region": "PTF"}  # benchmarks/case_data.py: five and three in a thousand
NOTE_COLUMNS = (
    "id, excluded_groups, version, created_at, case_id, added_by_id, recorded_at, recorded_by_id, entry_key,"
    " correction_reason, is_retracted, text, kept, stem_tokens"
)
# What a report tells, in the words of today's form and of those before it; a form leaves what it does not know.
REPORT = {
    "danger_now": "no",
    "narrative": "Ten past two: she came to the door and asked for her passport.",
    "channel": "hotline",
    "from_whom": "will_not_say",
    "region": "CHA",
    "people-TOTAL_FORMS": "1",
    "people-INITIAL_FORMS": "0",
    "people-0-role": "possible_victim",
    "people-0-age_from": "20",
    "people-0-age_to": "25",
    "people-0-language": "es",
}


class Side:
    """What benchmarks/side.py is asked to do. Every answer can be written as JSON."""

    def __init__(self, superuser: str, environment: dict[str, str]) -> None:
        self.superuser, self.environment = superuser, environment
        self.people, self.units = make_people(), make_units()
        self.case = ""
        self.named: list[tuple[uuid.UUID, str]] = []
        self.crowd_of: list[User] = []

    def fill(self, cases: int) -> dict[str, Any]:
        """So many cases, each with a note; and which of them is opened."""
        build(cases, superuser=self.superuser, people=self.people, units=self.units)
        with psycopg2.connect(self.superuser) as own, own.cursor() as cursor:
            cursor.execute("set session_replication_role = replica")
            cursor.execute("select id from cases_case order by opened_at")
            ids = [str(row[0]) for row in cursor.fetchall()]
            copy(cursor, "cases_note", NOTE_COLUMNS, self._notes(ids))
        own.close()
        _vacuum(self.superuser)
        self.case = ids[len(ids) // 2]
        return {"cases": len(ids)}

    def _notes(self, ids: list[str]) -> Iterator[str]:
        """Nothing can be read in them, and 2.3 % of them are found by one word."""
        chance, by, at = random.Random(17), self.people["all"].pk, START.isoformat()
        for case in ids:
            pk, words = uuid.UUID(int=chance.getrandbits(128)), "door"
            if chance.random() < COMMON_SHARE:
                words += f" {COMMON}"
            yield f"{pk}\t{{}}\t1\t{at}\t{case}\t{by}\t{at}\t{by}\t{pk}\t\tf\t\t\t{_tokens(words)}\n"

    def name(self, people: int) -> dict[str, Any]:
        """So many people with names, the same in every build, all of them seen by one."""
        identity_data = importlib.import_module("benchmarks.identity_data")
        chance = random.Random(3)
        names = [full_name(chance) for _ in range(people)]
        viewers = {"all": (self.people["all"], people)}
        if "known" in inspect.signature(identity_data.build).parameters:
            made = identity_data.build(
                people, superuser=self.superuser, viewers=viewers, known=[(name,) for name in names]
            )
        else:
            given = iter(names)
            identity_data.full_name = lambda _chance: next(given)  # type: ignore[attr-defined]
            made = identity_data.build(people, superuser=self.superuser, viewers=viewers)
        pairs = [(person, called if isinstance(called, str) else called[0]) for person, called in made]
        chance = random.Random(5)
        self.named = [(person, misspelt(name, chance)) for person, name in chance.sample(pairs, NAMES_ASKED)]
        return {"people": len(made)}

    def gather(self, cases: int, people: int) -> dict[str, Any]:
        """So many cases, and so many people who work on them."""
        build(cases, superuser=self.superuser, people=self.people, units=self.units)
        crowd.let_them_write(self.superuser, self.people)
        self.crowd_of = crowd.make_crowd(self.people, people)
        return {"people": len(self.crowd_of)}

    def crowd(self, rounds: int) -> dict[str, Any]:
        """All of them at once, without a pause, through gunicorn: how many requests in how many seconds."""
        with crowd.web(self.environment) as (port, _pid):
            seen, seconds = crowd.at_work(self.crowd_of, port, rounds=rounds, pause=0.0)
        faults = sum((one.faults for one in seen), Counter())
        return {
            "requests": crowd.requests(seen), "seconds": seconds, "p95": crowd.slowest(seen), "faults": dict(faults),
        }  # fmt: skip

    def measure(self, what: str, rounds: int) -> dict[str, Any]:
        """Milliseconds of each round, by the clock and of the processors; queries and bytes of one page besides."""
        if what == "name search":
            return self._search_names()
        ask = self._asking(what)
        with CaptureQueriesContext(connection) as seen:
            answer = ask()
        queries = len(seen)  # now: the next request empties what it counts
        watch = Watch()
        for _ in range(rounds):
            watch.time(ask)
        return {**watch.found(), "queries": queries, "bytes": len(answer.content)}

    def _asking(self, what: str) -> Callable[[], Any]:
        page, _, viewer = what.partition(", ")
        client = self._client(viewer or "all")

        def get(address: str, **query: str) -> Any:
            answer = client.get(address, query)
            assert answer.status_code == 200, (address, answer.status_code)
            return answer

        def post(address: str, told: dict[str, str], wanted: int) -> Any:
            answer = client.post(address, told)
            assert answer.status_code == wanted, (address, answer.status_code, answer.content[:2000])
            return answer

        return {
            "case list": lambda: get(reverse("cases:case_list")),
            "rare filter": lambda: get(reverse("cases:case_list"), **RARE),
            "common word": lambda: post(reverse("cases:find_text"), {"words": COMMON}, 200),
            "new report": lambda: get(reverse("cases:new_report")),
            "report sent": lambda: post(
                reverse("cases:new_report"), {**REPORT, "submission_key": str(uuid.uuid4())}, 302
            ),
            "case page": lambda: get(reverse("cases:case", args=[self.case])),
            "my work": lambda: get(reverse("cases:my_work")),
        }[page]

    @lru_cache(maxsize=len(VIEWERS))  # noqa: B019  (there is one of these in the process)
    def _client(self, viewer: str) -> Client:
        client = Client()
        signing_in.force_login(client, User.objects.get(pk=self.people[viewer].pk))
        return client

    def _search_names(self) -> dict[str, Any]:
        finding = _first("cases.finding.queries", "cases.finding")
        user, watch, found = User.objects.get(pk=self.people["all"].pk), Watch(), 0

        def ask(name: str) -> Any:
            with transaction.atomic():
                session.enter(user, purpose=session.REQUEST)
                return finding.find_people(user, finding.Asked(name=name))

        for person, name in self.named:
            answers = watch.time(partial(ask, name))
            found += any(one.person_id == person for one in answers)
        return {**watch.found(), "queries": 0, "bytes": 0, "recall": found / len(self.named)}


class Watch:
    """Times work by the clock and by the processors: ours, and of the session in PostgreSQL that answers us (Linux)."""

    def __init__(self) -> None:
        self.ms: list[float] = []
        self.processor: list[float] = []
        connection.ensure_connection()
        self.server = connection.connection.info.backend_pid

    def _server_ms(self) -> float:
        try:
            return int(Path(f"/proc/{self.server}/schedstat").read_text(encoding="ascii").split()[0]) / 1e6
        except OSError:
            return 0.0

    def time(self, work: Callable[[], Any]) -> Any:
        at, ours, theirs = time.perf_counter(), time.process_time(), self._server_ms()
        answer = work()
        self.processor.append((time.process_time() - ours) * 1000 + self._server_ms() - theirs)
        self.ms.append((time.perf_counter() - at) * 1000)
        return answer

    def found(self) -> dict[str, Any]:
        return {"ms": self.ms, "processor": self.processor}


def _first(*names: str) -> Any:
    """The first of these modules that this build has."""
    for name in names:
        try:
            return importlib.import_module(name)
        except ModuleNotFoundError:
            continue
    raise ModuleNotFoundError(", ".join(names))


@lru_cache
def _tokens(words: str) -> str:
    model: Any = apps.get_model("cases", "Note")
    field = model._meta.get_field("stem_tokens")
    return "{" + ",".join(map(str, field.token(model(text=words)))) + "}"


def _vacuum(superuser: str) -> None:
    own = psycopg2.connect(superuser)
    try:
        own.autocommit = True
        with own.cursor() as cursor:
            cursor.execute("vacuum analyze")
    finally:
        own.close()
