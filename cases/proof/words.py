"""What proves an element, as codes that a page, a sheet and a frozen document word for their reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.corrections.chains import Entry
from carisecure.interface.kept_words import Piece, day, moment, register, say
from cases.exhibits.models import Exhibit
from cases.intake.models import IntakeReport
from cases.material.models import Statement
from cases.people.kept_words import called
from cases.proof.models import Element, ProofItem

Labels = Mapping[UUID, str]
Sources = Mapping[UUID, Piece]


def sources_of(
    statements: Iterable[Entry[Statement]],
    exhibits: Iterable[Entry[Exhibit]],
    reports: Iterable[IntakeReport],
    labels: Labels,
) -> dict[UUID, Piece]:
    """Everything of a case that can prove something, by the key with which a proof item names it; what was struck out
    too, because what once leant on it is still shown."""
    found: dict[UUID, Piece] = {}
    for report in reports:
        at = moment(report.received_at) if report.is_hour_known else day(report.received_on, report.received_precision)
        found[report.pk] = ["proof_report", at]
    for said in statements:
        of = labels.get(said.now.involvement_id) if said.now.involvement_id else None
        found[said.now.entry_key] = ["proof_statement", called(of) if of else ["somebody_else"], day(said.now.taken_on)]
    for thing in exhibits:
        found[thing.now.entry_key] = ["proof_exhibit", thing.now.mark]
    return found


def source_of(row: ProofItem, sources: Sources) -> Piece:
    """What proves it; where the reader may not read that, no more than its kind."""
    name, key = row.source
    return sources.get(key) or ["proof_by", name]


def line_of(row: ProofItem, labels: Labels, sources: Sources) -> Piece:
    """ "Means, against Person 2: Statement of Person 1, 3 Jun 2025"."""
    label = labels.get(row.suspect_id) if row.suspect_id else None
    against: Piece = called(label) if label else ""
    return ["proof_line", str(row.element), against, source_of(row, sources), row.shows]


def title_of(row: ProofItem, labels: Labels, sources: Sources) -> str:
    """With the victim before it: as it is struck out."""
    of = say(called(labels[row.victim_id])) if row.victim_id in labels else ""
    return ", ".join(filter(None, [of, say(line_of(row, labels, sources))]))


def _line(element: str, against: Piece, source: Piece, shows: str) -> str:
    told = {"element": Element(element).label, "suspect": say(against), "source": say(source)}
    said = _("%(element)s, against %(suspect)s: %(source)s") if against else _("%(element)s: %(source)s")
    return said % told + (f" ({shows})" if shows else "")


def _gap(element: str, against: Piece) -> str:
    told = {"suspect": say(against)}
    return str(_AGAINST[element] % told if against else NOTHING[element])


NOTHING: dict[str, Any] = {
    Element.ACT: gettext_lazy("Nothing proves the act yet."),
    Element.MEANS: gettext_lazy("Nothing proves the means yet."),
    Element.PURPOSE: gettext_lazy("Nothing proves the purpose yet."),
    Element.AGE: gettext_lazy("Nothing proves the age yet."),
}
_AGAINST: dict[str, Any] = {
    Element.ACT: gettext_lazy("Nothing proves the act against %(suspect)s yet."),
    Element.MEANS: gettext_lazy("Nothing proves the means against %(suspect)s yet."),
    Element.PURPOSE: gettext_lazy("Nothing proves the purpose against %(suspect)s yet."),
}

register(
    {
        "proof": gettext_lazy("What proves it"),
        "proof_gaps": gettext_lazy("What nothing proves yet"),
        "proof_of": gettext_lazy("Of"),
        "proof_line": _line,
        "proof_gap": _gap,
        "proof_lines": lambda found: "\n".join(say(one) for one in found),
        "proof_statement": lambda of, on: _("Statement of %(who)s, %(day)s") % {"who": say(of), "day": say(on)},
        "proof_exhibit": lambda mark: _("Exhibit %(mark)s") % {"mark": mark},
        "proof_report": lambda at: _("Report received %(when)s") % {"when": say(at)},
        "proof_by": lambda name: _KINDS[name],
    }
)
_KINDS: dict[str, Any] = {
    "statement": gettext_lazy("A statement"),
    "exhibit": gettext_lazy("An exhibit"),
    "report": gettext_lazy("A report"),
}
