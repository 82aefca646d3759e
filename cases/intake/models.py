"""What came in: one report from anyone."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import FreeTextField
from carisecure.access.index_fields import StemTokensField
from carisecure.access.models import Wall, Walled
from cases.record.codelists import codelist
from cases.record.models import Case, region_name


class Danger(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_KNOWN = "not_known", _("Not known")


class FromWhom(models.TextChoices):
    NAMED = "named", _("Gave a name")
    WILL_NOT_SAY = "will_not_say", _("Will not say")
    ANONYMOUS = "anonymous", _("Anonymous")
    NOT_KNOWN = "not_known", _("Not known yet")


class IntakeReport(Walled):
    """One report as it came in, in the words it came in. A case opens with it; it is never edited away.

    `channel` and `source` hold codes of the lists `report_channel` and `referral_source`.
    """

    wall: ClassVar[Wall] = Wall(anchor="case", statistics=True)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reports")
    received_at = models.DateTimeField(_("received"))
    channel = models.CharField(_("how it came in"), max_length=40)
    source = models.CharField(_("from"), max_length=40, blank=True)
    from_whom = models.CharField(_("who reported"), max_length=20, choices=FromWhom.choices)
    danger_now = models.CharField(_("is anyone in danger now"), max_length=20, choices=Danger.choices)
    danger_note = FreeTextField(_("what is the danger"), blank=True)
    narrative = FreeTextField(_("what came in"))
    place = FreeTextField(_("where"), blank=True)
    stem_tokens = StemTokensField(of=("danger_note", "narrative", "place"), text="found_by")
    region = models.CharField(_("region"), max_length=40, blank=True)
    is_official_involved = models.BooleanField(_("an official is involved"), default=False)
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["received_at"]
        indexes = [GinIndex(fields=["stem_tokens"], name="report_stems", fastupdate=False)]
        verbose_name = _("report")
        verbose_name_plural = _("reports")

    def __str__(self) -> str:
        return str(self.pk)

    def found_by(self) -> str:
        return f"{self.narrative}\n{self.place}\n{self.danger_note}"

    @property
    def channel_words(self) -> Promise:
        return codelist("report_channel").get(self.channel).label

    @property
    def source_words(self) -> Promise | str:
        return codelist("referral_source").get(self.source).label if self.source else ""

    @property
    def region_name(self) -> str:
        return region_name(self.region)
