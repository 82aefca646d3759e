"""The steps of a matter on the court path."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from carisecure.access.models import Wall
from prosecutions.accused.models import Accused
from prosecutions.record.models import Fact
from prosecutions.record.querysets import FactQuerySet


class StageEvent(Fact):
    """A step on the court path. `path` is the one in force when this accused (or, without one, the first) was charged.

    `is_out_of_order`: recorded although the path does not lead there from the step before; somebody confirmed it.
    """

    wall: ClassVar[Wall] = Wall(anchor="prosecution", statistics=True)

    accused = models.ForeignKey(
        Accused, on_delete=models.PROTECT, null=True, blank=True, related_name="stages", verbose_name=_("accused")
    )
    path = models.CharField(max_length=40)
    stage = models.CharField(_("stage"), max_length=40)
    is_out_of_order = models.BooleanField(default=False)

    objects: ClassVar[Any] = FactQuerySet.as_manager()

    class Meta(Fact.Meta):
        verbose_name = _("step on the court path")
        verbose_name_plural = _("steps on the court path")
