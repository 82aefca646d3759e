"""Danger now: raised by a report, a referral or an officer; ended with a note, or with the case."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access.errors import TransitionRefused
from carisecure.access.policy import fetch
from carisecure.accounts.models import User
from cases.danger.models import DangerEntry, DangerStep
from cases.record.models import Case, Stage


@transaction.atomic
def raise_danger(*, case: Case, note: str, by: User) -> DangerEntry:
    """Say that somebody in this case is in danger now; one that was ended can be raised again.

    Raises TransitionRefused where it stands, or the case is closed.
    """
    case = fetch(Case, viewer=by, action="cases.raise_danger", pk=case.pk, lock=True)
    if case.danger_since is not None:
        raise TransitionRefused(_("Danger now is already marked on this case."))
    return danger_came_up(case, DangerStep.RAISED, by=by, note=_said(note, _("Say what the danger is.")))


@transaction.atomic
def end_danger(*, case: Case, note: str, by: User) -> DangerEntry:
    """Say why nobody in this case is in danger any more. Raises TransitionRefused where nobody is."""
    case = fetch(Case, viewer=by, action="cases.end_danger", pk=case.pk, lock=True)
    if case.danger_since is None:
        raise TransitionRefused(_("Danger now is not marked on this case."))
    entry = _add(case, DangerStep.ENDED, by, _said(note, _("Say why the danger is over.")))
    _store(case, None, "")
    return entry


def danger_came_up(
    case: Case, step: DangerStep, *, by: User, note: str = "", since: datetime | None = None
) -> DangerEntry:
    """For an operation that has the case in hand: a report or a referral says so. One that stands goes on."""
    if case.stage == Stage.CLOSED:
        raise TransitionRefused(_("The case is closed. Reopen it first."))
    entry = _add(case, step, by, note if step == DangerStep.RAISED else "")
    if case.danger_since is None:
        _store(case, since or entry.made_at, note)
    return entry


def danger_closes(case: Case, by: User) -> None:
    """The danger is over with the case; whoever closes it saves the case."""
    if case.danger_since is not None:
        _add(case, DangerStep.CLOSED, by)
        case.danger_since, case.danger_note = None, ""


def _add(case: Case, step: DangerStep, by: User, note: str = "") -> DangerEntry:
    return DangerEntry.objects.create(case=case, step=step, note=note, made_at=timezone.now(), made_by=by)


def _said(note: str, wanted: str) -> str:
    if not note.strip():
        raise ValidationError({"note": wanted})
    return note.strip()


def _store(case: Case, since: datetime | None, note: str) -> None:
    case.danger_since, case.danger_note, case.last_moved_at = since, note, timezone.now()
    case.save(update_fields=["danger_since", "danger_note", "last_moved_at"])
