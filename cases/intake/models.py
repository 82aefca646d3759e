"""What came in: one report from anyone, and what was decided about it."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import FreeTextField
from carisecure.access.index_fields import StemTokensField
from carisecure.access.models import ObjectGrant, Wall, Walled
from carisecure.corrections.models import Corrected
from carisecure.days.columns import known_to
from carisecure.days.known import KnownDay
from carisecure.interface import words
from cases.intake.querysets import ReportQuerySet
from cases.record.codelists import codelist
from cases.record.models import Case, Involvement, region_name


class Danger(models.TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_KNOWN = "not_known", _("Not known")


class FromWhom(models.TextChoices):
    NAMED = "named", _("Gave a name")
    WILL_NOT_SAY = "will_not_say", _("Will not say")
    ANONYMOUS = "anonymous", _("Anonymous")
    NOT_KNOWN = "not_known", _("Not known yet")


class TriageOutcome(models.TextChoices):
    """What becomes of a report: a closed list, so that every report's outcome can be counted."""

    OPENS_CASE = "opens_case", _("Opens a case")
    JOINS_CASE = "joins_case", _("Joins a case")
    TO_SCREENING = "to_screening", _("Goes to a screening")
    PASSED_ON = "passed_on", _("Passed to another agency")
    NOT_TRAFFICKING = "not_trafficking", _("Not trafficking")
    REPEATS = "repeats", _("Repeats another report")


class Told(models.Model):
    """What a report tells, and how it came. `channel`, `source` and `form` hold codes of the lists `report_channel`,
    `referral_source` and `exploitation`. Received: the day as exactly as it is known, and the moment by which reports
    are sorted; where the hour is not known that is the beginning of the first day it can have been.
    """

    received_on = models.DateField(_("received"))
    received_precision = known_to()
    received_at = models.DateTimeField(_("received"))
    is_hour_known = models.BooleanField(default=True)
    channel = models.CharField(_("how it came in"), max_length=40)
    source = models.CharField(_("from"), max_length=40, blank=True)
    from_whom = models.CharField(_("who reported"), max_length=20, choices=FromWhom.choices)
    danger_now = models.CharField(_("is anyone in danger now"), max_length=20, choices=Danger.choices)
    danger_note = FreeTextField(_("what is the danger"), blank=True)
    narrative = FreeTextField(_("what came in"))
    place = FreeTextField(_("where"), blank=True)
    stem_tokens = StemTokensField(of=("danger_note", "narrative", "place"), text="found_by")
    region = models.CharField(_("region"), max_length=40, blank=True)
    form = models.CharField(_("form of exploitation"), max_length=60, blank=True)
    is_child_involved = models.BooleanField(_("a child may be involved"), default=False)
    is_official_involved = models.BooleanField(_("an official is involved"), default=False)

    class Meta:
        abstract = True

    def found_by(self) -> str:
        return f"{self.narrative}\n{self.place}\n{self.danger_note}"

    @property
    def known_received(self) -> KnownDay:
        return KnownDay(self.received_on, self.received_precision)

    @property
    def received(self) -> str:
        """When it was received, as exactly as that is known."""
        if self.is_hour_known:
            return words.moment(self.received_at)
        return words.day(self.received_on, self.received_precision)

    @property
    def channel_words(self) -> Promise:
        return codelist("report_channel").get(self.channel).label

    @property
    def source_words(self) -> Promise | str:
        return codelist("referral_source").get(self.source).label if self.source else ""

    @property
    def form_words(self) -> Promise | str:
        return codelist("exploitation").get(self.form).label if self.form else ""

    @property
    def region_name(self) -> str:
        return region_name(self.region)


