"""One person in one matter, in one role."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from carisecure.access.models import Wall, Walled
from carisecure.interface.labels import LabelField
from cases.models.case import Case
from cases.models.person import Person
from cases.querysets import InvolvementQuerySet

PERSON, REPORTER = gettext_noop("Person %(number)s"), gettext_noop("Reporter %(number)s")
FIRST_REPORTER = gettext_noop("Reporter")
PERSON_LABELS = (PERSON, REPORTER, FIRST_REPORTER)


class InvolvementRole(models.TextChoices):
    """What somebody is to this case. The same person may be another thing in another case."""

    POSSIBLE_VICTIM = "possible_victim", _("Possible victim")
    SUSPECT = "suspect", _("Suspect")
    WITNESS = "witness", _("Witness")
    REPORTER = "reporter", _("Reporter")


class VictimStatus(models.TextChoices):
    """What has been decided about a possible victim; nothing decided yet is the empty string."""

    POSSIBLE = "possible", _("Possible victim")
    PRESUMED = "presumed", _("Presumed victim")
    IDENTIFIED = "identified", _("Identified victim")
    NOT_A_VICTIM = "not_a_victim", _("Not a victim of trafficking")


class Involvement(Walled):
    """A person in a role, with what a page for people without the case may show: this row stands alone.

    `case` is empty while a care organisation's referral has not been taken up. `label` is how the person is called
    on screen where names are not shown ("Person 1"). `status` repeats the latest decision for display only:
    statistics count decisions (`screening.StatusDetermination`), never this column.
    """

    wall: ClassVar[Wall] = Wall(anchor="id", statistics=True)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="involvements")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="involvements")
    role = models.CharField(_("role"), max_length=30, choices=InvolvementRole.choices)
    label = LabelField(_("called"), max_length=60, templates=PERSON_LABELS)
    status = models.CharField(_("status"), max_length=30, choices=VictimStatus.choices, blank=True)
    is_official = models.BooleanField(_("a public official"), default=False)

    objects: ClassVar[Any] = InvolvementQuerySet.as_manager()

    class Meta:
        permissions = [("see_identity_involvement", "Can see who this person is")]
        ordering = ["created_at"]
        verbose_name = _("person in the case")
        verbose_name_plural = _("people in the case")

    def __str__(self) -> str:
        return self.label
