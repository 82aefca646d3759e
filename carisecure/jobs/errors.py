"""How a job ends other than well."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carisecure.jobs.kinds import check_ids_only

Argument = int | str  # an id, a code or a number; never what somebody has typed
Worded = Promise | Callable[[Mapping[str, Argument]], str]


class Cancelled(Exception):
    """Somebody asked for the work to stop. Raised by `Running.stop_if_cancelled`; a work lets it through."""


class ActorInactive(Exception):
    """The person who asked may not sign in any more, so nothing goes on in their name."""


class TookTooLong(Exception):
    """The time that this kind of work may take is over; its process was ended."""


class LockLost(Exception):
    """The row is not ours any more: the transaction is given up, and whoever has the lock decides."""


# What the page says where the work itself has no words for it.
MESSAGES: dict[str, Promise] = {
    "person_inactive": _("The person who asked for this can no longer sign in."),
    "not_permitted": _("You are no longer allowed to do this."),
    "not_visible": _("Something needed for this is missing, or no longer shared with you."),
    "refused": _("This could not be done as asked."),
    "too_long": _("Stopped after %(minutes)s minutes: it took too long. Nothing was changed."),
    "database": _("The database could not be reached. Nothing was changed; try again later."),
    "no_room": _(
        "There is no room on the disk for it. Nothing was changed; tell your administrator, and try again later."
    ),
    "keeps_dying": _("This was started several times and never finished. Nothing was changed."),
    "unknown_kind": _("This version of CariSECURE cannot do this."),
    "unexpected": _("Something went wrong on our side. Nothing was changed."),
}

# The refusals of the works, by code: put in by whoever raises them. A text, with %(name)s for its arguments; or, where
# an argument is a code or an id that has to be looked up by whoever reads it, what makes the text of them.
WORDED: dict[str, Worded] = {}


def worded(code: str, arguments: Mapping[str, Argument]) -> str:
    """A refusal in the language of whoever looks; our own words where nobody knows the code any more.

    `most` is a limit and is grouped (1,000); other numbers are those of rows, and stand as a spreadsheet shows them.
    """
    words = WORDED.get(code) or MESSAGES.get(code) or MESSAGES["unexpected"]
    if not isinstance(words, Promise):
        return words(arguments)
    shown = {
        key: number_format(value, force_grouping=True) if key == "most" else value for key, value in arguments.items()
    }
    try:
        return str(words) % shown
    except (KeyError, ValueError):  # written by another version, with other arguments
        return str(MESSAGES["refused"])


class JobRefused(Exception):
    """The work cannot be done as asked. `code` is a key of WORDED (or of MESSAGES); it is kept with its arguments and
    worded when it is shown.
    """

    def __init__(self, code: str, **arguments: Argument) -> None:
        if code not in WORDED and code not in MESSAGES:
            raise LookupError(f"no words for {code}")
        check_ids_only(arguments, what="arguments")
        super().__init__(code)
        self.code, self.arguments = code, arguments

    @property
    def message(self) -> str:
        return worded(self.code, self.arguments)
