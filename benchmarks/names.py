"""The search for a name: recall on misspelt names and milliseconds, at `NAMES` people (1,500,000 is the budget's size).

NAMES=200000 python -m benchmarks names
"""

from __future__ import annotations

import random
import statistics
import time
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from benchmarks import identity_data
from carisecure.access import session
from carisecure.access.vault import keys, sounds
from carisecure.accounts.models import User
from carisecure.accounts.operations import make_agency, make_user
from cases.finding import ALIKE, Asked, find_people, matching
from tests.cases.names import misspelt

RECALLED, TIMED = 2_000, 300


def _viewer(name: str) -> User:
    agency = make_agency(code=f"names-{name}", name=f"Names {name}", kind="ctu", country="TT")
    return make_user(username=f"names-{name}", full_name=name, role="investigator", agency=agency)


def _ask(user: User, name: str) -> Any:
    with transaction.atomic():
        session.enter(user, purpose=session.REQUEST)
        return find_people(user, Asked(name=name))


def _answers(user: User, person: UUID, name: str) -> bool:
    """Whether the person is among all who answer, however many of the same name stand before them."""
    with transaction.atomic():
        session.enter(user, purpose=session.REQUEST)
        rows = matching(user, name).filter(person_id=person)
        return any(sounds.likeness(name, row.value) >= ALIKE for row in rows)


def run(count: int, *, superuser: str) -> None:
    with transaction.atomic():
        viewers = {
            "all": (_viewer("all"), count),
            "20,000": (_viewer("some"), min(20_000, count)),
            "300": (_viewer("few"), min(300, count)),
        }
    begun = time.perf_counter()
    people = identity_data.build(count, superuser=superuser, viewers=viewers)
    with connection.cursor() as cursor:
        cursor.execute("select pg_size_pretty(pg_relation_size('identity_sounds'))")
        size = cursor.fetchone()[0]
    print(f"{count:,} people made and indexed in {time.perf_counter() - begun:.0f} s; index {size}", flush=True)
    chance = random.Random(5)
    asked = [(person, misspelt(name, chance)) for person, name in chance.sample(people, min(RECALLED, count))]
    print("| people | viewer sees | answer the name | on the page | median ms | 95th percentile ms |")
    print("|---|---|---|---|---|---|")
    for label, (user, sees) in viewers.items():
        seen = asked if sees == count else asked[:TIMED]
        hits, answers, times = 0, 0, []
        keys.forget()
        for person, name in seen:
            start = time.perf_counter()
            found = _ask(user, name)
            times.append((time.perf_counter() - start) * 1000)
            hits += any(one.person_id == person for one in found)
            answers += _answers(user, person, name) if sees == count else 0
        recall = f"{answers / len(seen):.3f} | {hits / len(seen):.3f}" if sees == count else "(not theirs) | "
        slow = statistics.quantiles(times, n=20)[-1]
        print(f"| {count:,} | {label} | {recall} | {statistics.median(times):.1f} | {slow:.1f} |", flush=True)
