"""Two persons of different cases who are one human, or who are not."""

from __future__ import annotations

from typing import Any, ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import FreeTextField, Sealed
from carisecure.access.models import Wall, Walled, WalledQuerySet
from cases.record.models import Person


class Said(models.TextChoices):
    SAME = "same", _("The same human")
    NOT_SAME = "not_same", _("Not the same")


class SamePersonQuerySet(WalledQuerySet):
    def standing(self) -> Self:
        return self.filter(ended_at=None)

    def of(self, *people: UUID) -> Self:
        """Those that have one of these persons at an end."""
        return self.filter(Q(first__in=people) | Q(second__in=people))

    def between(self, one: UUID, two: UUID) -> Self:
        first, second = sorted((one, two))
        return self.filter(first=first, second=second)


class SamePerson(Walled):
    """Somebody said that two persons are one human, or that they are not; and perhaps ended that later.

    Behind the wall of both ends: only who may know who both are can see it. A Person stays one per involvement, with
    keys, erasure and walls of its own. `reason` and `ended_why` are sealed under a key of the link, which dies when
    either person is erased (sql/same_human.sql); the two columns of the ends are emptied then. Kept for ever otherwise.
    """

    wall: ClassVar[Wall] = Wall(
        through="cases.Involvement", through_column="person_id", ends=("first_id", "second_id"), reading="see_identity"
    )
    key_of = "id"

    # The lower id first: a pair has one standing row, whoever began. Empty when one of the two was erased.
    first = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(_("what was said"), max_length=10, choices=Said.choices)
    reason = FreeTextField(_("why"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("since"), default=timezone.now)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_why = FreeTextField(_("why it was ended"), blank=True, default=Sealed)

    objects: ClassVar[Any] = SamePersonQuerySet.as_manager()

    class Meta:
        ordering = ["made_at"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], condition=Q(ended_at=None), name="same_person_once"),
            models.CheckConstraint(
                condition=Q(first__isnull=False, second__isnull=False, first__lt=F("second"))
                | Q(first=None, second=None),
                name="same_person_in_order",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="same_person_ended_whole",
            ),
        ]
        verbose_name = _("the same human")
        verbose_name_plural = _("the same human")

    def __str__(self) -> str:
        return str(self.pk)

    def other_end(self, person: UUID) -> UUID:
        """Of a link that has both its ends."""
        found = self.second_id if self.first_id == person else self.first_id
        if found is None:
            raise LookupError("a link without its ends")
        return found


class HumanNumber(models.Model):
    """Which persons are counted as one human: those of one `number`. Who has no row is counted alone.

    Written by functions of the database alone (sql/same_human.sql), from the standing links, whoever may see them.
    `base`: the persons of one base cannot be told apart any more, because the identity of one of them was erased.
    """

    no_wall = "Numbers without a name or a case; its own policy shows them to the purpose statistics alone."

    person = models.OneToOneField(Person, on_delete=models.PROTECT, primary_key=True, related_name="+")
    base = models.UUIDField(db_index=True)
    number = models.UUIDField(db_index=True)

    class Meta:
        verbose_name = _("number of a human")

    def __str__(self) -> str:
        return str(self.number)
