"""The kinds of work there are. Each app registers its own in its `tasks.py`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

from carisecure.access.session import JOB, SYSTEM_PURPOSES
from carisecure.jobs import conf

if TYPE_CHECKING:
    from carisecure.jobs.models import Job

Work = Callable[..., dict[str, Any]]
Text = str | Promise

# Ids, codes, dates, counts: arguments reach the ledger and, through a traceback, perhaps a log. No blank, no accent and
# no @, so that neither a name nor an address fits by accident.
_CODE = re.compile(r"[A-Za-z0-9_.:+/-]{0,100}")
_DEEPEST = 4
# No kind may take longer: nothing that the house does is worth half a night of a process.
LONGEST_SECONDS = 4 * 3600


@dataclass(frozen=True)
class JobKind:
    """One kind of work.

    `purpose`: "job" runs as the person who asked; "statistics" reads what is counted; "maintenance" keeps the house.
    `title` is what the page calls it. `notes` are the words for the codes that progress carries. `result_url` says
    where the result can be seen, from the finished job. `limit_seconds`: after so long it is ended
    (JOBS_TIME_LIMIT_SECONDS where the kind says none).
    """

    name: str
    purpose: str
    work: Work
    title: Text
    notes: Mapping[str, Text] = field(default_factory=dict)
    result_url: Callable[[Job], str] | None = None
    limit_seconds: int | None = None


_kinds: dict[str, JobKind] = {}


def job_kind(
    name: str,
    *,
    purpose: str = JOB,
    title: Text,
    notes: Mapping[str, Text] | None = None,
    result_url: Callable[[Job], str] | None = None,
    limit_seconds: int | None = None,
) -> Callable[[Work], Work]:
    """Register `work(running, **params) -> dict`. It runs in one transaction, which also marks the job done.

    So it must be safe to start again from the beginning: what it wrote before it was interrupted was rolled back. What
    cannot be rolled back (a file, a letter) comes last, or leaves no trace without its row.
    """
    if purpose not in (JOB, *SYSTEM_PURPOSES):
        raise ValueError(f"unknown purpose {purpose}")
    if limit_seconds is not None and not 0 < limit_seconds <= LONGEST_SECONDS:
        raise ValueError(f"{name}: at most {LONGEST_SECONDS} seconds")

    def register(work: Work) -> Work:
        if name in _kinds:
            raise ValueError(f"two kinds of job named {name}")
        _kinds[name] = JobKind(name, purpose, work, title, notes or {}, result_url, limit_seconds)
        return work

    return register


def kind(name: str) -> JobKind:
    """The kind of that name; KeyError where no app has registered it."""
    return _kinds[name]


def find_kind(name: str) -> JobKind | None:
    return _kinds.get(name)


def time_limit(name: str) -> float:
    """After how many seconds a job of this kind is ended."""
    known = find_kind(name)
    own = known.limit_seconds if known else None
    return own or min(conf.seconds("JOBS_TIME_LIMIT_SECONDS"), LONGEST_SECONDS)


def check_ids_only(values: Mapping[str, Any], *, what: str) -> None:
    """Raise ValueError unless everything in it is an id, a code, a date or a number. The value itself is not said."""
    for key, value in values.items():
        if not _is_plain(value, _DEEPEST):
            raise ValueError(f"{what}: {key} is not an id, a code or a number")


def _is_plain(value: Any, depth: int) -> bool:
    if value is None or isinstance(value, bool | int | float):
        return True
    if isinstance(value, str):
        return _CODE.fullmatch(value) is not None
    if depth and isinstance(value, list | tuple):
        return all(_is_plain(item, depth - 1) for item in value)
    if depth and isinstance(value, dict):
        return all(_is_plain(key, 0) and _is_plain(item, depth - 1) for key, item in value.items())
    return False
