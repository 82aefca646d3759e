"""Who is accused, and their name behind its own permission."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from carisecure.access.fields import IdentityField
from carisecure.access.models import Wall
from carisecure.interface.labels import LabelField
from prosecutions.file.models import FileItem
from prosecutions.record.models import Entry

ACCUSED = gettext_noop("Accused %(number)s")
ACCUSED_LABELS = (ACCUSED,)


class Accused(Entry):
    """One person in the dock, called by a label; who it is stands in `AccusedName`.

    `filed_as`: the person of a frozen file whom they were charged as, where it is one of them. It names the sheet, not
    the person of the case, whom the prosecution service never sees.
    """

    wall: ClassVar[Wall] = Wall(anchor="prosecution")

    label = LabelField(_("called"), max_length=60, templates=ACCUSED_LABELS)
    filed_as = models.ForeignKey(
        FileItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("in the file")
    )

    class Meta(Entry.Meta):
        constraints = [models.UniqueConstraint(fields=["prosecution", "label"], name="accused_label_once")]
        verbose_name = _("accused")
        verbose_name_plural = _("accused")

    def __str__(self) -> str:
        return self.label


class AccusedName(Entry):
    """The name on the charge sheet, as it is known."""

    wall: ClassVar[Wall] = Wall(anchor="prosecution", reading="see_identity")

    accused = models.OneToOneField(Accused, on_delete=models.PROTECT, related_name="known_as")
    name = IdentityField(_("name"))

    class Meta(Entry.Meta):
        verbose_name = _("name of an accused")
        verbose_name_plural = _("names of accused")
