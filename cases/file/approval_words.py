"""What exactly is asked for, in words, for the one who decides: from the codes that stand on the approval."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.utils.translation import gettext as _

from carisecure.accounts.models import User
from carisecure.interface.words import day, moment
from cases.dossier.models import CopyPart, CopyPurpose
from cases.insiders.operations.sharing import Level
from cases.keeping.models import DisposalGround, Hold
from cases.keeping.operations.erasing import NOT_REACHED
from cases.two_people.models import Approval, ApprovalKind

Facts = list[tuple[str, str]]


def asked_for(approval: Approval) -> Facts:
    """(what, words) lines; none for what its reason says already. Costs one query at most."""
    words = _WORDS.get(approval.kind)
    return words(approval) if words else []


def _copy(approval: Approval) -> Facts:
    parts = approval.params.get("parts", [])
    return [
        (_("Who receives it"), approval.receiver),
        (_("Purpose"), _label(CopyPurpose, approval.params.get("purpose", ""))),
        (_("What goes in"), ", ".join(_label(CopyPart, part) for part in parts)),
        (_("If you approve"), _("They can download it for 14 days; each copy is numbered and recorded.")),
    ]


def _grant(approval: Approval) -> Facts:
    person = User.objects.select_related("agency").filter(pk=approval.params["to"]).first()
    last = dt.date.fromisoformat(approval.params["until"])
    who = f"{person.full_name}, {person.get_role_display()}, {person.agency.name}" if person else ""
    return [
        (_("Who"), who),
        (_("What they can do"), _label(Level, approval.params["level"])),
        (_("Last day"), day(last)),
    ]


def _hold(approval: Approval) -> Facts:
    hold = Hold.objects.select_related("placed_by").filter(pk=approval.subject, case=approval.case_id).first()
    if hold is None:
        return []
    placed = f"{hold.placed_by.full_name}, {moment(hold.placed_at)}"
    return [
        (_("Hold"), str(hold.get_ground_display())),
        (_("Why it was placed"), hold.reason),
        (_("Placed by"), placed),
    ]


def _disposal(approval: Approval) -> Facts:
    gone = _(
        "If you approve, the person who asked can destroy the keys of this case, and of its people"
        " who are in no other case. What was written cannot be recovered. A register entry with"
        " dates and counts remains."
    )
    return [(_("Ground"), _label(DisposalGround, approval.params["ground"])), (_("What happens"), gone)]


def _erase(approval: Approval) -> Facts:
    return [(_("What remains"), str(NOT_REACHED))]


def _label(choices: type[CopyPart | CopyPurpose | DisposalGround | Level], code: str) -> str:
    return str(choices(code).label) if code in choices.values else ""


_WORDS: dict[str, Callable[[Approval], Facts]] = {
    ApprovalKind.COPY: _copy,
    ApprovalKind.GRANT: _grant,
    ApprovalKind.LIFT_HOLD: _hold,
    ApprovalKind.DISPOSAL: _disposal,
    ApprovalKind.ERASE: _erase,
}
