"""What can become of a job."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """queued: nobody works on it. running: somebody holds its lock, or died holding it. The other three are ends."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


UNFINISHED = (State.QUEUED, State.RUNNING)
# Those that somebody, or the next period of a system job, may ask for again.
MAY_BE_ASKED_AGAIN = (State.FAILED, State.CANCELLED)

TONES: dict[str, str] = {
    State.QUEUED: "waiting",
    State.RUNNING: "active",
    State.DONE: "done",
    State.FAILED: "late",
    State.CANCELLED: "closed",
}
