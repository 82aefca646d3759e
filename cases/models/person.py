"""A human being, apart from every case; and what would tell who it is, apart from everything."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import IdentityField
from carisecure.access.index_fields import ExactTokenField, NumberTokensField, SoundTokensField
from carisecure.access.models import Wall, Walled, WalledQuerySet
from carisecure.access.vault import blind
from carisecure.countries import telephones
from cases import birth_dates, numbers


class AgeBasis(models.TextChoices):
    """Where an age comes from; an impression is not a document."""

    NOT_KNOWN = "not_known", _("Not known yet")
    IMPRESSION = "impression", _("Impression")
    SAID = "said", _("Said by the person")
    DOCUMENT = "document", _("Document")
    MEDICAL = "medical", _("Medical assessment")


class Person(Walled):
    """Everything may be "not known yet": an age is a range in whole years with its basis, at the time of `age_on`.

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
            )
        ]
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def age_rests_on(self) -> str:
        """What the age is known from; "" where there is no age. Forms ask for it; older rows and files may lack it."""
        if self.age_from is None and self.age_to is None:
            return ""
        if self.age_basis == AgeBasis.NOT_KNOWN:
            return str(_("source not recorded"))
        return str(self.get_age_basis_display())


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
    """

    wall: ClassVar[Wall] = Wall(
        through="cases.Involvement", through_column="person_id", own="person_id", reading="see_identity"
    )

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identities")
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
            )
        ]
        verbose_name = _("identity")
        verbose_name_plural = _("identities")

    def __str__(self) -> str:
        return self.get_kind_display()

    def exact_text(self) -> tuple[str, str]:
        """What is found by its whole value, with its kind; an empty text is not indexed."""
        if self.mistaken_at is not None:
            return self.kind, ""
        if self.kind == IdentityKind.BIRTH_DATE and (known := birth_dates.read(self.value)) and not known.is_whole:
            return self.kind, ""  # a year, a month: so few values that a token would tell them
        return self.kind, exact_form(self.kind, self.value) if self.kind in EXACT_KINDS else ""

    def sound_text(self) -> str:
        return self.value if self.kind in SOUND_KINDS and self.mistaken_at is None else ""

    def number_terms(self) -> set[str]:
        return numbers.terms(self.kind, self.value) if self.kind in NUMBER_KINDS and self.mistaken_at is None else set()

    @property
    def understood(self) -> str:
        """What a telephone was taken for, where an area code or a country was added or several numbers stand there."""
        return telephones.understood(self.value) if self.kind == IdentityKind.PHONE else ""
