"""The search for a name: recall on misspelt names and milliseconds, at `NAMES` people (1,500,000 is the budget's size).

NAMES=200000 python -m benchmarks names
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from benchmarks import identity_data
from benchmarks.name_pairs import Known, known_people, typed_of
from carisecure.access import session
from carisecure.access.vault import keys
from carisecure.access.vault.likeness import likeness
from carisecure.accounts.models import User
from carisecure.accounts.operations import make_agency, make_user
from cases.finding.queries import ALIKE, Asked, find_people, matching
from tests.cases.names import misspelt

RECALLED, TIMED = 2_000, 300
FIRST_FIVE = 5


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
        return any(likeness(name, row.value) >= ALIKE for row in rows)


def run(count: int, *, superuser: str) -> None:
    with transaction.atomic():
        viewers = {
            "all": (_viewer("all"), count),
            "20,000": (_viewer("some"), min(20_000, count)),
            "300": (_viewer("few"), min(300, count)),
        }
    begun = time.perf_counter()
    known = [person.names for person in known_people()]
    people = identity_data.build(count, superuser=superuser, viewers=viewers, known=known)
    with connection.cursor() as cursor:
        cursor.execute("select pg_size_pretty(pg_relation_size('identity_sounds'))")
        size = cursor.fetchone()[0]
    print(f"{count:,} people made and indexed in {time.perf_counter() - begun:.0f} s; index {size}", flush=True)
    chance = random.Random(5)
    full = [(person, names[0]) for person, names in people[len(known) :] if " " in names[0]]
    asked = [(person, misspelt(name, chance)) for person, name in chance.sample(full, min(RECALLED, len(full)))]
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
    print()
    print_pairs(viewers["all"][0], people)


@dataclass
class Tally:
    """What became of the pairs of one group. `wrong`: somebody else's name brought this person all the same."""

    pairs: int = 0
    among_five: int = 0
    first: int = 0
    others: int = 0
    wrong: int = 0

    def add(self, place: int | None, *, meant: bool) -> None:
        near = place is not None and place < FIRST_FIVE
        if meant:
            self.pairs, self.among_five, self.first = self.pairs + 1, self.among_five + near, self.first + (place == 0)
        else:
            self.others, self.wrong = self.others + 1, self.wrong + near

    def line(self, name: str) -> str:
        if not self.pairs:
            return f"| {name} | 0 | | | | |"
        right = self.among_five / max(1, self.among_five + self.wrong)
        found = f"{self.among_five / self.pairs:.3f} | {self.first / self.pairs:.3f}"
        return f"| {name} | {self.pairs} | {found} | {self.wrong} of {self.others} | {right:.3f} |"


def _place(known: Known, person: UUID, found: list[UUID], called: dict[UUID, tuple[str, ...]]) -> int | None:
    """How many stand in front. Who bears the very same name is not told apart by it, and does not count."""
    others = [one for one in found if one == person or not set(known.names) & set(called[one])]
    return others.index(person) if person in others else None


def print_pairs(user: User, people: list[tuple[UUID, tuple[str, ...]]]) -> None:
    """Recall and precision of the committed pairs, by group, and apart for those that the rules were not tuned on."""
    groups: dict[str, Tally] = defaultdict(Tally)
    times, called = [], dict(people)
    for known, (person, _names) in zip(known_people(), people, strict=False):
        part = "**held out**" if known.is_held_out else "**tuned on**"
        for typed, meant in typed_of(known):
            start = time.perf_counter()
            found = [one.person_id for one in _ask(user, typed)]
            times.append((time.perf_counter() - start) * 1000)
            place = _place(known, person, found, called)
            for group in (known.group, part, "**all**"):
                groups[group].add(place, meant=meant)
            if meant and not (place is not None and place < FIRST_FIVE) and not known.is_held_out:
                print(f"missed: {' / '.join(known.names)} > {typed} ({place})", file=sys.stderr)
            if not meant and place is not None and place < FIRST_FIVE and not known.is_held_out:
                print(f"wrong: {' / '.join(known.names)} ! {typed} ({place})", file=sys.stderr)
    print("| pairs | n | recall, first five | recall, first | somebody else's name brings them | precision |")
    print("|---|---|---|---|---|---|")
    for group, tally in groups.items():
        print(tally.line(group))
    print(f"{len(times)} searches, median {statistics.median(times):.1f} ms, {len(people):,} people", flush=True)
