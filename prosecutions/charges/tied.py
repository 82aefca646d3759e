"""What a charge points at: the victims whom it names, and the charge that it is an alternative to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from carisecure.access.errors import TransitionRefused
from carisecure.accounts.models import User
from carisecure.corrections.chains import newest_of
from cases.record.models import InvolvementRole
from prosecutions.accused.models import Accused
from prosecutions.charges.models import Charge, ChargeVictim
from prosecutions.file.models import FileItem
from prosecutions.record.models import Prosecution
from prosecutions.record.operations import add


@dataclass(frozen=True)
class Tied:
    """`victims`: sheets of the file. `alternative_to`: any version of the other charge."""

    victims: tuple[FileItem, ...] = ()
    alternative_to: Charge | None = None

    def check(self, prosecution: Prosecution, accused: Accused, charge: Charge | None = None) -> None:
        """Raise ValidationError for a sheet that is no victim of this matter's file, or the accused; for an alternative
        to the charge itself, to one of somebody else, to one that is no longer before the court. `charge`: which of
        them says so."""
        if any(one.prosecution_id != prosecution.pk or InvolvementRole.POSSIBLE_VICTIM not in one.roles
               for one in self.victims):  # fmt: skip
            raise ValidationError({"victims": _("Choose victims of the file.")})
        if accused.filed_as is not None and accused.filed_as.object_id in {one.object_id for one in self.victims}:
            raise ValidationError({"victims": _("Nobody does this to themselves: leave the accused out here.")})
        if charge is not None and charge.alternative_to_id != self.columns()["alternative_to_id"]:
            _undecided(charge)
        if self.alternative_to is None:
            return
        other: Charge = newest_of(self.alternative_to)
        if charge is not None and charge.alternative_to_id in (other.entry_key, other.alternative_to_id or ""):
            return  # said before, whatever became of the other since
        if other.accused_id != accused.pk or other.prosecution_id != prosecution.pk:
            raise ValidationError({"alternative_to": _("Choose another charge against the same accused.")})
        if charge is not None and charge.entry_key in (other.entry_key, other.alternative_to_id):
            raise ValidationError({"alternative_to": _("A charge is no alternative to itself.")})
        if other.is_retracted or other.is_withdrawn:
            raise ValidationError({"alternative_to": _("That charge is no longer before the court.")})
        if charge is not None and _named_by_others(charge):
            raise ValidationError({"alternative_to": _("Other charges are alternatives to this one already.")})

    def columns(self) -> dict[str, Any]:
        """Several alternatives all name the same charge: the one that was entered first."""
        other = newest_of(self.alternative_to) if self.alternative_to is not None else None
        return {"alternative_to_id": (other.alternative_to_id or other.entry_key) if other is not None else None}

    def name_victims(self, charge: Charge, by: User, before: Iterable[ChargeVictim] = ()) -> None:
        """Write the victims of this version; whom the one before named stays the sheet that it named."""
        sheets = {one.filed_as.object_id: one.filed_as for one in before}
        for item in dict.fromkeys(sheets.get(item.object_id, item) for item in self.victims):
            add(ChargeVictim, charge.prosecution, by=by, charge=charge, filed_as=item)


def named(charge: Charge) -> list[ChargeVictim]:
    return list(ChargeVictim.objects.filter(charge=charge).select_related("filed_as"))


def tied_of(charge: Charge) -> Tied:
    """As this version has it."""
    return Tied(tuple(one.filed_as for one in named(charge)), charge.alternative_to)


def is_changed(charge: Charge, tied: Tied) -> bool:
    """Whether it names other victims; a later sheet of the same person is no other one."""
    return {one.filed_as.object_id for one in named(charge)} != {item.object_id for item in tied.victims}


def _undecided(charge: Charge) -> None:
    """Raise ValidationError where a verdict rests on which charges are its alternatives."""
    if charge.outcomes_of_entry().exists():
        said = _("A verdict stands on this charge. Strike the verdict out first.")
        raise ValidationError({"alternative_to": said})


def _named_by_others(charge: Charge) -> bool:
    return Charge.objects.standing().filter(alternative_to=charge.entry_key).exists()


def alternatives_of(charge: Charge) -> list[Charge]:
    """The other charges of which the accused can be convicted instead, as they stand; withdrawn ones too."""
    first = charge.alternative_to_id or charge.entry_key
    rows = Charge.objects.standing().filter(Q(alternative_to=first) | Q(entry_key=first))
    return list(rows.exclude(entry_key=charge.entry_key).order_by("laid_on", "recorded_at"))


def not_named_by_others(charge: Charge) -> None:
    """Raise TransitionRefused where it would be struck out under its alternatives."""
    if _named_by_others(charge):
        raise TransitionRefused(_("Other charges are alternatives to this one. Correct those first."))
