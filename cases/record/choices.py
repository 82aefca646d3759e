"""What the forms of this room offer, in the reader's language at the moment of showing."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from carisecure.countries.packs import pack
from cases.record.codelists import codelist
from cases.record.models import InvolvementRole

Choices = list[tuple[str, str | Promise]]

# Where the people whom the unit has met came from and what they spoke stands on top (domain reference 9).
NEAR_COUNTRIES = ("VE", "TT", "GY", "CO", "DO", "CU", "JM", "HT")


def codes(name: str, blank: str | Promise = "") -> Choices:
    """The values of a code list, behind a first line that chooses nothing."""
    return [("", blank or _("Choose")), *codelist(name).choices()]


def regions() -> Choices:
    return [("", _("Not known yet")), *pack().region_choices()]


def near_countries() -> tuple[str, ...]:
    return NEAR_COUNTRIES


def near_languages() -> tuple[str, ...]:
    """Spanish, which most of the people whom the unit meets speak, and the others that the house is ready for."""
    spoken = pack().country.languages
    return tuple(dict.fromkeys(("es", *spoken.office, *spoken.material)))


def nobody(role: str) -> str:
    """Beside a choice of people that has none: what is to be done first."""
    if role == InvolvementRole.SUSPECT:
        return _("This case has no suspect yet. Leave this empty, or add the person first.")
    return _("This case has no possible victim yet. Add the person first.")
