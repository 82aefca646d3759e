"""What two administrators have asked and agreed to do with the keys of the house."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import FreeTextField

# How long a yes stands before what was agreed to is begun.
STANDS_FOR = timedelta(days=1)


class KeyWork(models.TextChoices):
    """What nobody does to the keys alone: a closed list."""

    ROTATE = "rotate", _("Move every key to the newest wrapping key")
    RETIRE = "retire", _("Retire an old wrapping key")
    REINDEX = "reindex", _("Rebuild the search index")


class KeyRequest(models.Model):
    """waiting (nobody decided) -> refused | granted -> done, or over with `good_until`.

    `number` and `mark`: the wrapping key it is about, as the process knew it that was asked. `by_command`: done on the
    server, with two names that were said there and not proved. The database refuses one person in both places, takes
    both names from the session that speaks, and lets nothing be rewritten (`access/sql/key_requests.sql`).
    """

    no_wall = "It is about the keys of the whole house and says nothing of a case; administrators alone are shown it."
    key_of = "requested_by_id"  # whose key seals the two sentences (access.fields)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("what for"), max_length=20, choices=KeyWork.choices)
    number = models.PositiveSmallIntegerField(null=True)
    mark = models.CharField(max_length=20, blank=True)
    reason = FreeTextField(_("why"))
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    is_granted = models.BooleanField(null=True)
    answer = FreeTextField(_("answer"), blank=True)
    good_until = models.DateTimeField(null=True)
    job = models.UUIDField(null=True)
    done_at = models.DateTimeField(null=True)
    done_count = models.PositiveIntegerField(null=True)
    by_command = models.BooleanField(default=False)

    class Meta:
        app_label = "access"
        ordering = ["-requested_at"]
        verbose_name = _("work on the keys")
        constraints = [
            models.CheckConstraint(condition=~Q(decided_by=F("requested_by")), name="keys_take_two_people"),
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_at=None, is_granted=None)
                | Q(decided_by__isnull=False, decided_at__isnull=False, is_granted__isnull=False),
                name="key_request_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(is_granted__isnull=False, is_granted=True),
                name="key_request_done_after_yes",
            ),
            models.UniqueConstraint(fields=["kind"], condition=Q(decided_at=None), name="key_request_asked_once"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_waiting(self) -> bool:
        return self.decided_at is None

    @property
    def stands(self) -> bool:
        """Agreed to, not done yet, and still good."""
        return bool(self.is_granted) and self.done_at is None and bool(self.good_until) and not self.is_over

    @property
    def is_over(self) -> bool:
        return self.done_at is None and self.good_until is not None and self.good_until <= timezone.now()


class RetiredKey(models.Model):
    """A wrapping key that wraps nothing any more: the database refuses every data key under its number, for good."""

    no_wall = "The number of a wrapping key and a moment."

    number = models.PositiveSmallIntegerField(primary_key=True)
    retired_at = models.DateTimeField(default=timezone.now)
    request = models.OneToOneField(KeyRequest, on_delete=models.PROTECT, related_name="+")

    class Meta:
        app_label = "access"

    def __str__(self) -> str:
        return str(self.number)
