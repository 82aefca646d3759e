"""Which backups stay: the newest of each of the last 7 days, 4 weeks and 12 months that have one."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from carisecure.backup.kept import Kept

DAYS, WEEKS, MONTHS = 7, 4, 12


def superseded(backups: Iterable[Kept]) -> list[Kept]:
    """Those that no rule keeps, oldest first. The newest that has all its parts always stays, however old it is.

    Only backups that have all their parts count as one of a day: a broken one keeps no good one out.
    """
    newest_first = sorted(backups, key=lambda one: one.stamp, reverse=True)
    good = [one for one in newest_first if one.has_all_parts()]
    if not good:
        return []
    stay = {good[0].stamp}
    for most, name in RULES:
        stay |= _newest_of_each(good, most, name)
    return [one for one in reversed(newest_first) if one.stamp not in stay]


def _day(one: Kept) -> str:
    return f"{one.at:%Y-%m-%d}"


def _week(one: Kept) -> str:
    return f"{one.at:%G-%V}"


def _month(one: Kept) -> str:
    return f"{one.at:%Y-%m}"


RULES: tuple[tuple[int, Callable[[Kept], str]], ...] = ((DAYS, _day), (WEEKS, _week), (MONTHS, _month))


def _newest_of_each(newest_first: list[Kept], most: int, name: Callable[[Kept], str]) -> set[str]:
    found: dict[str, str] = {}
    for one in newest_first:
        found.setdefault(name(one), one.stamp)
    return set(list(found.values())[:most])
