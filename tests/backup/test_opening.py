"""A backup is opened with two shares, and looked at whole, before anything is written anywhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from carisecure import history
from carisecure.backup import opening, shares
from carisecure.backup.kept import Kept
from carisecure.backup.target import CannotRestore
from tests.backup.house import SHARES

pytestmark = [pytest.mark.alone, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ([SHARES[0]], "2 different shares are needed"),
        ([SHARES[0], SHARES[0]], "was typed twice"),
        ([SHARES[0], SHARES[1].replace(SHARES[1].split()[9], "academic")], "together they are no share"),
        ([text.replace(text.split()[9], "academic") for text in SHARES[:2]], "together they are no share"),
    ],
    ids=["one", "one twice", "one of them wrong", "both wrong"],
)
def test_wrong_or_too_few_shares(backup: Kept, typed: list[str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        opening.opened(backup, typed)


def test_shares_of_another_house(backup: Kept) -> None:
    with pytest.raises(shares.WrongShares, match="these here are sealed for"):
        opening.opened(backup, shares.make()[1][:2])


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize("spoil", [flipped, cut], ids=["one byte", "cut short"])
@pytest.mark.parametrize("name", ["database.age", "manifest.age", "files.age", "anchors.age"])
def test_a_backup_that_was_altered_or_cut_is_refused_before_anything_is_done(
    backup: Kept, spoil: Callable[[Path], None], name: str
) -> None:
    spoil(backup.part(name))
    with pytest.raises(Exception, match=f"{name} of the backup .*(altered|cut short)"):
        opening.opened(backup, SHARES[:2])


@pytest.mark.parametrize("spoil", [flipped, cut, Path.unlink], ids=["one byte", "cut short", "gone"])
def test_so_is_one_whose_keys_were(backup: Kept, spoil: Callable[[Path], None]) -> None:
    """They lie apart, in a folder that somebody may have forgotten to copy."""
    spoil(backup.part(backup.keys))
    with pytest.raises(Exception, match=r"keys/\w+\.age of the backup .*(altered|cut short|is missing)"):
        opening.opened(backup, SHARES[:2])


def test_a_backup_of_a_newer_release(backup: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    here = history.here()
    monkeypatch.setattr(history, "here", lambda: here - {("audit", "0003_restores")})
    with pytest.raises(CannotRestore, match=r"made by a newer release .* audit.0003_restores, which is not here"):
        opening.opened(backup, SHARES[:2])