class IntakeReport(Told, Walled):
    """One report: an anchor of its own, with the words it came in, which are never edited away.

    `outcome` and `case` repeat the standing decision (`TriageDecision`; "" while it waits), `as_corrected` and every
    column that is no text the words that stand (`ReportWords`). They are written by the database alone, which keeps
    the grants and exclusions of the report equal to its case's meanwhile (sql/report_follows_case.sql,
    sql/report_words.sql). The texts here stay those of the first day: ask `standing` for what stands.

    `provisional_batch` is that of a report which a register brought in, with a case or without one, until the batch is
    confirmed (as of `Case`).
    """

    wall: ClassVar[Wall] = Wall(anchor="id", statistics=True, uncounted="provisional_batch")

    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="reports"
    )
    outcome = models.CharField(_("decision"), max_length=20, choices=TriageOutcome.choices, blank=True, editable=False)
    as_corrected = models.ForeignKey(
        "cases.ReportWords", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    provisional_batch = models.UUIDField(null=True, editable=False)

    objects: ClassVar[Any] = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["received_at"]
        permissions = [("see_identity_intakereport", "Can see who the people of a report are")]
        indexes = [
            GinIndex(fields=["stem_tokens"], name="report_stems", fastupdate=False),
            models.Index(fields=["received_at", "id"], name="report_newest"),
            models.Index(fields=["received_at", "id"], name="report_waiting", condition=models.Q(outcome="")),
            models.Index(
                fields=["provisional_batch"],
                name="report_provisional",
                condition=models.Q(provisional_batch__isnull=False),
            ),
        ]
        verbose_name = _("report")
        verbose_name_plural = _("reports")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_provisional(self) -> bool:
        return self.provisional_batch is not None

    @property
    def standing(self) -> Told:
        """The words that stand: one query where they were corrected and `with_standing` did not bring them."""
        return self.as_corrected or self


class ReportWords(Told, Corrected):
    """The words of a report that was corrected: the first row repeats what it came in, each later one what stands.

    A report without a correction has none. That a report did not come in at all is a decision about it, so no row is
    retracted.
    """

    wall: ClassVar[Wall] = Wall(anchor="report", statistics=True)

    report = models.ForeignKey(IntakeReport, on_delete=models.PROTECT, related_name="worded")

    class Meta:
        ordering = ["recorded_at"]
        indexes = [
            GinIndex(fields=["stem_tokens"], name="report_words_stems", fastupdate=False),
            models.Index(fields=["received_at", "id"], name="report_words_newest"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["report"], condition=models.Q(replaces=None), name="report_worded_once"),
            models.CheckConstraint(condition=models.Q(is_retracted=False), name="report_words_stand"),
        ]
        verbose_name = _("words of a report")
        verbose_name_plural = _("words of reports")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def case_id(self) -> UUID | None:
        """Of which case the report is a part now."""
        return self.report.case_id


class ReportGrant(ObjectGrant):
    """Who may see a report. While it is part of a case, a copy of the case's grants that the database keeps."""

    content_object = models.ForeignKey(IntakeReport, models.CASCADE, related_name="grants", db_index=False)

    class Meta(ObjectGrant.Meta):
        indexes = [
            models.Index(
                fields=["content_object", "permission"], include=["group", "expires_at"], name="reportgrant_probe"
            ),
            models.Index(
                fields=["group", "permission"], include=["content_object", "expires_at"], name="reportgrant_path"
            ),
        ]


def _exactly(outcome: models.Q, **targets: bool | None) -> models.Q:
    """These outcomes, with this target present, absent or (None) either."""
    found = outcome
    for name, is_there in targets.items():
        if is_there is not None:
            found &= models.Q(**{f"{name}__isnull": not is_there})
    return found


class TriageDecision(Corrected):
    """What was decided about a report, by whom and why; appended, and corrected by a later one.

    Each outcome has exactly its own target. A report that repeats one of a case goes with it into that case: otherwise
    it would stay open to people whom the case shuts out. Each decision after the first replaces the one before; one
    that is retracted says that nothing was decided, and the report waits again.
    """

    wall: ClassVar[Wall] = Wall(anchor="report", statistics=True)

    report = models.ForeignKey(IntakeReport, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(_("decision"), max_length=20, choices=TriageOutcome.choices)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    repeats = models.ForeignKey(IntakeReport, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = FreeTextField(_("reason"), blank=True)
    happened_on = models.DateField(_("decided on"))
    precision = known_to()

    class Meta:
        ordering = ["recorded_at"]
        constraints = [
            models.CheckConstraint(
                condition=_exactly(
                    models.Q(outcome__in=["opens_case", "joins_case"]), case=True, repeats=False, agency=False
                )
                | _exactly(models.Q(outcome="passed_on"), case=False, repeats=False, agency=True)
                | _exactly(models.Q(outcome="repeats"), case=None, repeats=True, agency=False)
                | _exactly(
                    models.Q(outcome__in=["to_screening", "not_trafficking"]), case=False, repeats=False, agency=False
                ),
                name="triage_has_its_target",
            ),
            models.CheckConstraint(
                condition=models.Q(repeats=None) | ~models.Q(repeats=models.F("report")), name="triage_repeats_another"
            ),
            models.UniqueConstraint(fields=["report"], condition=models.Q(replaces=None), name="triage_begun_once"),
        ]
        verbose_name = _("decision on a report")
        verbose_name_plural = _("decisions on reports")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def happened(self) -> KnownDay:
        return KnownDay(self.happened_on, self.precision)


class ReportPerson(Walled):
    """Somebody of whom a report told when it came in. Of one that was not decided at once they have no case yet."""

    wall: ClassVar[Wall] = Wall(anchor="report")

    report = models.ForeignKey(IntakeReport, on_delete=models.PROTECT, related_name="told")
    involvement = models.OneToOneField(Involvement, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("person of a report")
        verbose_name_plural = _("people of reports")

    def __str__(self) -> str:
        return str(self.pk)
