"""The quarterly question: who can still see what, why, and since when. Kept for a quarter, or ended.

People by name and agencies outside the unit: in cases, with single people of them, and in what other rooms make of a
case (`register`). What ends with an operation of its own, a referral for example, is ended there and not here
(`ended_elsewhere`).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.access import policy
from carisecure.access.delegation import private_group
from carisecure.access.errors import NotVisible, TransitionRefused
from carisecure.access.grants import end_grant
from carisecure.access.models import Walled
from carisecure.accounts.models import Agency, User
from cases.insiders.operations.sharing import anchors_of
from cases.record.models import Case, CaseGrant, Involvement, InvolvementGrant

QUARTER = dt.timedelta(days=91)
MOST = 100  # lines of each kind
CASES, PEOPLE = "cases", "people"

WHY: dict[str, str | Promise] = {
    "own case": gettext_lazy("works on the case"),
    "own report": gettext_lazy("took the report"),
    "own client": gettext_lazy("their own client"),
    "named person": gettext_lazy("named in the case"),
    "another unit": gettext_lazy("given access from another unit"),
    "handed over": gettext_lazy("took over the case"),
    "new lead": gettext_lazy("appointed new lead officer"),
    "emergency": gettext_lazy("emergency access"),
    "referral": gettext_lazy("referral"),
    "prosecution": gettext_lazy("prosecutes the case"),
    "holds the case": gettext_lazy("responsible for the case"),
}


@dataclass(frozen=True)
class Elsewhere:
    """Where something is ended instead, in words that say with what."""

    url: str
    label: str


@dataclass(frozen=True)
class Line:
    """One person or agency that sees one thing. `kind` and `grant_id` name the line; they open nothing."""

    kind: str
    grant_id: int
    what: str
    url: str
    person: User | None
    agency: Agency | None
    purpose: str | Promise
    since: dt.datetime
    granted_by: User
    until: dt.datetime | None
    case: Case | None = None
    elsewhere: Elsewhere | None = None
    key: uuid.UUID = field(default_factory=uuid.uuid4)  # of the form on this line: a double click is one answer


Grants = QuerySet[Any]  # of one table of grants, narrowed to the permission to see


@dataclass(frozen=True)
class Kind:
    """One table of grants: which of them this supervisor may look at, what each is about, and what ends with it."""

    rows: Callable[[User], Grants]  # with what they are about
    told: Callable[[Any], tuple[str, str]]  # what it is called, and its page
    ending: Callable[[Any], Iterable[Walled]]  # the anchors on which it ends


Ending = Callable[[User, Sequence[Any]], Mapping[int, Elsewhere]]
_kinds: dict[str, Kind] = {}
_endings: dict[str, Ending] = {}


def register(name: str, kind: Kind) -> None:
    """Another room's grants."""
    _kinds[name] = kind


def ended_elsewhere(name: str, ending: Ending) -> None:
    """Which grants of this kind have an operation of their own to end them, by the id of the grant; one query."""
    _endings[name] = ending


def lines_for(viewer: User) -> list[Line]:
    """What this supervisor may see of it: grants that nobody looked at for a quarter, the oldest of each kind first."""
    due = timezone.now() - QUARTER
    found: list[Line] = []
    for name, kind in _kinds.items():
        grants = kind.rows(viewer).filter(granted_at__lt=due).exclude(kept_at__gte=due)
        rows = list(grants.select_related("granted_by").order_by("granted_at")[:MOST])
        found += _lines(name, rows, _elsewhere(name, viewer, rows))
    return found


def _lines(name: str, rows: Sequence[Any], elsewhere: Mapping[int, Elsewhere]) -> Iterable[Line]:
    agencies, people = _holders({row.group_id for row in rows})
    for row in rows:
        agency, person = agencies.get(row.group_id), people.get(row.group_id)
        if agency is None and person is None:
            continue
        what, url = _kinds[name].told(row)
        yield Line(
            name, row.pk, what, url, person, agency, WHY.get(row.purpose, row.purpose), row.granted_at, row.granted_by,
            row.expires_at, case=row.content_object if name == CASES else None, elsewhere=elsewhere.get(row.pk),
        )  # fmt: skip


