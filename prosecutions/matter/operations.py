"""Who at the prosecution service has a matter."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import StaleRecord
from carisecure.accounts.models import User
from prosecutions.record.models import Prosecution
from prosecutions.record.operations import begin, moved


@transaction.atomic
def assign_matter(*, prosecution: Prosecution, to: User, by: User, had: int | None = None) -> Prosecution:
    """Give the matter to a prosecutor who may act on it. Raises ValidationError for anybody else.

    `had` is `whose` of the matter that the person looked at. Raises StaleRecord where a colleague gave it
    to somebody else meanwhile.
    """
    prosecution = begin(prosecution, "prosecutions.assign_matter", by=by)
    now = prosecution.assigned_to_id
    if had is not None and whose(prosecution) != had and now != to.pk:
        raise _somebody_was_faster(prosecution)
    if not policy.may(to, "prosecutions.record_advice", prosecution):
        raise ValidationError({"to": _("This person cannot act in this matter.")})
    moved(prosecution, assigned_to=to)
    return prosecution


def _somebody_was_faster(prosecution: Prosecution) -> StaleRecord:
    has_it = prosecution.assigned_to
    if has_it is None:
        return StaleRecord()
    told = _("%(who)s was given this matter while you were choosing. It has not been changed.")
    return StaleRecord({"to": str(has_it.pk)}, words=told % {"who": has_it.full_name})


def whose(prosecution: Prosecution) -> int:
    """A number for who has the matter, 0 for nobody, as the version that its form carries."""
    return prosecution.assigned_to_id.int % 10**9 if prosecution.assigned_to_id else 0
