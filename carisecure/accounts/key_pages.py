"""What the pages of the keys show."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from carisecure.access.models import KeyRequest
from carisecure.access.vault.key_models import KeyWork
from carisecure.accounts import key_work
from carisecure.accounts.key_work import WrappingKey
from carisecure.accounts.models import User
from carisecure.interface.progress import Progress
from carisecure.jobs.models import Job, JobProgress
from carisecure.jobs.queries import trouble_of
from carisecure.jobs.states import State

SHOWN = 20


@dataclass(frozen=True)
class KeysPage:
    """`elsewhere`: some keys are not under the newest wrapping key. `last`: the last rotation that was done."""

    keys: list[WrappingKey]
    elsewhere: bool
    waiting: list[KeyRequest]
    past: list[KeyRequest]
    last: KeyRequest | None
    may_retire: bool
    others: list[User]

    @property
    def current(self) -> WrappingKey:
        return next(key for key in self.keys if key.is_current)

    @property
    def missing(self) -> list[WrappingKey]:
        """Keys that something is under and that this machine was not given: it cannot be read here."""
        return [key for key in self.keys if key.is_used and not key.is_configured]

    @property
    def waiting_kinds(self) -> set[str]:
        return {asked.kind for asked in self.waiting}


def keys_page(viewer: User) -> KeysPage:
    """For an administrator: 6 queries, none growing with the number of keys."""
    keys = key_work.wrapping_keys()
    rows = KeyRequest.objects.select_related("requested_by", "decided_by").defer("reason", "answer")
    done = rows.filter(kind=KeyWork.ROTATE, used_at__isnull=False).order_by("-used_at")
    return KeysPage(
        keys=keys,
        elsewhere=any(key.is_used and not key.is_current for key in keys),
        waiting=list(rows.filter(decided_at=None)),
        past=list(rows.filter(decided_at__isnull=False)[:SHOWN]),
        last=done.first(),
        may_retire=any(key.may_retire for key in keys),
        others=key_work.other_keepers(viewer),
    )


def progress_of(asked: KeyRequest, viewer: User) -> Progress | None:
    """How far the work is that a yes began. Its state is seen by whoever agreed (a job is its person's alone); both
    see which share of the keys is done.
    """
    if asked.job is None or asked.used_at is not None:
        return None
    job = Job.objects.of(viewer).filter(pk=asked.job).first()
    far = JobProgress.objects.filter(job=asked.job).first()
    failed = job is not None and job.is_finished and job.state != State.DONE
    return Progress(
        key=str(asked.job),
        label=str(asked.get_kind_display()),
        state=_("Not done") if failed or asked.is_over else _("In progress"),
        tone="refused" if failed or asked.is_over else "active",
        url=reverse("accounts:key_work", args=[asked.pk]),
        is_over=failed or asked.is_over,
        done=far.done if far else 0,
        total=(far.total or 0) if far else 0,
        trouble=trouble_of(job) if job and failed else "",
        answer_url=reverse("jobs:show", args=[job.pk]) if job and failed else "",
        answer_label=_("See the job"),
    )
