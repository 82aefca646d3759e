"""Who at the prosecution service has a matter."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.accounts.models import User
from prosecutions.record.models import Prosecution
from prosecutions.record.operations import begin, moved


@transaction.atomic
def assign_matter(*, prosecution: Prosecution, to: User, by: User) -> Prosecution:
    """Give the matter to a prosecutor who may act on it. Raises ValidationError for anybody else."""
    prosecution = begin(prosecution, "prosecutions.assign_matter", by=by)
    if not policy.may(to, "prosecutions.record_advice", prosecution):
        raise ValidationError({"to": _("This person cannot act in this matter.")})
    moved(prosecution, assigned_to=to)
    return prosecution
