"""Whose names somebody looked up outside their own cases: what the limit for an hour is counted from."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ShowReason(models.TextChoices):
    """Why somebody who does not work on a case needs to know who its people are."""

    ON_DUTY = "on_duty", _("I am on duty and the person needs help now")
    PERSON_PRESENT = "person_present", _("The person is here or on the telephone")
    SAME_PERSON = "same_person", _("It may be somebody from one of my cases")
    SUPERVISING = "supervising", _("I am checking the work on this case")
    COURT = "court", _("A court or the prosecution asks")


class NamesShown(models.Model):
    """One press of *Show names* with a reason. The application may add rows and read them, nothing else."""

    no_wall = "Ids without a word: who looked up whom, which the ledger says too. Nothing is opened by it."

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    people = ArrayField(models.UUIDField())
    reason = models.CharField(max_length=20, choices=ShowReason.choices)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["reader", "-at"], name="names_shown_by_reader")]

    def __str__(self) -> str:
        return str(self.pk)
