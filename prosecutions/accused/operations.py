"""Somebody becomes an accused of a matter."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from carisecure.accounts.models import User
from carisecure.interface import labels
from cases.record.models import InvolvementRole
from prosecutions.accused.models import ACCUSED, ACCUSED_LABELS, Accused, AccusedName
from prosecutions.file.models import FileItem
from prosecutions.record.models import Prosecution
from prosecutions.record.operations import add, begin, locked, moved


@transaction.atomic
def add_accused(
    *, prosecution: Prosecution, label: str, name: str, by: User, filed_as: FileItem | None = None
) -> Accused:
    """Enter an accused; the name goes behind its own permission. `filed_as`: a suspect of a submission.

    Raises ValidationError for a label that is taken, for somebody of the file who is no suspect or accused already.
    """
    prosecution = begin(prosecution, "prosecutions.lay_charge", by=by)
    label = label.strip() or labels.numbered(ACCUSED, prosecution.accuseds.count() + 1)
    if prosecution.accuseds.filter(label__in=labels.spellings(label, ACCUSED_LABELS)).exists():
        raise ValidationError({"label": _("There is already an accused with this name.")})
    filed_as = _suspect(filed_as, prosecution) if filed_as is not None else None
    accused = add(Accused, prosecution, by=by, label=label, filed_as=filed_as)
    if name.strip():
        add(AccusedName, prosecution, by=by, accused=accused, name=name.strip())
    moved(prosecution)
    return accused


def _suspect(item: FileItem, prosecution: Prosecution) -> FileItem:
    """The frozen item of a suspect who is not accused yet, in whichever submission they were filed."""
    item = locked(item, prosecution)
    if InvolvementRole.SUSPECT not in item.roles:
        raise ValidationError({"accused": _("Only a suspect in the file can be accused.")})
    if prosecution.accuseds.filter(filed_as__object_id=item.object_id).exists():
        raise ValidationError({"accused": _("This person is already accused: choose them from the list of accused.")})
    return item
