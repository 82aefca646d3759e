"""Why the work on an import is not done: words that are found when somebody looks, in their language.

Why a file cannot be read at all is in `carisecure.importing.refused`.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.importing.refusals import TOO_LATE
from carisecure.importing.rows import FAULTS
from carisecure.jobs.errors import WORDED, Argument
from reports.importing.models import STATES
from reports.record.models import Collection

SAME_ROWS = gettext_lazy("The same rows are in a collection already. Say whether they are to go in once more.")


def already_in(collection: Collection | None) -> str:
    if collection is None:  # gone, or no longer for this viewer
        return _("This file is already in a collection.")
    words = _("This very file is already in the collection “%(name)s”. Nobody is counted twice.")
    return words % {"name": collection.name}


def _known(arguments: Mapping[str, Argument]) -> str:
    """The name is not kept with the job: whoever looks reads it where it stands, if they may. 1 query."""
    return already_in(Collection.objects.filter(pk=str(arguments["collection"])).first())


def _too_late(arguments: Mapping[str, Argument]) -> str:
    names = {code: str(label) for code, label in STATES}
    state = str(arguments.get("state", ""))
    return str(TOO_LATE) % {"state": names.get(state, state)}


FAULTS["id_in_collection"] = gettext_lazy("This number is already in the collection.")
WORDED.update(
    {
        "faults": gettext_lazy("The collection has changed since this file was checked. Check it again."),
        "import.in_already": gettext_lazy("This file is already in a collection."),
        "import.same_rows": SAME_ROWS,
        "import.too_late": _too_late,
        "known": _known,
    }
)
