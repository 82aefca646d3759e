"""Who somebody is, and to whom it was shown."""

from __future__ import annotations

import re
import uuid
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import IdentityField
from carisecure.access.index_fields import ExactTokenField, NumberTokensField, SoundTokensField
from carisecure.access.models import Wall, Walled, WalledQuerySet
from carisecure.access.vault import blind
from carisecure.corrections.models import Corrected, CorrectedQuerySet
from carisecure.countries import telephones
from carisecure.days.columns import known_to
from carisecure.days.known import KnownDay
from cases.people import birth_dates, numbers
from cases.record.models import Involvement, InvolvementRole, Person


class IdentityKind(models.TextChoices):
    NAME = "name", _("Name")
    ALIAS = "alias", _("Also known as")
    BIRTH_DATE = "birth_date", _("Date of birth")
    DOCUMENT = "document", _("Document")
    PHONE = "phone", _("Telephone")
    ADDRESS = "address", _("Address")


# Found by the whole value, by its numbers (`cases.numbers`), or by what it sounds like. An address is found by none.
EXACT_KINDS = frozenset({IdentityKind.BIRTH_DATE})
NUMBER_KINDS = frozenset({IdentityKind.DOCUMENT, IdentityKind.PHONE})
SOUND_KINDS = frozenset({IdentityKind.NAME, IdentityKind.ALIAS})


# How dates of birth that are no day of the calendar were indexed before they were checked: they are found as before.
_DAY_FIRST = re.compile(r"(\d{1,2})\D(\d{1,2})\D(\d{4})")


def exact_form(kind: str, value: str) -> str:
    """One spelling for what is the same: a date of birth as year, month, day, however it is written."""
    if kind == IdentityKind.BIRTH_DATE:
        if known := birth_dates.read(value):
            return blind.normalised(known.iso())
        if found := _DAY_FIRST.fullmatch(value.strip()):
            return f"{found[3]}{int(found[2]):02}{int(found[1]):02}"
    return blind.normalised(value)


def exact_spellings(kind: str, value: str) -> set[str]:
    """The forms under which it may be indexed: a date of birth that was stored as 1999-1-5 has no noughts there."""
    forms = {exact_form(kind, value)}
    if kind == IdentityKind.BIRTH_DATE and (known := birth_dates.read(value)):
        forms.add(f"{known.first.year}{known.first.month}{known.first.day}")
    return forms


class PersonIdentityQuerySet(WalledQuerySet):
    def standing(self) -> Self:
        """Those that nobody marked as entered by mistake: only they are found, sent, copied and called a name."""
        return self.filter(mistaken_at=None)


