"""What becomes of a register that was brought in: a second person confirms it whole, or somebody asks to undo it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from carisecure.access.errors import TransitionRefused
from carisecure.jobs.models import Job
from carisecure.jobs.operations import enqueue
from cases.registers import settling
from cases.registers.models import RegisterBatch, RegisterState

if TYPE_CHECKING:
    from carisecure.accounts.models import User

UNDO_KIND = "cases.undo_register"


@transaction.atomic
def confirm_register(*, batch: RegisterBatch, by: User) -> RegisterBatch:
    """Everything of it becomes ordinary at once: counted, sendable, unmarked. There is no undo after that.

    Raises TransitionRefused for whoever brought it in, where it is no longer provisional, and while it is being undone.
    """
    found = _held(batch, "cases.confirm_register", by)
    if found.committed_by_id == by.pk:
        raise TransitionRefused(_("You brought this register in. Another supervisor confirms it."))
    settling.confirm(found.pk)
    found.refresh_from_db()
    return found


@transaction.atomic
def ask_undo(*, batch: RegisterBatch, reason: str, by: User) -> Job:
    """Have everything of it taken out again, by the one who brought it in or another supervisor.

    Cases on which somebody has worked since stay (`standing.worked_on`). Raises TransitionRefused, ValidationError
    without a reason.
    """
    found = _held(batch, "cases.import_register", by)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is taken out again.")})
    found.undo_reason = reason.strip()
    found.job = enqueue(UNDO_KIND, params={"batch_id": str(found.pk)}, by=by)
    found.save(update_fields=["undo_reason", "job"])
    return found.job


def _held(batch: RegisterBatch, action: str, by: User) -> RegisterBatch:
    """Locked, and still unconfirmed with nobody at work on it. Raises NotVisible, NotPermitted, TransitionRefused."""
    found: RegisterBatch = RegisterBatch.objects.fetch(by, action, batch.pk, lock=True)
    if found.state != RegisterState.COMMITTED:
        raise TransitionRefused(_("This register is: %(state)s.") % {"state": found.get_state_display()})
    if found.job_id and Job.objects.of(by).unfinished().filter(pk=found.job_id).exists():
        raise TransitionRefused(_("This file is being worked on. Wait for that to finish, or stop it."))
    return found
