"""What a person has agreed to: one purpose, one recipient, named categories."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import FreeTextField
from carisecure.access.models import Wall, Walled
from carisecure.accounts.models import Agency
from cases.record.models import Involvement


class Purpose(models.TextChoices):
    """Scope of a consent. Help never depends on working with the police: each is asked apart."""

    ASSISTANCE = "assistance_referral", _("Help and services")
    INVESTIGATION = "share_with_police", _("Investigation")
    PROSECUTION = "share_with_prosecutor", _("Prosecution")
    CHILD_PROTECTION = "share_with_children_authority", _("Protection of a child")
    IMMIGRATION = "share_with_immigration", _("Status as a migrant")


class Category(models.TextChoices):
    """What may be shared. Everything else never leaves in a referral."""

    IDENTITY = "identity", _("Name, documents, telephone")
    AGE_LANGUAGE = "age_language", _("Age, gender, language, citizenship")
    NEEDS = "needs", _("What is needed")
    SAFETY_NOTES = "safety_notes", _("Safety notes: how to reach the person, who must not know")
    STATUS = "victim_status", _("Decision on victim status")
    SCREENING_RESULT = "screening_result", _("What the first screening points to, without the answers")


class GivenBy(models.TextChoices):
    SELF = "self", _("The person")
    GUARDIAN = "guardian", _("A guardian, who is not implicated")
    AUTHORITY = "court_or_authority", _("A court or a child protection authority")


class Consent(Walled):
    """Withdrawing it takes effect at once: what was shared under it is closed in the same transaction."""

    wall: ClassVar[Wall] = Wall(anchor="involvement", parties=("agency_group_id",))

    involvement = models.ForeignKey(Involvement, on_delete=models.PROTECT, related_name="consents")
    agency_group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(_("purpose"), max_length=40, choices=Purpose.choices)
    recipient = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+", verbose_name=_("recipient"))
    categories = ArrayField(
        models.CharField(max_length=30, choices=Category.choices), verbose_name=_("what may be shared")
    )
    given_by = models.CharField(_("given by"), max_length=30, choices=GivenBy.choices)
    language = models.CharField(_("explained in"), max_length=8)
    explained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("explained by")
    )
    interpreter = FreeTextField(_("interpreter"), blank=True)
    given_on = models.DateField(_("given on"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_in_force(self) -> bool:
        return self.withdrawn_at is None
