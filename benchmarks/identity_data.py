"""People with sealed names, by COPY: what `make_people` of an import would leave, without its hours."""

from __future__ import annotations

import io
import os
import random
import uuid
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, TextIO, cast

import psycopg2
from django.contrib.auth.models import Permission

from benchmarks.name_pairs import crowd
from carisecure.access.vault import blind, cipher, sounds
from carisecure.access.vault.keyring import keyring
from carisecure.accounts.models import User

AT = "2025-01-01T00:00:00Z"
CHUNK = 20_000
FURTHER = (
    0  # what cases/migrations/sql/names.sql puts on every name of a person but the first; COPY asks no trigger here
)
INDEXES = ("identity_sounds", "identity_exact")


@lru_cache(maxsize=200_000)
def _token(code: str) -> int:
    return blind.word_tokens("sounds", [code])[0]


def _tokens(name: str) -> list[int]:
    return sorted(_token(code) for code in sounds.stored_codes(name))


def _copy(cursor: Any, table: str, columns: str, lines: Iterator[str] | list[str]) -> None:
    cursor.copy_expert(f"copy {table} ({columns}) from stdin", cast(TextIO, io.StringIO("".join(lines))))


def build(
    count: int, *, superuser: str, viewers: dict[str, tuple[User, int]], known: Sequence[tuple[str, ...]] = ()
) -> list[tuple[uuid.UUID, tuple[str, ...]]]:
    """So many people, `known` first; each viewer may see and know so many of them, spread over all. (person, names)"""
    chance, names, other = random.Random(3), [], crowd()
    called = [known[n] if n < len(known) else other(chance) for n in range(count)]
    permission = {p.codename: p.pk for p in Permission.objects.filter(codename__endswith="_involvement")}
    connection = psycopg2.connect(superuser)
    with connection, connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute("select indexdef from pg_indexes where indexname = any(%s)", [list(INDEXES)])
        definitions = [row[0] for row in cursor.fetchall()]
        for index in INDEXES:
            cursor.execute(f"drop index {index}")
        for start in range(0, count, CHUNK):
            names += _chunk(cursor, start, called[start : start + CHUNK], count, viewers, permission)
        for definition in definitions:
            cursor.execute(definition)
    with connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("vacuum analyze")
    connection.close()
    return names


def _chunk(
    cursor: Any, first: int, called: list[tuple[str, ...]], count: int, viewers: dict[str, tuple[User, int]], code: Any
) -> list[tuple[uuid.UUID, tuple[str, ...]]]:
    people, hops, grants, identities, keys, made = [], [], [], [], [], []
    keeper = next(iter(viewers.values()))[0].agency_id  # nobody is without a case and without an agency
    for n, names in enumerate(called, start=first):
        person, hop, key_id, key = uuid.uuid4(), uuid.uuid4(), uuid.uuid4(), os.urandom(32)
        number, wrapped = keyring().wrap(key)
        people.append(f"{person}\t{{}}\t1\t{AT}\tnot_known\t\t{{}}\t{{}}\n")
        hops.append(f"{hop}\t{{}}\t1\t{AT}\t{person}\tpossible_victim\t{{possible_victim}}\tPerson 1\t\tf\t{keeper}\n")
        for name in names:
            row = uuid.uuid4()
            place = cipher.Place("cases_personidentity", "value", str(row))
            sealed = cipher.seal(name, key_id=key_id, key=key, place=place).hex()
            kind, further = ("name", ()) if name is names[0] else ("alias", (FURTHER,))
            literal = "{" + ",".join(map(str, [*further, *_tokens(name)])) + "}"
            identities.append(f"{row}\t{{}}\t1\t{AT}\t{person}\t{kind}\t\\\\x{sealed}\t{literal}\t{{}}\t\\\\x\t\\\\x\n")
        keys.append(f"{key_id}\t{person}\t\\\\x{wrapped.hex()}\t{number}\t{AT}\n")
        for user, sees in viewers.values():
            if n * sees // count != (n + 1) * sees // count:
                granted = f"bench\t{AT}\t\t{hop}\t{user.pk}\t{user.agency.group_id}"
                grants += [f"{granted}\t{code[name]}\n" for name in ("view_involvement", "see_identity_involvement")]
        made.append((person, names))
    walled = "id, excluded_groups, version, created_at"
    _copy(cursor, "cases_person", f"{walled}, age_basis, gender, languages, citizenships", people)
    of_hops = f"{walled}, person_id, main_role, standing_roles, label, status, is_official, agency_id"
    _copy(cursor, "cases_involvement", of_hops, hops)
    columns = "purpose, granted_at, sharing_agreement, content_object_id, granted_by_id, group_id, permission_id"
    _copy(cursor, "cases_involvementgrant", columns, grants)
    _copy(
        cursor,
        "cases_personidentity",
        f"{walled}, person_id, kind, value, sound_tokens, number_tokens, safe_to_call, mistaken_why",
        identities,
    )
    _copy(cursor, "access_datakey", "id, owner, wrapped, wrapped_by, made_at", keys)
    return made
