"""The base of everything entered that a court or a figure may lean on."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import FreeTextField, Sealed
from carisecure.access.models import Walled, WalledQuerySet


def this_moment() -> datetime:
    """Looked up anew each time: the demonstration stands at other moments (`embedded.scene`)."""
    return timezone.now()


class EntryKeyField(models.UUIDField):  # type: ignore[type-arg]
    """The key of an entry's first row, on each of its rows: filled by itself on the first."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        if getattr(model_instance, self.attname) is None:
            setattr(model_instance, self.attname, model_instance.pk)
        return getattr(model_instance, self.attname)


class CorrectedQuerySet(WalledQuerySet):
    """`standing` for pages and counts of today, `as_known_at` and `as_known_on` for counts of an earlier day."""

    def standing(self) -> Self:
        """What no later row replaces, without what did not happen."""
        return self.filter(replaced_by=None, is_retracted=False)

    def as_known_at(self, moment: datetime) -> Self:
        """What stood at this moment: later rows, corrections included, were not known yet."""
        later = self.model._base_manager.filter(replaces=OuterRef("pk"), recorded_at__lte=moment)
        return self.filter(recorded_at__lte=moment, is_retracted=False).exclude(Exists(later))

    def as_known_on(self, day: date) -> Self:
        """What stood at the end of this day, by the country's calendar."""
        return self.as_known_at(timezone.make_aware(datetime.combine(day, time.max)))


class Corrected(Walled):
    """Entered once and never edited: a correction is a later row that `replaces` the first and says why.

    `version` counts the rows of one entry: 1 for the first, one more for each correction. `entry_key` is the key of
    the first row, on all of them: what points at an entry from elsewhere names it. `is_retracted`: this row
    says that what it replaces did not happen, and repeats it (it is not called withdrawn: a charge is withdrawn by a
    court, which happened). `correction_reason` is empty where nothing is replaced. The migration of each table runs
    `KeepForever`, and `operations.correct` is the only writer of a correction.
    """

    recorded_at = models.DateTimeField(_("recorded"), default=this_moment, editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entry_key = EntryKeyField(editable=False, db_index=True)
    replaces_id: UUID | None
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by", editable=False
    )
    correction_reason = FreeTextField(_("why it was corrected"), blank=True, default=Sealed)
    is_retracted = models.BooleanField(_("did not happen"), default=False, editable=False)

    objects: ClassVar[Any] = CorrectedQuerySet.as_manager()

    class Meta:
        abstract = True


# What a row has of its own; everything else is said again by the row that replaces it.
OWN = frozenset(
    {"id", "created_at", "version", "recorded_at", "recorded_by", "entry_key", "replaces", "correction_reason"}
    | {"is_retracted"}
)