class PersonIdentity(Walled):
    """One fact that tells who a person is. Behind its own permission: seeing a case is not seeing who is in it.

    Sealed under the person's own key: destroying that key erases who they are and leaves the case. A value is never
    altered: what was entered by mistake is marked (who, when, why), and what is right is a new row.

    What an agency writes about its own client is the agency's alone (`kept_by`, its group) and sealed under the
    client's key (`kept_key`), whatever case the same person is in: it is found by no search, and erased apart.
    """

    wall: ClassVar[Wall] = Wall(
        through="cases.Involvement",
        through_column="person_id",
        own="person_id",
        reading="see_identity",
        keeper="kept_by_id",
    )
    key_of = "sealed_under"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identities")
    kept_by = models.ForeignKey(
        Group, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    kept_key = models.UUIDField(null=True, blank=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=IdentityKind.choices)
    value = IdentityField(_("value"))
    exact_token = ExactTokenField(of=("value",), text="exact_text")
    sound_tokens = SoundTokensField(of=("value",), text="sound_text")
    number_tokens = NumberTokensField(of=("value",), text="number_terms")
    safe_to_call = IdentityField(_("when it is safe to call"), blank=True)  # of a telephone
    mistaken_at = models.DateTimeField(null=True, blank=True, editable=False)
    mistaken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    mistaken_why = IdentityField(_("why it was a mistake"), blank=True)  # it may well repeat the right name

    objects: ClassVar[Any] = PersonIdentityQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        indexes = [
            models.Index(fields=["exact_token"], name="identity_exact", condition=models.Q(exact_token__isnull=False)),
            GinIndex(fields=["sound_tokens"], name="identity_sounds", fastupdate=False),
            GinIndex(fields=["number_tokens"], name="identity_numbers", fastupdate=False),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(mistaken_at=None, mistaken_by=None)
                | models.Q(mistaken_at__isnull=False, mistaken_by__isnull=False),
                name="identity_mistake_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(kept_by=None, kept_key=None)
                | models.Q(
                    kept_by__isnull=False, kept_key__isnull=False, exact_token=None, sound_tokens=[], number_tokens=[]
                ),
                name="identity_kept_is_not_found",
            ),
        ]
        verbose_name = _("identity")
        verbose_name_plural = _("identities")

    def __str__(self) -> str:
        return self.get_kind_display()

    def exact_text(self) -> tuple[str, str]:
        """What is found by its whole value, with its kind; an empty text is not indexed."""
        if not self._is_found:
            return self.kind, ""
        if self.kind == IdentityKind.BIRTH_DATE and (known := birth_dates.read(self.value)) and not known.is_whole:
            return self.kind, ""  # a year, a month: so few values that a token would tell them
        return self.kind, exact_form(self.kind, self.value) if self.kind in EXACT_KINDS else ""

    def sound_text(self) -> str:
        return self.value if self.kind in SOUND_KINDS and self._is_found else ""

    def number_terms(self) -> set[str]:
        return numbers.terms(self.kind, self.value) if self.kind in NUMBER_KINDS and self._is_found else set()

    @property
    def _is_found(self) -> bool:
        """By a search: neither what was a mistake nor what an agency keeps for itself."""
        return self.mistaken_at is None and self.kept_by_id is None

    @property
    def sealed_under(self) -> uuid.UUID:
        return self.kept_key or self.person_id

    @property
    def understood(self) -> str:
        """What a telephone was taken for, where an area code or a country was added or several numbers stand there."""
        return telephones.understood(self.value) if self.kind == IdentityKind.PHONE else ""


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


class InvolvementPartQuerySet(CorrectedQuerySet):
    def going_on(self) -> Self:
        """Standing, and not ended: what somebody is to the case now."""
        return self.standing().filter(ended_on=None)


class InvolvementPart(Corrected):
    """One part that somebody has in a case: a role, since when, until when; several at a time, each once.

    `since_on` is empty where nobody knows. An end is a later row of the same entry (nothing in the first was wrong).
    Of a suspect also: what they are to the victim (code list `relationship_to_trafficker`, seen from here), when they
    were arrested, when cautioned. Follows the involvement, so that a person without a case has parts too; the pages
    show them to who may view the case. The database writes the first one and repeats what stands (sql/roles.sql).
    """

    wall: ClassVar[Wall] = Wall(anchor="involvement", statistics=True)

    involvement = models.ForeignKey(Involvement, on_delete=models.PROTECT, related_name="parts")
    role = models.CharField(_("role"), max_length=30, choices=InvolvementRole.choices)
    since_on = models.DateField(_("since"), null=True, blank=True)
    since_precision = known_to()
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    ended_precision = known_to()
    relationship = models.CharField(_("relationship to the victim"), max_length=40, blank=True)
    arrested_on = models.DateField(_("arrested on"), null=True, blank=True)
    arrested_precision = known_to()
    cautioned_on = models.DateField(_("cautioned on"), null=True, blank=True)
    cautioned_precision = known_to()

    objects: ClassVar[Any] = InvolvementPartQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        verbose_name = _("role in the case")
        verbose_name_plural = _("roles in the case")

    def __str__(self) -> str:
        return self.role

    def known(self, name: str) -> KnownDay | None:
        """One of its days, as exactly as it is known: since, ended, arrested, cautioned."""
        on = getattr(self, f"{name}_on")
        return KnownDay(on, getattr(self, f"{name}_precision")) if on else None
