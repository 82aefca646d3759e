"""What the facts and events of a case are called, as codes. Frozen files keep them: none is given another meaning."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.interface.kept_words import register, say
from cases.intake.models import FromWhom

_SAYINGS: dict[str, Promise | Callable[..., object]] = {
    # Labels of facts.
    "opened": gettext_lazy("Opened"),
    "lead_officer": gettext_lazy("Lead officer"),
    "region": gettext_lazy("Region"),
    "danger_since": gettext_lazy("Danger now"),
    "closed_on": gettext_lazy("Closed on"),
    "closed_because": gettext_lazy("Reason"),
    "act": gettext_lazy("Act"),
    "means": gettext_lazy("Means"),
    "purpose": gettext_lazy("Purpose"),
    "received": gettext_lazy("Received"),
    "channel": gettext_lazy("How it came in"),
    "from_whom": gettext_lazy("Who reported"),
    "where": gettext_lazy("Where"),
    "danger": gettext_lazy("In danger now"),
    "role_in_case": gettext_lazy("Role in the case"),
    "status": gettext_lazy("Status"),
    "is_official": gettext_lazy("Is a public official"),
    "of": gettext_lazy("Of"),
    "taken_on": gettext_lazy("Taken on"),
    "mark": gettext_lazy("Mark"),
    "found_on": gettext_lazy("Found on"),
    "found_where": gettext_lazy("Found where"),
    "kept_where": gettext_lazy("Kept where"),
    "written": gettext_lazy("Written"),
    "event_day": gettext_lazy("Day"),
    "event": gettext_lazy("What happened"),
    # Values.
    "yes": gettext_lazy("yes"),
    "no_decision": gettext_lazy("no decision yet"),
    "reporter_is": lambda code: FromWhom(code).label,
    "not_needed_for_child": gettext_lazy("not needed for a child"),
    "somebody_else": gettext_lazy("Somebody else"),
    "case_opened": gettext_lazy("Case opened"),
    "report_received": gettext_lazy("Report received"),
    "person_added": lambda label: _("%(label)s added to the case") % {"label": say(label)},
    "statement_taken": gettext_lazy("Statement taken"),
    "exhibit_found": lambda mark: _("Exhibit %(mark)s found") % {"mark": mark},
    "case_closed": gettext_lazy("Case closed"),
}


def register_all() -> None:
    register(_SAYINGS)
