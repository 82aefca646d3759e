"""Who the people of a matter are: labels until somebody with the right presses for the names (cases/people/showing.py).

One visit opens the whole matter: the names of the accused and those filed with the people of each submission.
"""

from __future__ import annotations

import uuid

from django.utils.translation import gettext as _

from carisecure.access.policy import Rights
from carisecure.accounts.models import User
from carisecure.interface.doors import SignedIn
from cases.people.names_shown import works_on
from cases.people.showing import NamesGate, is_shown
from cases.record.models import Case
from prosecutions.accused.models import AccusedName
from prosecutions.file.models import FiledName
from prosecutions.record.models import Prosecution

NAMES = "prosecutions.see_names"


def works_on_matter(user: User, prosecution: Prosecution) -> bool:
    """Whether this is the person's own matter: they have it at the prosecution service, or its case in the unit.

    One query for the unit, none for a prosecutor.
    """
    if prosecution.assigned_to_id == user.pk:
        return True
    rows = Case.objects.visible_to(user, "cases.view_case")
    return works_on(user, rows.filter(pk=prosecution.case_id).first())


def people_of(viewer: User, prosecution: Prosecution) -> set[uuid.UUID]:
    """Whom the names of a matter are about, as ids: the people of its submissions, as they are filed, and its accused.

    Two queries, which open no name.
    """

    def of(model: type[AccusedName] | type[FiledName], key: str) -> set[uuid.UUID]:
        rows = model.objects.visible_to(viewer, NAMES).filter(prosecution=prosecution)
        return set(rows.order_by().values_list(key, flat=True).distinct())

    return of(FiledName, "item__object_id") | of(AccusedName, "accused_id")


def names_gate(request: SignedIn, prosecution: Prosecution, held: Rights, url: str) -> NamesGate:
    """The buttons for this person; `url` takes their press. Nothing is shown to whoever lost the right meanwhile."""
    may = held.may(NAMES)
    return NamesGate(
        url=url,
        may=may,
        is_shown=may and is_shown(request, prosecution.pk),
        is_own=may and works_on_matter(request.user, prosecution),
        question=_("This is not your matter. Why do you need the names?"),
    )
