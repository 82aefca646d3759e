"""What this room hands to the others when the app is ready."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access.kept import KeptList
from carisecure.access.policy import rule
from carisecure.accounts.models import User
from carisecure.backup.endings import when_key_destroyed
from carisecure.interface import badges, references
from cases.insiders import access_review
from cases.keeping.operations.erasing import also_erase
from cases.record import panels, worklist
from cases.record import readers as queries
from cases.record.models import InvolvementGrant, InvolvementRole
from screening.referral.models import OPEN, Direction, Referral
from screening.referral.officials import clock_panel
from screening.referral.operations.erase import erase_again, erase_from_packets
from screening.referral.queries import ground_of, waiting_for


def register() -> None:
    badges.register(
        "screening.Referral.state",
        {
            "sent": "waiting",
            "read": "waiting",
            "accepted": "done",
            "declined": "refused",
            "taken_up": "done",
            "not_taken_up": "refused",
            "withdrawn": "closed",
            "closed": "closed",
        },
    )
    queries.register_reading("cases.Involvement", "screening.view_referral")
    references.register("screening", by_reference)
    panels.register_case_panel("screening", case_panel, lists=referrals_of_case)
    panels.register_clock_panel("screening", clock_panel)
    worklist.register("screening.referrals", referrals_waiting, lists=lambda user: [_waiting(user)])
    also_erase("screening.packets", erase_from_packets)
    when_key_destroyed("screening.packets", erase_again)
    access_review.ended_elsewhere(access_review.PEOPLE, ended_with_a_referral)


_waiting = KeptList(waiting_for)


def referrals_of_case(shown: panels.Shown) -> list[Any] | None:
    about = tuple(p.pk for p in shown.people if p.has_role(InvolvementRole.POSSIBLE_VICTIM))
    if not about or not shown.rights.may("screening.view_person"):
        return None
    return [_newest(shown.viewer, about)]


@KeptList
def _newest(viewer: User, about: Sequence[UUID]) -> Any:
    rows = Referral.objects.visible_to(viewer, "screening.view_referral").filter(involvement__in=about)
    return rows.select_related("from_agency", "to_agency")[:20]


def case_panel(shown: panels.Shown, referrals: Sequence[Referral]) -> panels.Panel:
    """Referrals of the people of this case, and what the recipients answered."""
    labels = {p.pk: p.label for p in shown.people}
    found = [(r, labels[r.involvement_id]) for r in referrals]
    steps = list(_after_referrals(shown, found)) if shown.rights.may("screening.refer_out") else []
    return panels.Panel("screening/referral/_case_panel.html", {"referrals": found}, order=40, steps=steps)


def _after_referrals(shown: panels.Shown, found: Sequence[tuple[Referral, str]]) -> Iterable[panels.Step]:
    """Whose last referral is over: nobody has them any more, and care does not end with a referral."""
    latest: dict[UUID, tuple[Referral, str]] = {}
    for referral, label in found:  # the newest first
        if referral.direction == Direction.OUT:
            latest.setdefault(referral.involvement_id, (referral, label))
    for involvement, (referral, label) in latest.items():
        if referral.state not in OPEN:
            told = {"who": label, "state": referral.get_state_display(), "agency": referral.to_agency}
            title = _("%(who)s, referral to %(agency)s: %(state)s. Decide what comes next") % told
            yield panels.Step(title, reverse("screening:person", args=[involvement]), order=60)


def ended_with_a_referral(viewer: User, grants: Sequence[InvolvementGrant]) -> dict[int, access_review.Elsewhere]:
    """An open referral holds what its recipient sees; whoever referred somebody to the unit keeps their own client."""
    rows = Referral.objects.visible_to(viewer, "screening.view_referral")
    rows = rows.filter(involvement__in={grant.content_object_id for grant in grants}).order_by("sent_at")
    holding: dict[tuple[object, int], Referral] = {}
    for referral in rows:
        if referral.direction == Direction.IN:
            holding[referral.involvement_id, referral.from_group_id] = referral
        elif referral.state in OPEN:
            holding[referral.involvement_id, referral.to_group_id] = referral
    found = {grant.pk: holding.get((grant.content_object_id, grant.group_id)) for grant in grants}
    return {
        pk: access_review.Elsewhere(
            reverse("screening:referral", args=[referral.pk]),
            _("Ends with the referral %(reference)s") % {"reference": referral.reference},
        )
        for pk, referral in found.items()
        if referral is not None
    }


def by_reference(viewer: User, pattern: str) -> Iterable[references.Found]:
    """Referrals for *Open by reference*; a frontline officer's own receipts."""
    for action, page in (("screening.view_referral", "referral"), ("screening.follow_receipt", "receipt")):
        if not rule(action).open_to(viewer):
            continue
        rows = Referral.objects.visible_to(viewer, action)
        rows = rows.filter(sent_by=viewer) if page == "receipt" else rows
        for pk, reference in references.matching(rows, pattern).values_list("pk", "reference"):
            yield references.Found(reference, _("Referral"), reverse(f"screening:{page}", args=[pk]))


def referrals_waiting(user: User, rows: Iterable[Referral]) -> Iterable[worklist.WorkItem]:
    for referral in rows:
        yield _item(referral)


def _item(referral: Referral) -> worklist.WorkItem:
    url = reverse("screening:referral", args=[referral.pk])
    if referral.direction == Direction.IN:
        title = _("Answer referral %(reference)s from %(agency)s") % {
            "reference": referral.reference, "agency": referral.from_agency,
        }  # fmt: skip
        due_at = _end_of(referral.decision_due_on)
        return worklist.WorkItem(
            title, url, detail=referral.get_state_display(), due_at=due_at, urgent=ground_of(referral)
        )
    title = _("%(agency)s answered referral %(reference)s: %(state)s") % {
        "reference": referral.reference, "agency": referral.to_agency, "state": referral.get_state_display(),
    }  # fmt: skip
    return worklist.WorkItem(title, url)


def _end_of(day: dt.date) -> dt.datetime:
    """The last minute of a day in the country's zone: until then an answer is in time."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(23, 59)))
