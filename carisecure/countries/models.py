"""What the unit itself says about the numbers on call that the country pack lists."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import TypedField


class OnCallNumber(models.Model):
    """A number on call that the unit has rung: one that the pack does not know, or the pack's own, confirmed.

    `number` is as the pages show it; empty where nobody answers there any more. A row of a number that the pack knows
    repeats it, so that a pack with another number is not taken for confirmed.
    """

    no_wall = "Numbers of public services, to be called by everybody who signs in; none of them is about a case."

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("code"), max_length=40, unique=True)
    number = models.CharField(_("number"), max_length=40, blank=True)
    note = TypedField(_("note"), max_length=80, blank=True)
    rung_on = models.DateField(_("confirmed by ringing it on"))
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("confirmed by")
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), auto_now=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("on-call number")
        verbose_name_plural = _("on-call numbers")

    def __str__(self) -> str:
        return self.code
