"""What two administrators have asked and agreed to do with the keys of the house."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carisecure.access.two_people.conditions import asked_once, takes_two
from carisecure.access.two_people.models import Worded

# How long a yes stands before what was agreed to is begun.
STANDS_FOR = timedelta(days=1)


class KeyWork(models.TextChoices):
    """What nobody does to the keys alone: a closed list."""

    ROTATE = "rotate", _("Move every key to the newest wrapping key")
    RETIRE = "retire", _("Retire an old wrapping key")
    REINDEX = "reindex", _("Rebuild the search index")


class KeyRequest(Worded):
    """What two administrators agree to do with the keys (`access.two_people`).

    `number` and `mark`: the wrapping key it is about, as the process knew it that was asked. `by_command`: done on the
    server, with two names that were said there and not proved.
    """

    no_wall = "It is about the keys of the whole house and says nothing of a case; administrators alone are shown it."
    key_of = "requested_by_id"  # whose key seals the two sentences (access.fields)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("what for"), max_length=20, choices=KeyWork.choices)
    number = models.PositiveSmallIntegerField(null=True)
    mark = models.CharField(max_length=20, blank=True)
    job = models.UUIDField(null=True)
    done_count = models.PositiveIntegerField(null=True)
    by_command = models.BooleanField(default=False)

    class Meta:
        app_label = "access"
        ordering = ["-requested_at"]
        verbose_name = _("work on the keys")
        constraints = [*takes_two(), asked_once("kind")]

    def __str__(self) -> str:
        return str(self.pk)


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
