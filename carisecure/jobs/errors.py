"""How a job ends other than well."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Cancelled(Exception):
    """Somebody asked for the work to stop. Raised by `Running.stop_if_cancelled`; a work lets it through."""


class ActorInactive(Exception):
    """The person who asked may not sign in any more, so nothing goes on in their name."""


class TookTooLong(Exception):
    """The time that this kind of work may take is over; its process was ended."""


class JobRefused(Exception):
    """The work cannot be done as asked. `message` is for the person: translated, at most 300 characters, no names."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = message


class LockLost(Exception):
    """The row is not ours any more: the transaction is given up, and whoever has the lock decides."""


# Refusals that say the same each time, by code: worded when they are shown, in the language of whoever looks.
WORDED: dict[str, Promise] = {}

# What the page says where the work itself had no words for it.
MESSAGES = {
    "person_inactive": _("The person who asked for this can no longer sign in."),
    "not_permitted": _("You are no longer allowed to do this."),
    "not_visible": _("Something needed for this is missing, or no longer shared with you."),
    "refused": _("This could not be done as asked."),
    "too_long": _("Stopped after %(minutes)s minutes: it took too long. Nothing was changed."),
    "database": _("The database could not be reached. Nothing was changed; try again later."),
    "keeps_dying": _("This was started several times and never finished. Nothing was changed."),
    "unknown_kind": _("This version of CariSECURE cannot do this."),
    "unexpected": _("Something went wrong on our side. Nothing was changed."),
}
