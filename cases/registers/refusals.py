"""Why the work on a register is not done: words that are found when somebody looks, in their language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from carisecure.importing.refusals import TOO_LATE
from carisecure.jobs.errors import WORDED, Argument
from cases.registers.models import RegisterState


def _too_late(arguments: Mapping[str, Argument]) -> str:
    names = {code: str(label) for code, label in RegisterState.choices}
    state = str(arguments.get("state", ""))
    return str(TOO_LATE) % {"state": names.get(state, state)}


WORDED.update(
    {
        "register.too_late": _too_late,
        "register.mapping": _("What was said of its sheets and columns is not complete. Look at them again."),
    }
)
