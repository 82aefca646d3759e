"""The vault: rewrapping every key while pages are read, and what sealing and opening cost.

KEYS=50000 python -m benchmarks vault
"""

from __future__ import annotations

import base64
import os
import random
import statistics
import threading
import time
import uuid

from django.conf import settings
from django.db import connection, transaction

from benchmarks import identity_data
from carisecure.access import session
from carisecure.access.vault import cipher, keys
from carisecure.access.vault.models import DataKey
from carisecure.access.vault.rotation import rewrap_all
from carisecure.accounts.models import User
from carisecure.accounts.operations import make_agency, make_user
from cases.people.models import PersonIdentity

ROUNDS = 20_000


def _microseconds() -> tuple[float, float]:
    key, key_id, place = os.urandom(32), uuid.uuid4(), cipher.Place("cases_note", "text", str(uuid.uuid4()))
    start = time.perf_counter()
    sealed = [
        cipher.seal("María de la Peña, Port of Spain", key_id=key_id, key=key, place=place) for _ in range(ROUNDS)
    ]
    middle = time.perf_counter()
    for text in sealed:
        cipher.open_sealed(text, key=key, place=place)
    end = time.perf_counter()
    return (middle - start) / ROUNDS * 1e6, (end - middle) / ROUNDS * 1e6


class Reader(threading.Thread):
    """Reads names of random people as a page does, from an empty memory each time, until told to stop."""

    def __init__(self, user: User, people: list[uuid.UUID]) -> None:
        super().__init__(daemon=True)
        self.user, self.people, self.done = user, people, threading.Event()
        self.times: list[float] = []
        self.faults: list[str] = []

    def run(self) -> None:
        chance = random.Random(1)
        while not self.done.is_set():
            start = time.perf_counter()
            try:
                self.read(chance.sample(self.people, 10))
            except Exception as fault:  # noqa: BLE001  (every kind counts: the figure is that there is none)
                self.faults.append(repr(fault))
            self.times.append((time.perf_counter() - start) * 1000)
        connection.close()

    def read(self, people: list[uuid.UUID]) -> None:
        keys.forget()
        with transaction.atomic():
            session.enter(self.user, purpose=session.REQUEST)
            rows = PersonIdentity.objects.visible_to(self.user, "cases.view_names").filter(person__in=people)
            assert len([row.value for row in rows]) == len(people)


def run(count: int, *, superuser: str) -> None:
    with transaction.atomic():
        agency = make_agency(code="vault", name="Vault", kind="ctu", country="TT")
        user = make_user(username="vault", full_name="Vault", role="investigator", agency=agency)
    people = [person for person, _ in identity_data.build(count, superuser=superuser, viewers={"all": (user, count)})]
    sealing, opening = _microseconds()
    number = max(DataKey.objects.values_list("wrapped_by", flat=True).distinct()) + 1
    settings.VAULT_KEYS += f",{number}:{base64.b64encode(os.urandom(32)).decode()}"
    reader = Reader(user, people)
    reader.start()
    start = time.perf_counter()
    rewrapped = rewrap_all()
    seconds = time.perf_counter() - start
    reader.done.set()
    reader.join()
    print("| keys | rewrapped in s | pages read meanwhile | failed | median ms | seal us | open us |")
    print("|---|---|---|---|---|---|---|")
    middle = statistics.median(reader.times)
    print(
        f"| {rewrapped:,} | {seconds:.1f} | {len(reader.times)} | {len(reader.faults)} | {middle:.1f} "
        f"| {sealing:.1f} | {opening:.1f} |"
    )
    if reader.faults:
        print(reader.faults[0])
