"""The numbers an installation may set, in seconds unless the name says otherwise. The tests make them small."""

from __future__ import annotations

from django.conf import settings

_DEFAULTS: dict[str, float] = {
    # How often beat has the sweeper look for what was lost, and asks what is due.
    "JOBS_SWEEP_SECONDS": 10,
    "JOBS_DUE_SECONDS": 60,
    # A job that waits longer than this is rung again: its bell was lost, or its worker is gone.
    "JOBS_QUEUED_SECONDS": 5,
    # At most so many bells a sweep, the oldest jobs first, so that a long queue does not flood Redis.
    "JOBS_SWEEP_AT_MOST": 200,
    # After a bell that did not ring, requests do not try again for so long: each try can cost seconds (platform 11.1).
    "JOBS_BELL_PAUSE_SECONDS": 10,
    "JOBS_BELL_TIMEOUT_SECONDS": 0.5,
    # Progress is written at most this often.
    "JOBS_PROGRESS_SECONDS": 0.5,
    # A job whose worker dies so often is not started again: it is probably what kills them.
    "JOBS_STARTS": 5,
    "JOBS_DATABASE_TRIES": 3,
    # A failed system job is asked again by its schedule after this pause.
    "JOBS_FAILED_PAUSE_SECONDS": 3600,
    # A file made for one person is not kept longer than this; what a policy line opens to a role is kept.
    "JOBS_FILES_KEPT_DAYS": 30,
    # A finished job of the house is forgotten after this; longer than any calendar looks back.
    "JOBS_KEPT_DAYS": 90,
    # A work that takes longer is ended and has failed, unless its kind says another limit (kinds.py).
    "JOBS_TIME_LIMIT_SECONDS": 900,
    # Whoever stops a job waits as long as this for it to stop by itself; then its process is ended.
    "JOBS_STOP_GRACE_SECONDS": 3,
}


def seconds(name: str) -> float:
    return float(getattr(settings, name, _DEFAULTS[name]))


def count(name: str) -> int:
    return int(getattr(settings, name, _DEFAULTS[name]))
