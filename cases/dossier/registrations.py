"""What this room hands to the others when the app is ready."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from carisecure.access.two_people.kinds import Facts, GoOn
from cases.dossier import kept_words
from cases.dossier.models import COPY, CopyPart, CopyPurpose
from cases.record import worklist
from cases.two_people import kinds
from cases.two_people.models import Approval


def register() -> None:
    kept_words.register_all()
    worklist.register_draft("case-copy", _("Copy with names"), "cases:copy")
    kinds.register(
        COPY,
        _("A downloadable copy with names"),
        stands_for=timedelta(days=14),
        is_repeated=True,
        facts=what_is_copied,
        go_on=GoOn("cases.make_copy", "cases:copy", _("Go to the copy"), again=True),
    )


def what_is_copied(approval: Approval) -> Facts:
    parts = approval.params.get("parts", [])
    return [
        (gettext("Who receives it"), approval.receiver),
        (gettext("Purpose"), kinds.label_of(CopyPurpose, approval.params.get("purpose", ""))),
        (gettext("What goes in"), ", ".join(kinds.label_of(CopyPart, part) for part in parts)),
        (gettext("If you approve"), gettext("They can download it for 14 days; each copy is numbered and recorded.")),
    ]
