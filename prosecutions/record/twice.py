"""Two people who enter the same thing at the same moment: one row, and words for the second.

The operation asks under the lock of the matter: who waited for it sees what the first has entered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access.errors import TransitionRefused
from carisecure.interface import words

if TYPE_CHECKING:
    from prosecutions.record.models import Entry


def who_was_faster(theirs: Entry) -> str:
    """What the second is told: by whom the entry that stands was made, and when."""
    is_today = timezone.localdate(theirs.recorded_at) == timezone.localdate()
    when = words.clock(theirs.recorded_at) if is_today else words.moment(theirs.recorded_at)
    told = {"who": theirs.recorded_by.full_name, "when": when}
    return _("%(who)s entered this at %(when)s; yours is the same and was not entered twice.") % told


def not_twice(theirs: Entry | None) -> None:
    """Raise TransitionRefused where the same stands already: two of it would be a slip, whoever means it."""
    if theirs is not None:
        raise TransitionRefused(who_was_faster(theirs))
