"""What is known of the part that somebody has in a case, as codes that a page, a sheet and a frozen document word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from carisecure.corrections.chains import Entry, entries
from carisecure.interface.kept_words import Piece, day, register, say
from cases.people.kept_words import choice, codes
from cases.people.models import InvolvementPart
from cases.people.roles import OF_A_SUSPECT, RELATIONSHIP, as_typed
from cases.record.models import InvolvementRole


def facts_of(part: InvolvementPart) -> list[tuple[str, Piece]]:
    """(code, value) of everything that is asked for beside the role; empty where it is not known."""
    return [
        ("role_since", _day(part, "since")),
        ("role_ended", _day(part, "ended")),
        ("relationship", codes(RELATIONSHIP, [part.relationship]) if part.relationship else ""),
        ("arrested_on", _day(part, "arrested")),
        ("cautioned_on", _day(part, "cautioned")),
    ]


def _day(part: InvolvementPart, name: str) -> Piece:
    known = part.known(name)
    return day(known.first, known.precision) if known else ""


@dataclass(frozen=True)
class RoleLine:
    """One role with its words, and what was struck out."""

    entry: Entry[InvolvementPart]
    title: str
    facts: list[tuple[str, str]]

    @property
    def has_more(self) -> bool:
        """Whether something could still be entered that nobody knew before."""
        known = as_typed(self.entry.now)
        asked = ("since", *OF_A_SUSPECT) if self.entry.now.role == InvolvementRole.SUSPECT else ("since",)
        return not all(known[name] for name in asked)

    @property
    def is_ended(self) -> bool:
        return self.entry.now.ended_on is not None


def lines_of(rows: Iterable[InvolvementPart]) -> list[RoleLine]:
    """In words; what stands first, then what ended, then what was struck out. `recorded_by` is at hand."""
    found = [RoleLine(entry, title_of(entry.now), known_of(entry.now)) for entry in entries(rows, in_one_line)]
    return sorted(found, key=lambda line: (not line.entry.is_standing, line.is_ended))


def title_of(part: InvolvementPart) -> str:
    return say(choice("role", part.role))


def known_of(part: InvolvementPart) -> list[tuple[str, str]]:
    """What is known, in the reader's words; what is not known is left out."""
    return [(say([code]), say(value)) for code, value in facts_of(part) if value]


def in_one_line(part: InvolvementPart) -> str:
    """As it is struck out."""
    return say(_as_kept(part))


def kept_parts(rows: Iterable[InvolvementPart]) -> Piece:
    """Each role of which more is known than that it stands, an ended one too, one a line; "" where nothing is."""
    known = [_as_kept(part) for part in rows if any(value for _code, value in facts_of(part))]
    return ["parts", known] if known else ""


def _as_kept(part: InvolvementPart) -> Piece:
    return ["part", choice("role", part.role), [([code], value) for code, value in facts_of(part) if value]]


def _one_part(role: Piece, known: list[tuple[Piece, Piece]]) -> str:
    return " · ".join([say(role), *(f"{say(name)}: {say(value)}" for name, value in known)])


register(
    {
        "roles_known": gettext_lazy("Roles and their days"),
        "parts": lambda found: "\n".join(say(one) for one in found),
        "part": _one_part,
        "role_since": gettext_lazy("Since"),
        "role_ended": gettext_lazy("Ended"),
        "relationship": gettext_lazy("Relationship to the victim"),
        "arrested_on": gettext_lazy("Arrested on"),
        "cautioned_on": gettext_lazy("Cautioned on"),
    }
)
