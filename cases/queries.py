"""Reading across tables for one page. `viewer` first; what comes out is ready for a template."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from carisecure.access import policy
from carisecure.access.delegation import absences_lending
from carisecure.access.models import Walled
from carisecure.accounts.models import User
from carisecure.accounts.roles import Role
from carisecure.collation import name_key
from cases.codelists import codelist
from cases.models import Case, PersonIdentity, Stage

# A case that nobody has touched for so long is asked about (the unit's supervisor sees at whose desk).
IDLE_DAYS = 14

_COUNTED: dict[str, Any] = {  # plural forms that take their number when they are shown
    Role.INVESTIGATOR: ngettext_lazy("%(n)s investigator", "%(n)s investigators", "n"),
    Role.SUPERVISOR: ngettext_lazy("%(n)s supervisor", "%(n)s supervisors", "n"),
    Role.FRONTLINE: ngettext_lazy("%(n)s frontline officer", "%(n)s frontline officers", "n"),
    Role.CASEWORKER: ngettext_lazy("%(n)s caseworker", "%(n)s caseworkers", "n"),
    Role.PROSECUTOR: ngettext_lazy("%(n)s prosecutor", "%(n)s prosecutors", "n"),
    Role.ANALYST: ngettext_lazy("%(n)s analyst", "%(n)s analysts", "n"),
    Role.AUDITOR: ngettext_lazy("%(n)s auditor", "%(n)s auditors", "n"),
    Role.ADMINISTRATOR: ngettext_lazy("%(n)s administrator", "%(n)s administrators", "n"),
}
_reading: dict[str, list[str]] = {}


@dataclass(frozen=True)
class Readers:
    """The people of one agency who may read something: how many of which role; by name for colleagues only."""

    agency: str
    roles: str
    names: tuple[str, ...] = ()


def register_reading(model: str, action: str) -> None:
    """Another way in which a room lets people read a model: ("cases.Involvement", "screening.view_client").

    So that *Who can read this* names everybody and not only those who read on the page where it stands.
    """
    actions = _reading.setdefault(model, [])
    if action not in actions:
        actions.append(action)


def readers_of(obj: Walled, action: str, *, viewer: User | None = None) -> list[Readers]:
    """Who can read this, in words: one query for `action` and one for each way registered for the model."""
    actions = [action, *(a for a in _reading.get(obj._meta.label, ()) if a != action)]
    people: dict[object, User] = {}
    for name in actions:
        people.update({person.pk: person for person in policy.who_may(name, obj)})
    by_agency: dict[str, list[User]] = {}
    for person in sorted(people.values(), key=lambda p: (name_key(p.agency.name), name_key(p.full_name))):
        by_agency.setdefault(person.agency.name, []).append(person)
    own = viewer.agency_id if viewer is not None else None
    return [
        Readers(
            agency=agency,
            roles=_in_words(staff),
            names=tuple(p.full_name for p in staff) if staff[0].agency_id == own else (),
        )
        for agency, staff in by_agency.items()
    ]


def _in_words(staff: Iterable[User]) -> str:
    counted = Counter(person.role for person in staff)
    return ", ".join(str(_COUNTED[role] % {"n": counted[role]}) for role in Role.values if counted[role])


STANDS_IN = "stands_in"


@dataclass(frozen=True)
class Inside:
    """Somebody who can open a case: through which grant, by whom, since and until when.

    `why` is the grant's purpose, or `STANDS_IN`: then `by` is whom they stand in for.
    """

    person: User
    why: str
    since: datetime
    by: User
    until: datetime | None


def people_inside(case: Case) -> list[Inside]:
    """Everybody who may open the case now, with the oldest grant that lets them; for the page of those inside."""
    people = list(policy.who_may("cases.view_case", case).prefetch_related("groups"))
    held = case.grants.filter(permission__codename="view_case").filter(
        Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    )
    by_group = {row.group_id: row for row in held.select_related("granted_by").order_by("-granted_at")}
    lent = {row.to_user_id: row for row in absences_lending(list(by_group)).select_related("from_user")}
    found = []
    for person in sorted(people, key=lambda p: name_key(p.full_name)):
        rows = [by_group[g.pk] for g in person.groups.all() if g.pk in by_group]
        if not rows and person.pk in lent:
            absence = lent[person.pk]
            found.append(Inside(person, STANDS_IN, absence.begins_at, absence.from_user, absence.ends_at))
        elif rows:
            row = min(rows, key=lambda r: (r.expires_at is not None, r.granted_at))
            found.append(Inside(person, row.purpose, row.granted_at, row.granted_by, row.expires_at))
    return found


def idle_since() -> datetime:
    return timezone.now() - timedelta(days=IDLE_DAYS)


def in_danger(viewer: User, most: int) -> list[Case]:
    """Cases with a danger that stands, the longest standing first; one query, by an index."""
    rows = Case.objects.visible_to(viewer, "cases.view_case").in_danger().select_related("lead_officer")
    return list(rows.order_by("danger_since")[:most])


@dataclass(frozen=True)
class Desk:
    """The cases on somebody's page: their own, the longest without a move first; those that nobody leads, the oldest
    first; and every one in which somebody is in danger, the longest standing first.
    """

    mine: list[Case]
    free: list[Case]
    danger: list[Case]


def desk_of(viewer: User, most: int) -> Desk:
    """One query in three parts, each by its own index and cut by itself."""
    seen = Case.objects.visible_to(viewer, "cases.view_case").select_related("lead_officer")
    parts = (
        seen.led_by(viewer).open().order_by("last_moved_at")[:most],
        seen.unassigned().order_by("opened_at")[:most],
        seen.in_danger().order_by("danger_since")[: most + 1],
    )
    found = {case.pk: case for case in parts[0].union(*parts[1:], all=True)}.values()
    mine = [case for case in found if case.lead_officer_id == viewer.pk and case.stage != Stage.CLOSED]
    free = [case for case in found if case.lead_officer_id is None and case.stage != Stage.CLOSED]
    danger = [(case.danger_since, case.pk, case) for case in found if case.danger_since is not None]
    return Desk(
        mine=sorted(mine, key=lambda case: case.last_moved_at)[:most],
        free=sorted(free, key=lambda case: case.opened_at)[:most],
        danger=[case for _since, _key, case in sorted(danger)],
    )


def is_idle(case: Case) -> bool:
    return case.stage != Stage.CLOSED and case.last_moved_at < idle_since()


@dataclass(frozen=True)
class ElementLine:
    """One element of the crime with what is recorded of it, in words."""

    name: str | Promise
    words: tuple[str, ...]
    is_needed: bool = True


def element_lines(case: Case, *, needs_means: bool = True) -> list[ElementLine]:
    """What is recorded of act, means and purpose; for whom that is enough says `cases.elements`."""
    return [
        ElementLine(_("Act"), _words("act", case.acts)),
        ElementLine(_("Means"), _words("means_palermo", case.means), needs_means),
        ElementLine(_("Purpose"), _words("exploitation", case.purposes)),
    ]


def _words(name: str, codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(str(codelist(name).get(code).label) for code in codes)


def names_for(
    viewer: User, person_ids: Iterable[object], *, with_mistaken: bool = False
) -> dict[object, list[PersonIdentity]]:
    """What tells who these people are, for those the viewer may know; one query. The caller writes the ledger line.

    `with_mistaken`: with what was entered by mistake and whoever marked it, for the page that strikes it out.
    """
    found: dict[object, list[PersonIdentity]] = {}
    rows = PersonIdentity.objects.visible_to(viewer, "cases.view_names").filter(person__in=list(person_ids))
    for identity in rows.select_related("mistaken_by") if with_mistaken else rows.standing():
        found.setdefault(identity.person_id, []).append(identity)
    return found
