"""What may match a report while it is typed, beside the page on which it is typed: at 10,000 cases, their reports and
as many people, for somebody who sees them all.

python -m benchmarks matches
"""

from __future__ import annotations

import os
import random
import uuid
from collections.abc import Callable, Iterator
from typing import Any, cast

import psycopg2
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from benchmarks import identity_data
from benchmarks.case_data import build, make_people, make_units
from benchmarks.case_list import median_ms
from benchmarks.copying import copy
from carisecure.access.vault import cipher
from carisecure.access.vault.keyring import keyring
from carisecure.accounts.models import User
from cases.intake.models import IntakeReport
from tests import signing_in

AT = "2025-01-01T00:00:00Z"
STREETS, TOWNS = 200, 20
COLUMNS = (
    "id, excluded_groups, version, created_at, agency_id, case_id, outcome, received_on, received_precision,"
    " received_at, is_hour_known, channel, source, from_whom, danger_now, danger_note, narrative, place, stem_tokens,"
    " region, form, is_child_involved, is_official_involved, logged_by_id"
)


def _place(chance: random.Random) -> str:
    return f"{chance.choice(_words(STREETS))} Street, {chance.choice(_words(TOWNS))}ville"


def _words(count: int) -> list[str]:
    """Invented names that are no forms of each other."""
    made = random.Random(9)
    return ["".join(made.choice("bdfgklmnprtv") + made.choice("aeiou") for _ in range(4)).title() for _ in range(count)]


def make_reports(superuser: str, user: User) -> None:
    """One report for each case, with a place, open to whoever sees the case."""
    chance, index = random.Random(4), cast(Any, IntakeReport._meta.get_field("stem_tokens"))
    code = Permission.objects.get(codename="view_intakereport").pk
    connection = psycopg2.connect(superuser)
    with connection, connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute("select id from cases_case")
        cases = [str(row[0]) for row in cursor.fetchall()]
        reports, grants, keys = [], [], []
        for case in cases:
            pk, key_id, key, place = uuid.uuid4(), uuid.uuid4(), os.urandom(32), _place(chance)
            number, wrapped = keyring().wrap(key)
            where = cipher.Place("cases_intakereport", "place", str(pk))
            sealed = cipher.seal(place, key_id=key_id, key=key, place=where)
            found_by = index.token(IntakeReport(narrative="", danger_note="", place=place))
            tokens = "{" + ",".join(map(str, found_by)) + "}"
            told = f"hotline\t\tanonymous\tno\t\\\\x\t\\\\x\t\\\\x{sealed.hex()}\t{tokens}\t\t\tf\tf"
            received = f"2025-01-01\tday\t{AT}\tt"
            reports.append(
                f"{pk}\t{{}}\t1\t{AT}\t{user.agency_id}\t{case}\topens_case\t{received}\t{told}\t{user.pk}\n"
            )
            grants.append(f"bench\t{AT}\t\t{pk}\t{user.pk}\t{user.agency.group_id}\t{code}\n")
            keys.append(f"{key_id}\t{pk}\t\\\\x{wrapped.hex()}\t{number}\t{AT}\n")
        for table, columns, lines in (
            ("cases_intakereport", COLUMNS, reports),
            ("cases_reportgrant", "purpose, granted_at, sharing_agreement, content_object_id, granted_by_id, group_id,"
                                  " permission_id", grants),
            ("access_datakey", "id, owner, wrapped, wrapped_by, made_at", keys),
        ):  # fmt: skip
            copy(cursor, table, columns, _each(lines))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
    connection.close()


def _each(lines: list[str]) -> Iterator[str]:
    yield from lines


def run(cases: int, *, superuser: str) -> None:
    """Each look as it is sent by the page, over the page itself."""
    people = make_people()
    user = User.objects.get(pk=people["all"].pk)
    build(cases, superuser=superuser, people=people, units=make_units())
    make_reports(superuser, user)
    identity_data.build(cases, superuser=superuser, viewers={"all": (user, cases)})
    client = Client()
    signing_in.force_login(client, user)
    page = median_ms(lambda: client.get(reverse("cases:new_report")))
    chance = random.Random(6)
    street, town = chance.choice(_words(STREETS)), f"{chance.choice(_words(TOWNS))}ville"
    print("| cases | typed | ms | the page ms | **ratio** |\n|---|---|---|---|---|")
    for label, typed in {
        "a name": {"reporter_name": "Rosa Martinez"},
        "a telephone": {"reporter_phone": "868 620 1234"},
        "a street": {"place": f"{street} Street"},
        "a town": {"place": town},
        "all of them, and two people": {
            "reporter_name": "Rosa Martinez", "reporter_phone": "868 620 1234", "place": f"{street} Street, {town}",
            "people-0-name": "Maria Gonzalez", "people-1-name": "Jose Ramirez",
        },
    }.items():  # fmt: skip
        took = median_ms(_look(client, typed))
        print(f"| {cases:,} | {label} | {took:.1f} | {page:.1f} | **{took / page:.2f}** |", flush=True)


def _look(client: Client, typed: dict[str, str]) -> Callable[[], None]:
    def ask() -> None:
        assert client.post(reverse("cases:report_matches"), typed).status_code == 200

    return ask
