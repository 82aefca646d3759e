"""What a frozen file says, as codes (`carisecure.interface.kept_words`)."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.interface.kept_words import Piece, lines, register, say


def _statement(of: Piece, taken_on: Piece) -> str:
    if of:
        return _("Statement of %(person)s, %(day)s") % {"person": say(of), "day": say(taken_on)}
    return _("Statement, %(day)s") % {"day": say(taken_on)}


_SAYINGS: dict[str, Promise | Callable[..., object]] = {
    "act": gettext_lazy("Act"),
    "means": gettext_lazy("Means"),
    "purpose": gettext_lazy("Purpose"),
    "received": gettext_lazy("Received"),
    "where": gettext_lazy("Where"),
    "role_in_case": gettext_lazy("Role in the case"),
    "is_official": gettext_lazy("Is a public official"),
    "yes": gettext_lazy("yes"),
    "no_decision": gettext_lazy("no decision yet"),
    "found_on": gettext_lazy("Found on"),
    "found_where": gettext_lazy("Found where"),
    "elements_title": gettext_lazy("Act, means and purpose"),
    "report_title": lambda when: _("Report received %(when)s") % {"when": say(when)},
    "person_title": lambda label, standing: f"{say(label)} ({say(standing)})",
    "statement_title": _statement,
    "exhibit_title": lambda mark, thing: _("Exhibit %(mark)s: %(thing)s") % {"mark": mark, "thing": thing},
    "lines": lambda facts: lines([(label, value) for label, value in facts]),
}


def register_all() -> None:
    register(_SAYINGS)
