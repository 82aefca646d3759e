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
        "register.in_already": _("This very file is in already."),
        "register.changed": _("What would be made is not what the check saw. Nothing was brought in: check it again."),
        "register.not_written": _("Something in it cannot be kept as it is. Nothing was brought in."),
        "register.mapping": _("What was said of its sheets and columns is not complete. Look at them again."),
    }
)
