"""Whose hearing it is, and in which court."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from carisecure.accounts.models import User
from prosecutions.accused.models import Accused
from prosecutions.court.models import Hearing, HearingAccused
from prosecutions.court_path.courts import courts
from prosecutions.record.models import Prosecution
from prosecutions.record.operations import add


def accused_of(hearing: Hearing) -> list[Accused]:
    """Nobody where it is the whole matter's."""
    rows = HearingAccused.objects.filter(hearing=hearing).select_related("accused").order_by("accused__recorded_at")
    return [one.accused for one in rows]


def name_accused(hearing: Hearing, accused: Iterable[Accused], by: User) -> None:
    for one in accused:
        add(HearingAccused, hearing.prosecution, by=by, hearing=hearing, accused=one)


def check(prosecution: Prosecution, hearing: Hearing, accused: Iterable[Accused]) -> None:
    """Raise ValidationError for somebody of another matter, and without exactly one court, of the pack or typed."""
    if any(one.prosecution_id != prosecution.pk for one in accused):
        raise ValidationError({"accused": _("Choose accused of this matter.")})
    if hearing.court_code and hearing.court.strip():
        raise ValidationError({"court": _("Leave this empty: you chose a court of the list.")})
    if hearing.court_code and hearing.court_code not in {court.code for court in courts()}:
        raise ValidationError({"court_code": _("“%(code)s” is not in the list.") % {"code": hearing.court_code}})
    if not hearing.court_code and not hearing.court.strip():
        raise ValidationError({"court": _("Choose the court, or type which it is.")})
