"""The copy of a client's own record, as text: what the agency knows of one person, and nothing of anybody's case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.corrections.chains import Entry
from carisecure.countries.names import country_name, language_name
from carisecure.interface import words
from cases.record.codelists import codelist
from screening.clients.operations.identity import facts_of
from screening.clients.queries import client_file, event_words

if TYPE_CHECKING:
    from carisecure.accounts.models import User
    from screening.clients.models import Client


def copy_of(viewer: User, client: Client) -> str:
    """In the reader's language. What was struck out stands there with its correction."""
    file, person = client_file(viewer, client), client.involvement.person
    gender = codelist("gender").get(person.gender).label if person.gender else _("not known yet")
    names = facts_of(client, viewer).standing() if client.erased_at is None else []
    parts: list[tuple[str, Iterable[str]]] = [
        (_("Called"), [client.label]),
        (_("Names, documents, numbers"), [f"{fact.get_kind_display()}: {fact.value}" for fact in names]),
        (
            _("Known so far"),
            [
                f"{_('Age')}: {words.age_noted(person.age_from, person.age_to, person.age_on)}",
                f"{_('Gender')}: {gender}",
                f"{_('Speaks')}: {', '.join(map(language_name, person.languages)) or _('not known yet')}",
                f"{_('Citizen of')}: {', '.join(map(country_name, person.citizenships)) or _('not known yet')}",
            ],
        ),
        (_("With us"), [line for entry in file.events for line in _lines(entry, event_words)]),
        (_("Notes"), [line for entry in file.notes for line in _lines(entry, lambda note: note.text)]),
        (
            _("Screening"),
            [f"{words.moment(one.started_at)}: {one.get_kind_display()}. {said}" for one, said in file.screenings],
        ),
        (
            _("Consent"),
            [
                f"{words.day(one.given_on)}: {one.get_purpose_display()}, {one.recipient}"
                + (f" ({_('Withdrawn')})" if one.withdrawn_at else "")
                for one in file.consents
            ],
        ),
        (_("Referrals"), [f"{one.reference}: {one.to_agency}, {one.get_state_display()}" for one in file.referrals]),
    ]
    head = _("Record kept by %(agency)s. Copied on %(when)s.") % {
        "agency": client.agency, "when": words.moment(timezone.now()),
    }  # fmt: skip
    return "\n".join([head, *(line for title, lines in parts for line in _part(title, list(lines)))]) + "\n"


def _part(title: str, lines: list[str]) -> list[str]:
    return ["", title.upper(), *(f"- {line}" for line in lines or [_("Nothing is recorded.")])]


def _lines(entry: Entry[Any], said: Any) -> list[str]:
    row = entry.now
    now = [f"{words.moment(row.recorded_at)}, {row.recorded_by.full_name}: {said(row)}"] if entry.is_standing else []
    return now + [
        _("Struck out: %(words)s (%(why)s)") % {"words": struck.words, "why": struck.reason} for struck in entry.before
    ]
