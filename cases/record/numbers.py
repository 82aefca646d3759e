"""Other numbers of a case: what a register, another agency or a court calls it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import FreeTextField
from carisecure.access.index_fields import ExactTokenField
from carisecure.access.models import Wall, Walled, WalledQuerySet
from carisecure.access.vault import blind
from cases.record.models import Case

KIND = "case_number"  # so that its tokens meet those of nothing else


class CaseNumberQuerySet(WalledQuerySet):
    def called(self, number: str) -> CaseNumberQuerySet:
        """By the whole number, whatever blanks, marks and capitals it was written with."""
        token = blind.exact_token(KIND, number)
        found: CaseNumberQuerySet = self.filter(token=token) if token else self.none()
        return found


class CaseNumber(Walled):
    """One of them, as it was written; sealed, because a unit may number by a name. Found by the whole number alone."""

    wall: ClassVar[Wall] = Wall(anchor="case")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="numbers")
    number = FreeTextField(_("number"))
    token = ExactTokenField(of=("number",), text="exact_text")

    objects: ClassVar[Any] = CaseNumberQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        indexes = [models.Index(fields=["token"], name="case_number_token", condition=models.Q(token__isnull=False))]
        verbose_name = _("other number of a case")
        verbose_name_plural = _("other numbers of a case")

    def __str__(self) -> str:
        return str(self.pk)

    def exact_text(self) -> tuple[str, str]:
        return KIND, self.number
