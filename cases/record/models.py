"""The ground of a file: the case, a person, their involvement in it, and who was granted what."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, ngettext
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import FreeTextField, Sealed
from carisecure.access.index_fields import StemTokensField
from carisecure.access.models import ObjectGrant, Wall, Walled, grant_indexes
from carisecure.corrections.models import Corrected
from carisecure.countries.packs import pack
from carisecure.days.ages import AgeRange
from carisecure.days.columns import known_to
from carisecure.days.known import KnownDay
from carisecure.interface.labels import LabelField
from cases.record.querysets import STILL_OPEN, CaseQuerySet, CaseStageEventQuerySet, InvolvementQuerySet


class Stage(models.TextChoices):
    """Where the *investigation* stands; the court's own path is the prosecution's."""

    REPORTED = "reported", _("Reported")
    INVESTIGATION = "under_investigation", _("Under investigation")
    WITH_DPP = "with_dpp", _("With the DPP")
    BEFORE_COURT = "before_court", _("Before the court")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Reopened")


# Which stage may follow which. Closing is possible from every stage; only a closed case is reopened.
NEXT_STAGES: dict[str, frozenset[str]] = {
    Stage.REPORTED: frozenset({Stage.INVESTIGATION, Stage.CLOSED}),
    Stage.INVESTIGATION: frozenset({Stage.WITH_DPP, Stage.CLOSED}),
    Stage.WITH_DPP: frozenset({Stage.INVESTIGATION, Stage.BEFORE_COURT, Stage.CLOSED}),
    Stage.BEFORE_COURT: frozenset({Stage.CLOSED, Stage.WITH_DPP}),
    Stage.CLOSED: frozenset({Stage.REOPENED}),
    Stage.REOPENED: frozenset({Stage.INVESTIGATION, Stage.WITH_DPP, Stage.CLOSED}),
}


class Compartment(models.TextChoices):
    """Who may be let in at all (docs/decisions/compartments.md): the whole agency; named people and the supervisors;
    or only those whom the maker names, with exclusions that beat every grant and every role.
    """

    AGENCY = "agency", _("The unit")
    RESTRICTED = "restricted", _("Named people only")
    SEALED = "sealed", _("Sealed")


def listed(condition: models.Q | None = None, **filters: list[str]) -> list[models.Index]:
    """An index for each filter of the list of cases in each of its orders, key included: fifty rows of a rare filter
    are read, not all that the viewer may see. `tests/interface/test_plans.py` asks every filter for its plan.
    """
    orders = {"opened": "opened_at", "moved": "last_moved_at"}
    return [
        models.Index(fields=[*fields, column, "id"], name=f"case_{name}_{order}", condition=condition)
        for name, fields in filters.items()
        for order, column in orders.items()
    ]


class Case(Walled):
    """One investigation, from the first report on.

    `stage`, `closed_on`, `closure_reason` and `closure_note` repeat the standing latest `CaseStageEvent`
    (`stages.follow`, and a trigger for whatever else moves the stage); a count as of an earlier day asks the events.
    `last_moved_at` is the last moment somebody did something that a case diary would record (not a mere reading);
    lists of cases that have stood still count from it. `acts`, `means`, `purposes` hold codes of the elements
    (Palermo Protocol art. 3) as far as they are recorded today.

    `provisional_batch`: the batch of a register that brought the case in, until a second person has confirmed it
    (docs/decisions/registers.md). Written with the row and emptied by the database alone; meanwhile the case is marked
    on every page, counted by no figure and sent to nobody.
    """

    wall: ClassVar[Wall] = Wall(anchor="id", statistics=True, uncounted="provisional_batch")

    reference = models.CharField(_("reference"), max_length=20, unique=True, editable=False)
    stage = models.CharField(_("stage"), max_length=30, choices=Stage.choices, default=Stage.REPORTED)
    compartment = models.CharField(
        _("who can be given access"), max_length=20, choices=Compartment.choices, default=Compartment.AGENCY
    )
    agency = models.ForeignKey("accounts.Agency", on_delete=models.PROTECT, related_name="+", verbose_name=_("unit"))
    country = models.CharField(max_length=2, editable=False)
    lead_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead officer"),
    )
    # What those who work on it call it, as "Couva guest house": shown beside the reference to whoever may view the case
    # and to nobody else. It stays out of file names, mail, notices, jobs and the titles of pages.
    title = FreeTextField(_("working title"), blank=True, default=Sealed)
    summary = FreeTextField(_("what it is about"), blank=True)
    stem_tokens = StemTokensField(of=("summary", "title"), text="found_by")
    region = models.CharField(_("region"), max_length=40, blank=True)
    is_official_involved = models.BooleanField(_("an official is involved"), default=False)
    acts = ArrayField(models.CharField(max_length=60), default=list, blank=True, verbose_name=_("act"))
    means = ArrayField(models.CharField(max_length=60), default=list, blank=True, verbose_name=_("means"))
    purposes = ArrayField(models.CharField(max_length=60), default=list, blank=True, verbose_name=_("purpose"))
    opened_at = models.DateTimeField(_("entered"))
    # Repeats the first stage event: an investigation that began before it was entered here.
    opened_on = models.DateField(_("opened"), default=timezone.localdate)
    opened_precision = known_to(_("opened, known"))
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    last_moved_at = models.DateTimeField(_("last moved"))
    # Since when somebody is in danger; empty where nobody is (`DangerEntry` has the steps).
    danger_since = models.DateTimeField(_("danger now, since"), null=True, blank=True, editable=False)
    danger_note = FreeTextField(_("what the danger is"), blank=True, editable=False)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closure_reason = models.CharField(_("closed because"), max_length=40, blank=True)
    closure_note = FreeTextField(_("explanation"), blank=True)
    provisional_batch = models.UUIDField(null=True, editable=False)

    objects: ClassVar[Any] = CaseQuerySet.as_manager()

    class Meta:
        permissions = [("see_identity_case", "Can see who the people of a case are")]
        indexes = [
            models.Index(fields=["opened_at", "id"], name="case_newest"),
            models.Index(fields=["last_moved_at", "id"], name="case_moved"),
            *listed(stage=["stage"], region=["region"], rare=["stage", "region"], lead=["lead_officer"]),
            *listed(nobody=[], condition=models.Q(lead_officer=None)),
            # Most closed cases have not moved for long either.
            models.Index(fields=["last_moved_at", "id"], name="case_open_moved", condition=~models.Q(stage="closed")),
            models.Index(STILL_OPEN, name="case_still_open"),
            models.Index(
                fields=["danger_since"], name="case_in_danger", condition=models.Q(danger_since__isnull=False)
            ),
            GinIndex(fields=["stem_tokens"], name="case_stems", fastupdate=False),
            models.Index(
                fields=["provisional_batch"],
                name="case_provisional",
                condition=models.Q(provisional_batch__isnull=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(stage="closed") | models.Q(danger_since=None), name="case_closed_without_danger"
            )
        ]
        verbose_name = _("case")
        verbose_name_plural = _("cases")

    def __str__(self) -> str:
        return self.reference

    def found_by(self) -> str:
        return f"{self.title}\n{self.summary}" if self.title else self.summary

    @property
    def called(self) -> str:
        """Reference and working title, for whoever may view the case."""
        return f"{self.reference} {self.title}" if self.title else self.reference

    @property
    def is_provisional(self) -> bool:
        """Brought in from a register and not confirmed by a second person yet."""
        return self.provisional_batch is not None

    @property
    def region_name(self) -> str:
        return region_name(self.region)

    @property
    def idle_days(self) -> int:
        """Whole days since somebody did something that a case diary would record."""
        return max((timezone.now() - self.last_moved_at).days, 0)

    @property
    def moved(self) -> str:
        """When it last moved, in words."""
        days = self.idle_days
        return gettext("today") if days == 0 else ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}


class CaseStageEvent(Corrected):
    """The investigation reached a stage on a day, as exactly as it is known. Closing and reopening are events too.

    `position` counts the stages of a case from 1, the opening; a correction has that of what it replaces. `reason` is a
    code of the list `closure_reason`; `note` says why it was closed or reopened, or why the day is another one.
    """

    wall: ClassVar[Wall] = Wall(anchor="case", statistics=True)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="stage_events")
    position = models.PositiveSmallIntegerField(editable=False)
    stage = models.CharField(_("stage"), max_length=30, choices=Stage.choices)
    happened_on = models.DateField(_("on"))
    precision = known_to(_("known"))
    reason = models.CharField(_("closed because"), max_length=40, blank=True)
    note = FreeTextField(_("explanation"), blank=True, default=Sealed)

    objects: ClassVar[Any] = CaseStageEventQuerySet.as_manager()

    class Meta:
        ordering = ["position", "version"]
        verbose_name = _("stage of a case")
        verbose_name_plural = _("stages of a case")

    def __str__(self) -> str:
        return self.stage

    @property
    def happened(self) -> KnownDay:
        return KnownDay(self.happened_on, self.precision)


def region_name(code: str) -> str:
    """The region in words; empty where none is recorded."""
    return dict(pack().region_choices()).get(code, code)


class AgeBasis(models.TextChoices):
    """Where an age comes from; an impression is not a document."""

    NOT_KNOWN = "not_known", _("Not known yet")
    IMPRESSION = "impression", _("Impression")
    SAID = "said", _("Said by the person")
    DOCUMENT = "document", _("Document")
    MEDICAL = "medical", _("Medical assessment")


class Person(Walled):
    """Everything may be "not known yet": an age is a range in whole years with its basis, true on the day `age_on`.

    Reached through a visible involvement, never listed without it.
    """

    wall: ClassVar[Wall] = Wall(through="cases.Involvement", through_column="person_id", statistics=True)

    age_from = models.PositiveSmallIntegerField(
        _("age, at least"), null=True, blank=True, validators=[MaxValueValidator(120)]
    )
    age_to = models.PositiveSmallIntegerField(
        _("age, at most"), null=True, blank=True, validators=[MaxValueValidator(120)]
    )
    age_basis = models.CharField(_("age known from"), max_length=20, choices=AgeBasis.choices, default="not_known")
    age_on = models.DateField(_("age as of"), null=True, blank=True)
    gender = models.CharField(_("gender"), max_length=40, blank=True)
    languages = ArrayField(models.CharField(max_length=8), default=list, blank=True, verbose_name=_("languages"))
    citizenships = ArrayField(models.CharField(max_length=2), default=list, blank=True, verbose_name=_("citizenship"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(age_to__gte=models.F("age_from")) | models.Q(age_from=None) | models.Q(age_to=None),
                name="person_age_range",
            ),
            models.CheckConstraint(
                condition=models.Q(age_on__isnull=False) | models.Q(age_from=None, age_to=None),
                name="person_age_has_its_day",
            ),
        ]
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def noted_age(self) -> AgeRange:
        """The age as it was noted, with its day; `.at(day)` is the age on another day."""
        return AgeRange(self.age_from, self.age_to, self.age_on)

    @property
    def age_rests_on(self) -> str:
        """What the age is known from; "" where there is no age. Forms ask for it; older rows and files may lack it."""
        if self.age_from is None and self.age_to is None:
            return ""
        if self.age_basis == AgeBasis.NOT_KNOWN:
            return str(_("source not recorded"))
        return str(self.get_age_basis_display())


PERSON, REPORTER = gettext_noop("Person %(number)s"), gettext_noop("Reporter %(number)s")
FIRST_REPORTER = gettext_noop("Reporter")
PERSON_LABELS = (PERSON, REPORTER, FIRST_REPORTER)


class InvolvementRole(models.TextChoices):
    """What somebody is to this case, and more than one of it at a time; in another case they may be another thing.

    In the order in which one of them is the main one (`main_role`, sql/roles.sql).
    """

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

    `case` is empty while a report waits, while a referral has not been taken up, and for an agency's own client;
    `agency` is who keeps a person then: nobody is without a case and without an agency. `label` is how the person is
    called on screen where names are not shown ("Person 1"). `status` repeats the latest decision for display only:
    statistics count decisions (`screening.StatusDetermination`), never this column.

    What they are to the case are rows (`people.InvolvementPart`). The database repeats the roles that stand in
    `standing_roles`, and the first of them in `main_role`, for lists: what matters to one role asks `has_role` or
    `in_role`, because a victim who is a witness too is still a victim. Written once with the row, it tells the first
    role; from then on only the database writes it.
    """

    wall: ClassVar[Wall] = Wall(anchor="id", statistics=True)

    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="involvements")
    agency = models.ForeignKey(
        "accounts.Agency", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="involvements")
    main_role = models.CharField(_("role"), max_length=30, choices=InvolvementRole.choices)
    standing_roles = ArrayField(models.CharField(max_length=30), default=list, editable=False)
    label = LabelField(_("called"), max_length=60, templates=PERSON_LABELS)
    status = models.CharField(_("status"), max_length=30, choices=VictimStatus.choices, blank=True)
    is_official = models.BooleanField(_("a public official"), default=False)

    objects: ClassVar[Any] = InvolvementQuerySet.as_manager()

    class Meta:
        permissions = [("see_identity_involvement", "Can see who this person is")]
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(case__isnull=False) | models.Q(agency__isnull=False),
                name="involvement_in_a_case_or_with_an_agency",
            )
        ]
        verbose_name = _("person in the case")
        verbose_name_plural = _("people in the case")

    def __str__(self) -> str:
        return self.label

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As the database fills it in at the same moment."""
        if self._state.adding and not self.standing_roles:
            self.standing_roles = [self.main_role]
        super().save(*args, **kwargs)

    def has_role(self, role: str) -> bool:
        return role in self.standing_roles

    @property
    def role(self) -> str:
        """The main one: what a list of one word shows."""
        return self.main_role

    @role.setter
    def role(self, role: str) -> None:
        self.main_role = role

    @property
    def further_roles(self) -> list[str]:
        """In words, those that the badge beside the label (status, else the main role) does not say."""
        said = InvolvementRole.POSSIBLE_VICTIM if self.status else self.main_role
        return [str(InvolvementRole(role).label) for role in self.standing_roles if role != said]

    @property
    def role_words(self) -> str:
        """Everything that they are to the case: "Possible victim, Witness"."""
        return ", ".join(str(InvolvementRole(role).label) for role in self.standing_roles)


class CaseGrant(ObjectGrant):
    content_object = models.ForeignKey(Case, models.CASCADE, related_name="grants", db_index=False)

    class Meta(ObjectGrant.Meta):
        indexes = grant_indexes("casegrant")


class InvolvementGrant(ObjectGrant):
    content_object = models.ForeignKey(Involvement, models.CASCADE, related_name="grants", db_index=False)

    class Meta(ObjectGrant.Meta):
        indexes = grant_indexes("involvementgrant")