def _holders(groups: set[int]) -> tuple[dict[int, Agency], dict[int, User]]:
    """Whose these groups are: an agency's, or one person's own, personal or private."""
    agencies = {agency.group_id: agency for agency in Agency.objects.filter(group__in=groups)}
    owners = User.objects.filter(groups__in=groups - agencies.keys()).select_related("agency")
    people = {
        group.pk: person
        for person in owners.prefetch_related("groups")
        for group in person.groups.all()
        if group.pk != person.agency.group_id
    }
    return agencies, people


def _elsewhere(name: str, viewer: User, rows: Sequence[Any]) -> Mapping[int, Elsewhere]:
    ending = _endings.get(name)
    return ending(viewer, rows) if ending is not None and rows else {}


@transaction.atomic
def keep_or_end(*, grant_id: int, keep: bool, by: User, kind: str = CASES) -> None:
    """Keep a line for another quarter, or end what it gives: on a case, on everything that follows the case too.

    Raises NotVisible for a line that `by` does not see, TransitionRefused for the lead officer's and for one that is
    ended with an operation of its own.
    """
    policy.require(by, "cases.review_access")
    if kind not in _kinds:
        raise NotVisible
    found: Any = _kinds[kind].rows(by).filter(pk=grant_id).select_for_update(of=("self",)).first()
    if found is None:
        raise NotVisible
    if keep:
        found.kept_at, found.kept_by = timezone.now(), by
        found.save(update_fields=["kept_at", "kept_by"])
        return
    anchor = found.content_object
    policy.require(by, "cases.end_access", anchor)
    if isinstance(anchor, Case) and anchor.lead_officer is not None:
        lead = anchor.lead_officer
        if found.group_id in (lead.personal_group_id, private_group(lead)):  # a sealed case hangs on the private one
            raise TransitionRefused(_("This is the lead officer of the case. Assign somebody else first."))
    if instead := _elsewhere(kind, by, [found]).get(found.pk):
        raise TransitionRefused(instead.label)
    for each in _kinds[kind].ending(found):
        end_grant(on=each, to=found.group_id)


def outside(grants: Grants, viewer: User, *, case: str) -> Grants:
    """Without the unit itself, and without whom the line of the case names already. `case`: the way to its key."""
    now = timezone.now()
    holders = CaseGrant.objects.filter(content_object=OuterRef(case), group=OuterRef("group")).filter(
        Q(expires_at=None) | Q(expires_at__gt=now), permission__codename="view_case"
    )
    grants = grants.filter(Q(expires_at=None) | Q(expires_at__gt=now)).exclude(group=viewer.agency.group_id)
    return grants.filter(~Exists(holders))


def _of_cases(viewer: User) -> Grants:
    seen = Case.objects.visible_to(viewer, "cases.view_case").filter(agency=viewer.agency_id).values("pk")
    grants = CaseGrant.objects.filter(content_object__in=seen, permission__codename="view_case")
    return grants.exclude(group=viewer.agency.group_id).select_related("content_object")


def _of_people(viewer: User) -> Grants:
    seen = Involvement.objects.visible_to(viewer, "cases.view_person").filter(
        Q(case=None) | Q(case__agency=viewer.agency_id)
    )
    grants = InvolvementGrant.objects.filter(
        content_object__in=seen.values("pk"), permission__codename="view_involvement"
    )
    return outside(grants, viewer, case="content_object__case").select_related("content_object__case")


def _person(row: InvolvementGrant) -> tuple[str, str]:
    person = row.content_object
    if person.case is None:
        return person.label, ""
    return f"{person.case.reference}, {person.label}", reverse("cases:person", args=[person.pk])


register(
    CASES,
    Kind(
        _of_cases,
        lambda row: (row.content_object.reference, reverse("cases:case", args=[row.content_object_id])),
        lambda row: anchors_of(row.content_object),
    ),
)
register(PEOPLE, Kind(_of_people, _person, lambda row: [row.content_object]))
