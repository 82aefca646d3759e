"""What this room hands to the others when the app is ready."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from carisecure.accounts.models import User
from carisecure.interface import badges
from cases.danger.queries import danger_word
from cases.record import worklist
from screening.interview.models import Screening
from screening.interview.queries import screens_waiting


def register() -> None:
    badges.register("screening.Screening.state", {"open": "active", "stopped": "refused", "finished": "done"})
    worklist.register("screening.open_screens", open_screens, lists=screens_waiting)


def open_screens(user: User, rows: Iterable[Screening]) -> Iterable[worklist.WorkItem]:
    """First screens that this person has begun and left, with the case where they see it."""
    for screening in rows:
        involvement = screening.involvement
        yield worklist.WorkItem(
            _("Continue the first screening of %(who)s") % {"who": involvement.label},
            reverse("screening:before", args=[screening.pk]),
            detail=involvement.case.reference if involvement.case else "",
            urgent=danger_word(involvement.case) if involvement.case else "",
        )
