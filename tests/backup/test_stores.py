"""The house's files at the second place: each once, as it is, compared again and again, gone when nobody needs it."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import subprocess
from pathlib import Path

import pytest
from django.conf import LazySettings

from carisecure.backup import stores
from carisecure.backup.place import Place
from carisecure.backup.stores import Copying, FileDiffers
from carisecure.storage import keeping
from tests.backup.house import RECIPIENT

AT = dt.datetime(2026, 12, 1, 6, 15, tzinfo=dt.UTC).timestamp()
DAY = 86_400


@pytest.fixture
def place(settings: LazySettings, tmp_path: Path) -> Place:
    settings.FILES_ROOT = tmp_path / "files"
    (tmp_path / "second").mkdir()
    found = Place(tmp_path / "second")
    found.prepare(RECIPIENT)
    return found


def put(settings: LazySettings, number: int, data: bytes = b"sealed", folder: str = "jobs") -> str:
    name = f"{number:032x}"
    path = Path(settings.FILES_ROOT) / folder / name[:2] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return f"{folder}/{name[:2]}/{name}"


def copy(place: Place, at: float = AT, number: int = 0) -> Copying:
    run = Copying(place, at, number)
    run.run()
    run.finish()
    return run


def test_what_the_house_keeps_has_the_shape_that_is_copied(place: Place, db: None) -> None:
    kept = keeping.keep("jobs", lambda stream: stream.write(b"x" * 100_000))
    assert list(copy(place).found) == [kept.path]


def test_each_file_is_copied_once_and_found_again(place: Place, settings: LazySettings) -> None:
    one = put(settings, 1)
    assert (copy(place).new, copy(place).new) == (1, 0)
    two = put(settings, 2, b"another", "imports")
    run = copy(place, number=9)
    assert (run.new, set(run.found)) == (1, {one, two})
    assert run.found[two].sha256 == hashlib.sha256(b"another").hexdigest()
    checked = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    assert subprocess.run(checked, cwd=place.path("files"), check=False).returncode == 0


def test_a_file_that_comes_or_goes_while_the_database_is_copied_is_there(place: Place, settings: LazySettings) -> None:
    gone = put(settings, 1)
    run = Copying(place, AT)
    run.run()
    (Path(settings.FILES_ROOT) / gone).unlink()
    come = put(settings, 2)
    run.run()
    assert set(run.found) == {gone, come}


def test_what_is_no_file_of_the_house_is_named_and_left(place: Place, settings: LazySettings) -> None:
    put(settings, 1)
    root = Path(settings.FILES_ROOT)
    for name in ("notes.txt", "jobs/00/half.part", "jobs/zz/" + "0" * 32, "jobs/01/" + "0" * 32):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"")
    run = copy(place)
    assert sorted(run.strangers) == ["jobs/01/" + "0" * 32, "jobs/zz/" + "0" * 32, "notes.txt"]
    assert len(run.found) == 1


def test_a_copy_that_was_altered_is_found_within_so_many_runs(place: Place, settings: LazySettings) -> None:
    one = put(settings, 5, b"sealed")
    copy(place)
    place.path(f"files/{one}").write_bytes(b"sealeD")
    found = []
    for number in range(stores.READ_AGAIN_WITHIN):
        try:
            copy(place, number=number)
        except FileDiffers as told:
            found.append(str(told))
    assert len(found) == 1
    assert one in found[0]
    assert place.path(f"files/{one}").read_bytes() == b"sealeD"  # nothing is overwritten


@pytest.mark.parametrize("altered", ["here", "there"])
def test_one_of_another_length_is_found_at_once(place: Place, settings: LazySettings, altered: str) -> None:
    one = put(settings, 5)
    copy(place, number=1)
    root = Path(settings.FILES_ROOT) if altered == "here" else place.path("files")
    (root / one).write_bytes(b"seal")
    with pytest.raises(FileDiffers, match="is not the one that lies here"):
        copy(place, number=2)


def test_digests_that_were_lost_or_spoilt_are_made_anew(place: Place, settings: LazySettings) -> None:
    one = put(settings, 1)
    copy(place)
    sums = place.path(stores.DIGESTS)
    whole = sums.read_bytes()
    for spoilt in (b"", whole[:-5], b"\xff\xff\n", b"nothing\n"):
        sums.write_bytes(spoilt)
        assert copy(place, number=9).found[one].sha256 == hashlib.sha256(b"sealed").hexdigest()
        assert sums.read_bytes().endswith(whole)


def test_a_file_that_no_kept_backup_needs_is_taken_away(place: Place, settings: LazySettings) -> None:
    gone, stays = put(settings, 1), put(settings, 2)
    copy(place, AT)
    (Path(settings.FILES_ROOT) / gone).unlink()
    copy(place, AT + DAY)
    assert stores.remove_unneeded(place, AT) == 0  # the backup of the first day still needs it
    assert stores.remove_unneeded(place, AT + DAY) == 1
    assert stores.faults(place) == []
    assert os.listdir(place.path("files/jobs/00")) == [Path(stays).name]


def test_what_was_altered_or_lost_there_is_found_without_the_house(place: Place, settings: LazySettings) -> None:
    one, two = put(settings, 1), put(settings, 2)
    copy(place)
    assert stores.faults(place) == []
    place.path(f"files/{one}").write_bytes(b"sealeD")
    place.path(f"files/{two}").unlink()
    assert stores.faults(place) == [
        f"The file {one} at the second place was altered.",
        f"The file {two} at the second place is missing.",
    ]


def test_a_house_without_files_has_none(place: Place) -> None:
    assert copy(place).found == {}
