"""Files: whole or not at all, for their own person, and never without a line in the ledger."""

from __future__ import annotations

import errno
import hashlib
import os
import time
import uuid
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from django.conf import settings
from django.utils import timezone

from carisecure.access.errors import NotVisible
from carisecure.audit.models import Entry
from carisecure.jobs import files, worker
from carisecure.jobs.models import JobFile
from tests.jobs.asking import ask, request_of
from tests.people import People
from tests.roles import as_system

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rung")]


def keep(people: People, **changes: Any) -> JobFile:
    values = {
        "name": "figures-2026-10.csv", "content_type": "text/csv", "write": lambda s: s.write(b"a,b\n"),
        "by": people.analyst, **changes,
    }  # fmt: skip
    with request_of(people.analyst):
        return files.keep(**values)


def on_disk() -> list[Path]:
    return [path for path in Path(settings.FILES_ROOT).rglob("*") if path.is_file()]


def test_what_is_kept_is_what_was_written(people: People) -> None:
    file = keep(people)
    assert (file.size, file.sha256) == (4, hashlib.sha256(b"a,b\n").hexdigest())
    (path,) = on_disk()
    with files.opened(file) as stream:
        assert stream.read() == b"a,b\n"
    assert path.stat().st_mode & 0o077 == 0
    assert "figures" not in str(path.relative_to(settings.FILES_ROOT))


def test_the_disk_holds_no_word_of_it(people: People) -> None:
    keep(people, write=lambda stream: stream.write(b"Petra Possible;" * 20_000))
    (path,) = on_disk()
    assert path.stat().st_size > 300_000
    assert b"Petra" not in path.read_bytes()


def test_a_packed_file_is_written_sealed_and_opens(people: People) -> None:
    """A spreadsheet is a packed file, and what packs it goes back in the file where it can: here it cannot."""

    def pack(stream: BinaryIO) -> None:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in ("one", "two"):
                archive.writestr(name, os.urandom(100_000))

    with files.opened(keep(people, name="a.xlsx", write=pack)) as stream, zipfile.ZipFile(stream) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["one", "two"]


def test_a_full_disk_leaves_neither_file_nor_row(people: People) -> None:
    def full(stream: BinaryIO) -> None:
        stream.write(b"half")
        raise OSError(errno.ENOSPC, "no space")

    with pytest.raises(OSError, match="no space"):
        keep(people, write=full)
    assert on_disk() == []
    with as_system():
        assert not JobFile.objects.exists()


@pytest.mark.parametrize("name", ["Petra Possible.csv", "../up.csv", "", "a\nb.csv"])
def test_a_file_name_with_room_for_a_name_is_refused(people: People, name: str) -> None:
    with pytest.raises(ValueError, match="file name"):
        keep(people, name=name)


def test_only_its_own_person_finds_it(people: People) -> None:
    file = keep(people)
    with request_of(people.analyst):
        assert files.fetch(viewer=people.analyst, pk=file.pk) == file
    for pk in (file.pk, uuid.uuid4()):
        with request_of(people.supervisor), pytest.raises(NotVisible):
            files.fetch(viewer=people.supervisor, pk=pk)


def test_a_line_of_the_policy_opens_it_to_its_roles(people: People) -> None:
    file = keep(people, action="accounts.manage")
    with request_of(people.administrator):
        assert files.fetch(viewer=people.administrator, pk=file.pk) == file
    with request_of(people.supervisor), pytest.raises(NotVisible):
        files.fetch(viewer=people.supervisor, pk=file.pk)


def test_sending_writes_the_ledger_and_forbids_guessing_the_type(people: People) -> None:
    file = keep(people)
    with request_of(people.analyst):
        response = files.send(file)
    assert b"".join(response.streaming_content) == b"a,b\n"  # type: ignore[arg-type]
    response.file_to_stream.close()  # type: ignore[union-attr]
    assert response["Content-Disposition"] == 'attachment; filename="figures-2026-10.csv"'
    assert response["X-Content-Type-Options"] == "nosniff"
    with as_system():
        line = Entry.objects.get(action="export")
    assert (line.actor, line.object_id, line.detail["sha256"]) == (people.analyst.pk, str(file.pk), file.sha256)


@pytest.mark.parametrize("harm", ["gone", "changed"])
def test_a_file_that_is_not_the_one_written_is_not_sent(people: People, harm: str) -> None:
    file = keep(people)
    (path,) = on_disk()
    path.unlink() if harm == "gone" else path.write_bytes(b"a,c\n")
    with request_of(people.analyst), pytest.raises(files.FileLost):
        files.send(file)
    with as_system():
        assert not Entry.objects.filter(action="export").exists()


@pytest.mark.django_db(transaction=True)
def test_work_that_is_rolled_back_leaves_a_stray_that_goes_after_a_day(people: People) -> None:
    kept = keep(people)
    job = ask(people.analyst, "tests.file", mark="lost")
    with as_system():
        worker.run_job(job.pk)
        JobFile.objects.exclude(pk=kept.pk).delete()  # as if its transaction had been rolled back
    (stray,) = [path for path in on_disk() if not str(path).endswith(kept.path)]
    with request_of(None):
        assert files.remove_strays() == 0
        for path in on_disk():
            os.utime(path, (0, time.time() - files.STRAY_AFTER_SECONDS - 1))
        assert files.remove_strays() == 1
    assert not stray.exists()
    assert len(on_disk()) == 1


def test_a_persons_file_is_forgotten_after_its_days_and_a_roles_is_not(people: People) -> None:
    old, of_a_role, new = keep(people), keep(people, action="accounts.manage"), keep(people)
    with as_system():
        JobFile.objects.filter(pk__in=[old.pk, of_a_role.pk]).update(made_at=timezone.now() - timedelta(days=31))
    with request_of(None):
        assert files.forget_old() == 1
        with pytest.raises(files.FileLost):
            files.opened(old)  # from a copy of the disk or a backup: its key is gone
        with files.opened(of_a_role) as stream:
            assert stream.read() == b"a,b\n"
        assert set(JobFile.objects.values_list("pk", flat=True)) == {of_a_role.pk, new.pk}


def test_a_person_cannot_take_a_file_out_of_the_record(people: People) -> None:
    file = keep(people)
    with request_of(people.analyst):
        assert JobFile.objects.filter(pk=file.pk).delete()[0] == 0
        assert JobFile.objects.filter(pk=file.pk).update(sha256="0" * 64) == 0
