"""Correcting what stands on a matter (carisecure/corrections): what its operations and its pages have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from carisecure.corrections.chains import newest_of
from carisecure.corrections.forms import CorrectionForm
from carisecure.corrections.models import Corrected
from carisecure.corrections.operations import correct, said_again
from carisecure.interface.views import answer_form
from prosecutions.record.doors import form_context, matter_url

if TYPE_CHECKING:
    from carisecure.accounts.models import User
    from carisecure.interface.doors import SignedIn
    from prosecutions.record.models import Prosecution

Row = TypeVar("Row", bound=Corrected)
Typed = Callable[[Any], Mapping[str, Any]]


@dataclass(frozen=True)
class Correction:
    """What somebody says was wrong: `changes` by column, none where it is struck out; `version` they had read."""

    version: int
    reason: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    is_retracted: bool = False

    @classmethod
    def of(cls, form: CorrectionForm) -> Self:
        return cls(changes={} if form.is_retracted else form.values(), **form.asked())

    def made_of(self, row: Row) -> Row:
        """The row as it would be, not stored: to be checked like one that is entered."""
        return type(row)(**said_again(row, self.changes), entry_key=row.entry_key)

    def put(self, row: Row, *, by: User, as_typed: Typed | None = None, also_changed: bool = False) -> Row:
        """Store it. The caller has authorised, locked the matter and checked `made_of`. `also_changed`: in rows of
        another table that belong to it."""
        return correct(
            row, version=self.version, reason=self.reason, by=by, changes=self.changes,
            is_retracted=self.is_retracted, as_typed=as_typed, also_changed=also_changed,
        )  # fmt: skip

    def because_of(self, row: Corrected, **changes: Any) -> Correction:
        """The same reason for what follows from it: another entry that goes along, or with no changes is struck out."""
        return Correction(newest_of(row).version, self.reason, changes, is_retracted=not changes)


def answer_correction(
    request: SignedIn, prosecution: Prosecution, form: CorrectionForm, act: Callable[[Correction], object],
    *, title: str, part: str,
) -> HttpResponse:  # fmt: skip
    """The page of a correction: its form, and back to that part of the matter."""

    def corrected() -> str:
        act(Correction.of(form))
        messages.success(request, _("Correction recorded. The first entry stays, struck out."))
        return matter_url(prosecution, part)

    return answer_form(request, form, corrected, context=form_context(prosecution, title))
