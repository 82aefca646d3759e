"""What is recorded of somebody with its day: nobody was born after it. Rooms above say themselves what they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from carisecure.accounts.models import User
from carisecure.days.known import KnownDay
from carisecure.interface.words import day as day_in_words
from cases.material.models import Statement
from cases.people.models import InvolvementPart
from cases.people.role_words import title_of
from cases.people.roles import DAYS
from cases.record.models import Involvement

# In words what it is, and the day; of these involvements, as far as the viewer may see it.
Lived = Iterable[tuple[str, KnownDay]]
Source = Callable[[User, list[UUID]], Lived]
_SOURCES: list[Source] = []


def register_lived(source: Source) -> None:
    _SOURCES.append(source)


def wrong_birth(person_id: UUID, born: KnownDay, by: User) -> str:
    """Why nobody of whom this is recorded was born then, by the earliest that `by` may see; "" where it can be so."""
    seen = Involvement.objects.visible_to(by, "cases.view_person").filter(person_id=person_id)
    places = list(seen.values_list("pk", flat=True))
    found = [one for source in (_roles, _statements, *_SOURCES) for one in source(by, places)]
    before = min((one for one in found if one[1].is_before(born)), key=lambda one: one[1].last, default=None)
    if before is None:
        return ""
    what, day = before
    return _("Recorded of this person on an earlier day: %(what)s, %(day)s. Correct first what is wrong there.") % {
        "what": what, "day": day_in_words(day.first, day.precision),
    }  # fmt: skip


def _roles(viewer: User, places: list[UUID]) -> Lived:
    rows = InvolvementPart.objects.visible_to(viewer, "cases.view_person").filter(involvement__in=places).standing()
    for part in rows:
        for name in DAYS:
            if (day := part.known(name)) is not None:
                yield title_of(part), day


def _statements(viewer: User, places: list[UUID]) -> Lived:
    rows = Statement.objects.visible_to(viewer, "cases.view_case").filter(involvement__in=places).standing()
    for day in rows.values_list("taken_on", flat=True):
        yield _("Statement"), KnownDay(day)
