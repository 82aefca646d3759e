"""What this room hands to the others when the app is ready."""

from __future__ import annotations

from carisecure.audit.record import record_read
from cases.record import panels
from cases.same_human.candidates import candidates
from cases.same_human.queries import same_human


def register() -> None:
    panels.register_person_panel("same_human", panel)


def panel(shown: panels.ShownPerson) -> panels.Panel | None:
    """What was said, always; who may be the same, while the names are shown: it is told of what they have in common."""
    if not shown.rights.may("cases.view_same_human"):
        return None
    said = same_human(shown.viewer, shown.involvement)
    if said.links:
        record_read("cases_sameperson", said.links, page="cases:person")
    proposed = candidates(shown.viewer, shown.involvement, said) if shown.names_shown else []
    context = {
        "said": said,
        "candidates": proposed,
        "names_shown": shown.names_shown,
        "involvement": shown.involvement,
        "may": shown.rights.may("cases.say_same_human"),
    }
    return panels.Panel("cases/same_human/_panel.html", context, order=60)
