"""`manage.py backup`, `backup_keys` and `dumpdata`, as whoever runs the server types them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command

from carisecure.backup import base, kept, shares
from carisecure.backup.place import NoPlace, Place
from carisecure.operating import pulses
from tests.backup.house import RECIPIENT, SecondPlace

ROOT = Path(__file__).resolve().parents[2]


def run(name: str, *given: str) -> str:
    said = StringIO()
    call_command(name, *given, stdout=said)
    return said.getvalue()


def test_a_backup_is_made_listed_and_checked(lived_in: SecondPlace) -> None:
    with pytest.raises(CommandError, match="There is no backup at"):
        run("backup", "--list")
    assert "is whole: " in run("backup")
    (one,) = kept.listed(lived_in.place)
    for said in (run("backup", "--list"), run("backup", "--check")):
        assert said.startswith(one.stamp)
        assert said.rstrip().endswith("whole")
    path = one.part("database.age")
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert run("backup", "--list").rstrip().endswith("whole")  # as long as it was
    with pytest.raises(CommandError, match=r"database\.age of the backup of \w+ was altered"):
        run("backup", "--check")
    path.write_bytes(b"")
    with pytest.raises(CommandError, match=r"is not whole"):
        run("backup", "--list")


def test_without_a_place_or_an_address_it_says_which_setting(db: None, settled: None, settings: LazySettings) -> None:
    settings.BACKUP_PLACE = ""
    with pytest.raises(CommandError, match="BACKUP_PLACE"):
        run("backup")
    settings.BACKUP_PLACE, settings.BACKUP_DATABASE = "/nowhere", None
    with pytest.raises(CommandError, match="BACKUP_DATABASE_URL is not set"):
        run("backup")
    assert (last := pulses.last("backup")) is not None
    assert last.detail == {"fault": "NoSource", "last": ""}


def test_a_new_place_is_made_for_the_recipient(settled: None, settings: LazySettings) -> None:
    with pytest.raises(CommandError, match="There is no folder"):
        run("backup", "--new-place")
    Path(settings.BACKUP_PLACE).mkdir()
    assert f"sealed for {RECIPIENT}" in run("backup", "--new-place")
    Place(Path(settings.BACKUP_PLACE)).demand(RECIPIENT)


def test_the_nightly_one_says_in_the_log_what_went_wrong(
    db: None, settings: LazySettings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.BACKUP_PLACE = ""
    with pytest.raises(SystemExit) as ended:
        run("backup", "--nightly")
    assert ended.value.code == 1
    assert [record.getMessage()[:40] for record in caplog.records] == ["backup.failed No second place is set: BA"]
    assert (last := pulses.last("backup")) is not None
    assert last.detail["fault"] == "NoPlace"


def test_the_nightly_one_takes_a_base_where_it_is_time(lived_in: SecondPlace, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Place] = []
    monkeypatch.setattr(base, "take_if_due", lambda at, log, say: asked.append(at))
    run("backup", "--nightly")
    assert len(kept.listed(lived_in.place)) == 1
    assert [at.root for at in asked] == [lived_in.place.root]


class TestKeys:
    """The shares are printed and kept nowhere."""

    def test_they_are_made_once(self, settled: None, settings: LazySettings, tmp_path: Path) -> None:
        settings.BACKUP_RECIPIENT = ""
        place, sheets = tmp_path / "second", tmp_path / "sheets"
        place.mkdir()
        sheets.mkdir()
        said = run("backup_keys", "--sheets", str(sheets))
        recipient = re.findall(r"^BACKUP_RECIPIENT=(age1\w+)$", said, re.MULTILINE)[0]
        printed = [_words(part) for part in re.split(r"Share \d of 3: CariSECURE backups", said)[1:]]
        assert len(printed) == 3
        shares.demanded(printed[1:], recipient)
        Place(place).demand(recipient)
        files = sorted(sheets.iterdir())
        assert [file.name for file in files] == ["share-1.pdf", "share-2.pdf", "share-3.pdf"]
        assert all(file.read_bytes().startswith(b"%PDF") and file.stat().st_mode & 0o077 == 0 for file in files)
        assert said.count("Dos cualesquiera de las tres partes") == 3  # the letter in Spanish too
        kept_there = b"".join(path.read_bytes() for path in place.rglob("*") if path.is_file())
        assert not [word for word in set(" ".join(printed).split()) if len(word) > 6 and word.encode() in kept_there]

    def test_not_twice_without_saying_so(self, settled: None, settings: LazySettings, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match=f"There are shares already: backups are sealed for {RECIPIENT}"):
            run("backup_keys")
        settings.BACKUP_RECIPIENT = ""
        (tmp_path / "second").mkdir()
        Place(tmp_path / "second").prepare(RECIPIENT)
        with pytest.raises(CommandError, match="There are shares already"):
            run("backup_keys")
        said = run("backup_keys", "--again")
        Place(tmp_path / "second").demand(re.findall(r"^BACKUP_RECIPIENT=(age1\w+)$", said, re.MULTILINE)[0])

    def test_nothing_is_made_where_the_place_or_the_folder_is_wrong(
        self, settled: None, settings: LazySettings, tmp_path: Path
    ) -> None:
        settings.BACKUP_RECIPIENT = ""
        with pytest.raises(CommandError, match=r"There is no folder .* Nothing was made\."):
            run("backup_keys")
        (tmp_path / "second").mkdir()
        (tmp_path / "full").mkdir()
        (tmp_path / "full" / "x").touch()
        for folder in ("full", "gone"):
            with pytest.raises(CommandError, match="is no empty folder"):
                run("backup_keys", "--sheets", str(tmp_path / folder))
        with pytest.raises(NoPlace):
            Place(tmp_path / "second").recipient()


def _words(text: str) -> str:
    """The numbered words of one share on the terminal."""
    return " ".join(re.findall(r"(?:^|   ) ?\d{1,2} ([a-z]+)", text, re.MULTILINE))


def test_dumpdata_says_what_to_use_whatever_it_is_given() -> None:
    with pytest.raises(CommandError, match=r"Use manage\.py backup"):
        call_command("dumpdata")
    for given in (["--all", "--indent=2"], ["cases", "--output", "x.json"]):
        done = subprocess.run(
            [sys.executable, "manage.py", "dumpdata", *given], cwd=ROOT, capture_output=True, text=True, check=False,
            env={**_environment()},
        )  # fmt: skip
        assert (done.returncode, done.stdout) == (1, "")
        assert "Use manage.py backup" in done.stderr
        assert not (ROOT / "x.json").exists()


def _environment() -> dict[str, Any]:
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "carisecure.settings.testing"}
