"""What the pages about jobs show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import NotVisible
from carisecure.jobs import conf, files, kinds
from carisecure.jobs.errors import worded
from carisecure.jobs.models import Job, JobFile, JobProgress
from carisecure.jobs.states import MAY_BE_ASKED_AGAIN, UNFINISHED, State

if TYPE_CHECKING:
    from carisecure.accounts.models import User

# The page asks every 2 seconds; nobody watches a job for longer than this without touching the page.
WATCH_FOR = timedelta(minutes=20)


@dataclass(frozen=True)
class JobView:
    """One job in the words of the page."""

    job: Job
    title: str
    is_waiting_long: bool
    is_waiting_behind: bool  # for another job of the same person
    is_stopping: bool
    is_watched: bool
    done: int | None
    total: int | None
    note: str
    problem: str
    result_url: str
    files: list[JobFile]
    may_cancel: bool
    may_ask_again: bool


def own_job(viewer: User, pk: UUID) -> JobView:
    """One of the viewer's own jobs. Raises NotVisible, for another's as for none. 2 queries, 3 while it waits."""
    policy.require(viewer, "jobs.view_own")
    job = Job.objects.of(viewer).select_related("progress").prefetch_related("files").filter(pk=pk).first()
    if job is None:
        raise NotVisible
    return _shown(job)


@dataclass(frozen=True)
class FileMade:
    """A file that waits to be fetched; without `file`, the work that is to leave one, or has failed to."""

    job: Job
    file: JobFile | None = None
    kept_until: date | None = None

    @property
    def at(self) -> datetime:
        return self.file.made_at if self.file else self.job.queued_at


def files_made(viewer: User, kind: str, **params: str) -> list[FileMade]:
    """The viewer's own files of the work of that kind that was asked for with these `params`, the newest first.

    Among them such work as is under way or has failed, so that nobody asks twice for what is coming. What was stopped,
    and what ended before files are kept from, is left out. 2 queries.
    """
    policy.require(viewer, "jobs.view_own")
    own = Prefetch("files", JobFile.objects.filter(actor=viewer))
    asked = Job.objects.of(viewer).asked_with(kind, params).not_ended_before(files.kept_since())
    made: list[FileMade] = []
    for job in asked.prefetch_related(own):
        made += [FileMade(job, file, files.kept_until(file)) for file in job.files.all()]
        if job.state in (*UNFINISHED, State.FAILED):
            made.append(FileMade(job))
    return sorted(made, key=lambda one: one.at, reverse=True)


def title_of(kind: str) -> str:
    """What the page calls this kind of work; its code where no app knows it any more."""
    known = kinds.find_kind(kind)
    return str(known.title) if known else kind


def _shown(job: Job) -> JobView:
    known = kinds.find_kind(job.kind)
    progress: JobProgress | None = getattr(job, "progress", None)
    running = progress if job.state == State.RUNNING else None
    note = known.notes.get(running.note, "") if known and running else ""
    return JobView(
        job=job,
        title=title_of(job.kind),
        is_waiting_behind=job.state == State.QUEUED and Job.objects.running().filter(actor=job.actor_id).exists(),
        is_waiting_long=job.has_waited(conf.seconds("JOBS_QUEUED_SECONDS")),
        is_stopping=job.state == State.RUNNING and job.cancel_requested_at is not None,
        is_watched=not job.is_finished and timezone.now() - job.queued_at < WATCH_FOR,
        done=running.done if running else None,
        total=running.total if running else None,
        note=str(note),
        problem=_problem(job),
        result_url=known.result_url(job) if known and known.result_url and job.state == State.DONE else "",
        files=list(job.files.all()),
        may_cancel=not job.is_finished and job.cancel_requested_at is None,
        may_ask_again=job.state in MAY_BE_ASKED_AGAIN,
    )


def trouble_of(job: Job) -> str:
    """Why it failed, in the language of whoever looks; words that were kept as they are, where that was done."""
    minutes = round(max(60.0, kinds.time_limit(job.kind)) / 60)
    return job.message or worded(job.error, {"minutes": minutes} if job.error == "too_long" else job.arguments)


def _problem(job: Job) -> str:
    """What is said of a job that ended other than well."""
    if job.state == State.CANCELLED:
        return _("Stopped by you. Nothing was changed.")
    if job.state != State.FAILED:
        return ""
    return trouble_of(job)
