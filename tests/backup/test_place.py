"""The second place: whole or not at all, and every reason why not in a sentence."""

from __future__ import annotations

import errno
import json
import os
import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.conf import LazySettings

from carisecure.backup import place
from carisecure.backup.place import BACKUPS, MARK, NoPlace, Place

FOR, OTHER = "age1first", "age1second"


@pytest.fixture
def at(tmp_path: Path) -> Place:
    found = Place(tmp_path / "second")
    found.root.mkdir()
    found.prepare(FOR)
    return found


def test_none_is_set(settings: LazySettings) -> None:
    settings.BACKUP_PLACE = ""
    with pytest.raises(NoPlace, match="No second place is set: BACKUP_PLACE"):
        place.configured()


def test_a_folder_that_is_not_there_or_not_mounted_is_no_place(tmp_path: Path) -> None:
    gone = Place(tmp_path / "gone")
    with pytest.raises(NoPlace, match=f"the file {MARK} is not in it. Is the disk mounted"):
        gone.demand(FOR)
    with pytest.raises(NoPlace, match="There is no folder"):
        gone.prepare(FOR)
    (tmp_path / "gone").mkdir()  # the point where it would be mounted
    with pytest.raises(NoPlace, match="Is the disk mounted"):
        gone.demand(FOR)
    assert list(gone.root.iterdir()) == []


def test_another_houses_place_is_left_alone(at: Place) -> None:
    at.demand(FOR)
    at.prepare(FOR)
    for work in (at.demand, at.prepare):
        with pytest.raises(NoPlace, match=f"is sealed for {FOR}"):
            work(OTHER)
    at.prepare(OTHER, again=True)
    at.demand(OTHER)


@pytest.mark.parametrize("written", ["", "{", "[]", '{"format": 1}', '{"format": "x", "recipient": ""}'])
def test_a_spoilt_mark_is_told(at: Place, written: str) -> None:
    (at.root / MARK).write_text(written)
    with pytest.raises(NoPlace, match="cannot be read"):
        at.demand(FOR)


def test_a_newer_releases_place_is_left_alone(at: Place) -> None:
    (at.root / MARK).write_text(json.dumps({"format": place.FORMAT + 1, "recipient": FOR}))
    with pytest.raises(NoPlace, match="made by a newer release"):
        at.demand(FOR)


def test_a_file_is_whole_or_not_there(at: Place) -> None:
    with at.writing("keys/one.age") as stream:
        stream.write(b"all")
        assert at.names("keys") == []
    assert (at.root / "keys" / "one.age").read_bytes() == b"all"
    assert (at.root / "keys" / "one.age").stat().st_mode & 0o077 == 0
    with pytest.raises(ZeroDivisionError), at.writing("keys/one.age") as stream:
        assert stream.write(b"half") / 0
    assert (at.root / "keys" / "one.age").read_bytes() == b"all"
    assert os.listdir(at.root / "keys") == ["one.age"]


def test_a_folder_is_whole_or_not_there(at: Place) -> None:
    with at.making("backups/one") as folder:
        (folder / "part").write_bytes(b"x")
        assert at.names(BACKUPS) == []
    assert at.names(BACKUPS) == ["one"]
    with pytest.raises(ZeroDivisionError), at.making("backups/two") as folder:
        assert (folder / "part").write_bytes(b"x") / 0
    assert os.listdir(at.root / BACKUPS) == ["one"]


def test_what_a_power_cut_left_is_none_and_is_taken_away(at: Place) -> None:
    (at.root / BACKUPS / "20261201T000000Z.part").mkdir()
    (at.root / BACKUPS / "20261201T000000Z.part" / "database.age").write_bytes(b"half")
    assert at.names(BACKUPS) == []
    with at.held(BACKUPS):
        assert at.clear_unfinished(BACKUPS) == ["20261201T000000Z.part"]
    assert os.listdir(at.root / BACKUPS) == []


def test_two_do_not_write_at_once(at: Place) -> None:
    with at.held(BACKUPS):
        with pytest.raises(NoPlace, match="Another run writes to"), at.held(BACKUPS):
            pass
        with at.held("wal"):  # another kind of work goes on
            pass
    with at.held(BACKUPS):
        pass


SAID = {
    errno.ENOSPC: "is full",
    errno.EDQUOT: "is full",
    errno.EROFS: "cannot be written",
    errno.EACCES: "cannot be written",
    errno.EIO: "does not answer",
    errno.ESTALE: "does not answer",
    errno.ENOENT: "does not answer",
}


@pytest.mark.parametrize("number", SAID)
def test_what_the_disk_says_is_a_sentence(at: Place, number: int) -> None:
    with pytest.raises(NoPlace, match=f"{SAID[number]}.*Nothing of this run was kept"), at.in_words():
        raise OSError(number, os.strerror(number))
    with pytest.raises(NoPlace, match=SAID[number]), at.in_words():
        raise OSError(number, os.strerror(number), str(at.root / "backups"))


def test_a_fault_of_another_file_is_not_laid_at_its_door(at: Place) -> None:
    with pytest.raises(PermissionError), at.in_words():
        raise PermissionError(errno.EACCES, "Permission denied", "/files/jobs")
    with pytest.raises(OSError, match="reset"), at.in_words():
        raise OSError(errno.ECONNRESET, "reset")


def test_what_is_removed_is_never_half_of_itself(at: Place) -> None:
    with at.making("backups/one") as folder:
        (folder / "part").write_bytes(b"x")
    with ExitStack() as stack:
        stack.enter_context(pytest.raises(ZeroDivisionError))
        patched = stack.enter_context(pytest.MonkeyPatch.context())
        patched.setattr(shutil, "rmtree", lambda *_: 1 / 0)
        at.remove("backups/one")
    assert at.names(BACKUPS) == []
    at.clear_unfinished(BACKUPS)
    assert os.listdir(at.root / BACKUPS) == []
