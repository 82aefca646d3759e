"""Seven days, four weeks, twelve months; never the last good one."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from carisecure.backup import kept, retention
from carisecure.backup.kept import ABOUT, MOMENT, Kept, NotWhole
from carisecure.backup.place import FORMAT, Place

PARTS = {"manifest.age": b"manifest", "database.age": b"database"}


def put(root: Path, at: dt.datetime, *, broken: bool = False) -> Kept:
    """A backup as its folder looks, with nothing true in it."""
    import hashlib

    stamp = at.strftime(MOMENT)
    folder = root / "backups" / stamp
    folder.mkdir(parents=True)
    about = {"format": FORMAT, "release": "r", "keys": "manifest.age", "parts": {}}
    for name, data in PARTS.items():
        (folder / name).write_bytes(data[:-1] if broken else data)
        about["parts"][name] = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}  # type: ignore[index]
    (folder / ABOUT).write_text(json.dumps(about))
    return kept.kept(Place(root), stamp)


def _days(root: Path, count: int) -> list[Kept]:
    newest = dt.datetime(2026, 12, 1, 6, 15, tzinfo=dt.UTC)
    return [put(root, newest - dt.timedelta(days=n)) for n in range(count)]


def test_a_year_and_a_half_of_days(tmp_path: Path) -> None:
    made = _days(tmp_path, 550)
    gone = {one.stamp for one in retention.superseded(made)}
    stay = sorted((one.at for one in made if one.stamp not in gone), reverse=True)
    assert [f"{at:%m-%d}" for at in stay[:7]] == ["12-01", "11-30", "11-29", "11-28", "11-27", "11-26", "11-25"]
    assert {f"{at:%Y-%m}" for at in stay} == {"2026-" + f"{n:02d}" for n in range(1, 13)}
    assert len({f"{at:%G-%V}" for at in stay if at.year == 2026 and at.month >= 11}) >= 4
    assert len(stay) <= retention.DAYS + retention.WEEKS + retention.MONTHS
    assert retention.superseded([one for one in made if one.stamp not in gone]) == []


def test_of_one_day_the_newest_stays(tmp_path: Path) -> None:
    day = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
    made = [put(tmp_path, day + dt.timedelta(hours=n)) for n in range(3)]
    assert retention.superseded(made) == made[:2]


def test_the_last_good_one_stays_however_old_and_whatever_came_after(tmp_path: Path) -> None:
    newest = dt.datetime(2026, 12, 1, 6, 15, tzinfo=dt.UTC)
    good = put(tmp_path, newest - dt.timedelta(days=900))
    broken = [put(tmp_path, newest - dt.timedelta(days=n), broken=True) for n in range(40)]
    assert good not in retention.superseded([good, *broken])
    assert retention.superseded(broken) == []  # where none is good, nothing is thrown away


def test_a_part_that_is_cut_altered_or_gone_is_named(tmp_path: Path) -> None:
    one = put(tmp_path, dt.datetime(2026, 12, 1, tzinfo=dt.UTC))
    one.demand()
    path = one.part("database.age")
    for data, told in ((b"databas", "is cut short"), (b"databasE", "was altered"), (b"databases", "is longer")):
        path.write_bytes(data)
        with pytest.raises(NotWhole, match=f"database.age .*{told}"):
            one.demand()
    path.unlink()
    with pytest.raises(NotWhole, match="is missing"):
        one.demand()
    assert not one.has_all_parts()


@pytest.mark.parametrize("written", ["", "{", "null", '{"format": 1, "parts": {}}'])
def test_a_spoilt_last_word_makes_it_no_backup(tmp_path: Path, written: str) -> None:
    one = put(tmp_path, dt.datetime(2026, 12, 1, tzinfo=dt.UTC))
    (tmp_path / "backups" / one.stamp / ABOUT).write_text(written)
    with pytest.raises(NotWhole, match="altered or cut short"):
        kept.kept(Place(tmp_path), one.stamp)
    assert kept.listed(Place(tmp_path)) == []
    assert len(kept.unreadable(Place(tmp_path))) == 1


def test_one_of_a_newer_release_is_told(tmp_path: Path) -> None:
    one = put(tmp_path, dt.datetime(2026, 12, 1, tzinfo=dt.UTC))
    path = tmp_path / "backups" / one.stamp / ABOUT
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": FORMAT + 1, "release": "9.9"}))
    with pytest.raises(NotWhole, match=r"made by a newer release \(9.9\)"):
        kept.kept(Place(tmp_path), one.stamp)


def test_a_moment_without_a_backup_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotWhole, match="There is no backup of 20200101T000000Z"):
        kept.kept(Place(tmp_path), "20200101T000000Z")
