"""How the parts of a frozen file are titled, as codes (`carisecure.interface.kept_words`).

The facts in them are those of the case's document (`cases/dossier/kept_words.py`).
"""

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
    "elements_title": gettext_lazy("Act, means and purpose"),
    "exploitation_title": lambda of, form: _("Done to %(person)s: %(form)s") % {"person": say(of), "form": say(form)},
    "report_title": lambda when: _("Report received %(when)s") % {"when": say(when)},
    "person_title": lambda label, standing: f"{say(label)} ({say(standing)})",
    "statement_title": _statement,
    "exhibit_title": lambda mark, thing: _("Exhibit %(mark)s: %(thing)s") % {"mark": mark, "thing": thing},
    "proof_title": lambda of: _("What proves what was done to %(person)s") % {"person": say(of)},
    "lines": lambda facts: lines([(label, value) for label, value in facts]),
}


def register_all() -> None:
    register(_SAYINGS)
