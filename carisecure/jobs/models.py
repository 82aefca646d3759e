"""A job, how far it has got, and the files that jobs leave behind."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carisecure.jobs.states import UNFINISHED, State

if TYPE_CHECKING:
    from carisecure.accounts.models import User


class JobQuerySet(models.QuerySet["Job"]):
    def of(self, user: User) -> JobQuerySet:
        """Those this person asked for. The wall says the same."""
        return self.filter(actor=user)

    def asked_with(self, kind: str, params: Mapping[str, str]) -> JobQuerySet:
        """Of that kind, with these among its params."""
        return self.filter(kind=kind, params__contains=params)

    def not_ended_before(self, moment: datetime) -> JobQuerySet:
        """Under way, or ended since then."""
        return self.filter(Q(finished_at=None) | Q(finished_at__gte=moment))

    def unfinished(self) -> JobQuerySet:
        return self.filter(state__in=UNFINISHED)

    def waiting_since(self, moment: datetime) -> JobQuerySet:
        """Queued before that moment, the oldest first."""
        return self.filter(state=State.QUEUED, queued_at__lte=moment).order_by("queued_at")

    def waiting_of(self, actor_id: uuid.UUID | None) -> JobQuerySet:
        """What this person (or the house) waits for, the oldest first."""
        return self.filter(actor_id=actor_id, state=State.QUEUED).order_by("queued_at")

    def running(self) -> JobQuerySet:
        return self.filter(state=State.RUNNING)


class Job(models.Model):
    """Work asked for by a person (`actor`), or by the house itself (none).

    queued -> running -> done | failed | cancelled; queued -> cancelled; running -> queued after a fault of the
    database; failed or cancelled -> queued when it is asked for again. `running` is written outside the transaction of
    the work, so a row can say so although its worker is dead: whoever can get its advisory lock knows that it is.

    `error` and `arguments` are worded when they are shown (`errors.worded`). `message` holds the words themselves where
    a refusal has no code, and in rows of older versions. `language` is that of the page on which it was asked for.

    Not behind the wall of grants (it has no anchor), but row-level security shows each person their own only.
    """

    no_wall = "It belongs to the person who asked; its own policy shows it to them and to the system's upkeep alone."

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    unique_key = models.CharField(max_length=100, null=True, blank=True)  # noqa: DJ001  null: no uniqueness asked for
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    result = models.JSONField(null=True)
    error = models.CharField(max_length=60, blank=True)
    arguments = models.JSONField(default=dict)
    message = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=10, blank=True, default="")
    asked_at = models.DateTimeField(default=timezone.now)
    queued_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cancel_requested_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        constraints = [
            # One job for a kind and a period: a second beat is harmless. Each person's own, because nobody may learn
            # from a clash that somebody else has asked for the same.
            models.UniqueConstraint(
                fields=["kind", "unique_key", "actor"],
                name="jobs_once_a_person",
                condition=Q(unique_key__isnull=False, actor__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["kind", "unique_key"],
                name="jobs_once_for_the_house",
                condition=Q(unique_key__isnull=False, actor__isnull=True),
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="jobs_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=UNFINISHED, finished_at__isnull=True)
                | (~Q(state__in=UNFINISHED) & Q(finished_at__isnull=False)),
                name="jobs_finished_at_the_end",
            ),
        ]
        indexes = [
            models.Index(fields=["actor", "-asked_at"], name="jobs_by_actor"),
            models.Index(fields=["queued_at"], name="jobs_unfinished", condition=Q(state__in=UNFINISHED)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_finished(self) -> bool:
        return self.state not in UNFINISHED

    @property
    def lock_key(self) -> int:
        return lock_key(self.pk)

    def has_waited(self, seconds: float) -> bool:
        """Whether it has been queued for longer than that."""
        return self.state == State.QUEUED and timezone.now() - self.queued_at > timedelta(seconds=seconds)


def lock_key(job_id: uuid.UUID) -> int:
    """The key of the job's advisory lock: the first 64 of its bits (60 of them random), as PostgreSQL's bigint."""
    return int.from_bytes(job_id.bytes[:8], "big", signed=True)


HOUSE = uuid.UUID("6a0b5f3c-9d51-4c1e-8a77-20261130c0de")


def turn_key(actor_id: uuid.UUID | None) -> int:
    """The key of the lock that one person's running job holds; the house is one person here."""
    return lock_key(actor_id or HOUSE)


class JobProgress(models.Model):
    """How far the work has got, written outside its transaction so that it can be seen while that is open."""

    no_wall = "Two counts and a code, of a job whose id only its owner has."

    job = models.OneToOneField(Job, on_delete=models.CASCADE, primary_key=True, related_name="progress")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    note = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.done} of {self.total}"


class JobFile(models.Model):
    """A file that waits to be fetched. `path` is relative to FILES_ROOT and says nothing about the contents.

    Only for its actor; with an `action` also for everybody whose role that line of the policy names.
    """

    no_wall = "It belongs to one person or to the roles of one policy line; its own policy and `files.fetch` say which."

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    job = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="files")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60, blank=True)
    name = models.CharField(_("file name"), max_length=150)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["made_at"]
        indexes = [models.Index(fields=["actor", "-made_at"], name="jobs_file_by_actor")]

    def __str__(self) -> str:
        return str(self.pk)
