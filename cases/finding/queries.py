"""Finding a person or a text among what the viewer may see. Nothing is opened that the wall and the path hold back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carisecure.access import finding
from carisecure.access.finding import NOBODY
from carisecure.access.policy import rule
from carisecure.access.vault import blind, sounds, stems
from carisecure.access.vault.likeness import best_likeness
from carisecure.accounts.models import User
from carisecure.audit.record import record
from carisecure.corrections.models import Corrected
from carisecure.visible import visible
from cases.exhibits.models import Exhibit
from cases.intake.models import IntakeReport, ReportWords
from cases.material.models import Note, Statement
from cases.people import numbers
from cases.people.models import NUMBER_KINDS, IdentityKind, PersonIdentity, exact_form, exact_spellings
from cases.record.models import Case, Involvement
from cases.record.numbers import CaseNumber

# So many candidates are opened and ranked, the most alike first; so many people are shown at most: among a million
# there are fifty of one name, and then another surname, a document or a date of birth is asked for.
OPENED = 200
SHOWN = 50
TEXTS_SHOWN = 50
# Below this likeness (0 to 1) a candidate only shares a sound by chance.
ALIKE = 0.76

WHY: dict[str, str | Promise] = {
    "document": _("same document"),
    "document_in_part": _("same document number; letters in one of them only"),
    "phone": _("same telephone"),
    "phone_in_part": _("same last seven digits"),
    "birth_date": _("same date of birth"),
    "name": _("name sounds similar"),
    "alias": _("also known by this name"),
    "part": _("only one part of the name matches"),
}


@dataclass
class FoundPerson:
    """One person with one line for each of their cases that the viewer may see. No name: that is shown on the page."""

    person_id: UUID
    score: float = 0.0
    why: list[str | Promise] = field(default_factory=list)
    places: list[tuple[Involvement, Case | None]] = field(default_factory=list)


@dataclass(frozen=True)
class Asked:
    """What is looked for; every part may be empty. A person who answers more parts stands first."""

    name: str = ""
    document: str = ""
    phone: str = ""
    birth_date: str = ""

    def given(self) -> dict[str, str]:
        return {kind: text for kind, text in vars(self).items() if blind.normalised(text)}


def find_people(viewer: User, asked: Asked) -> list[FoundPerson]:
    """The people the viewer may know who answer, best first. Costs at most eleven queries.

    The ledger's line holds keyed digests of what was asked for and the people who were found, never the term.
    """
    found: dict[UUID, FoundPerson] = {}
    answering(viewer, asked, found)
    ranked = with_places(viewer, sorted(found.values(), key=lambda p: -p.score))[:SHOWN]
    digests = {kind: blind.digest(text) for kind, text in asked.given().items()}
    shown = sorted(str(involvement.pk) for person in ranked for involvement, _case in person.places)
    # How each part of the name is heard, keyed too: the weekly review looks for the searcher's own family name.
    heard = [blind.digest(sounds.heard(part)) for part in sounds.parts_of(asked.name)]
    detail = {"digests": digests, "found": len(ranked), "people": shown, "heard": heard}
    record("search", table="cases_person", detail=detail)
    return ranked


def answering(viewer: User, asked: Asked, found: dict[UUID, FoundPerson]) -> None:
    """Put those who answer among `found`, with their reasons. The caller shows places and writes the ledger's line."""
    for kind, text in asked.given().items():
        search = _by_name if kind == "name" else _by_number if kind in NUMBER_KINDS else _exact
        for person_id, why, score in search(viewer, kind, text):
            person = found.setdefault(person_id, FoundPerson(person_id))
            if why not in person.why:
                person.why.append(why)
                person.score += score


def _identities(viewer: User) -> Any:
    return PersonIdentity.objects.visible_to(viewer, "cases.find_person").standing().order_by()


def _exact(viewer: User, kind: str, text: str) -> Iterable[tuple[UUID, str | Promise, float]]:
    wanted = exact_form(kind, text)
    tokens = filter(None, (blind.exact_token(kind, spelling) for spelling in exact_spellings(kind, text)))
    rows = _identities(viewer).filter(exact_token__in=list(tokens)) if wanted else []
    return [(row.person_id, WHY[kind], 2.0) for row in rows if exact_form(kind, row.value) == wanted]


def _by_number(viewer: User, kind: str, text: str) -> Iterable[tuple[UUID, str | Promise, float]]:
    tokens = blind.word_tokens("numbers", numbers.asked_terms(kind, text))
    if not tokens:
        return []
    rows = finding.with_tokens(_identities(viewer), "number_tokens", [tokens]).filter(kind=kind).order_by("pk")[:OPENED]
    how = [(row.person_id, numbers.answers(kind, text, row.value)) for row in rows]
    why = {numbers.SAME: (WHY[kind], 2.0), numbers.IN_PART: (WHY[f"{kind}_in_part"], 1.5)}
    return [(person_id, *why[one]) for person_id, one in how if one]


def _words(name: str) -> list[list[int]]:
    return [blind.word_tokens("sounds", codes) for codes in sounds.asked_codes(name)]


def matching(viewer: User, name: str) -> Any:
    """Identities that share sounds with the name, `shared` says how many. Of two parts or more, two must be alike."""
    return _sharing(viewer, _words(name))


def _sharing(viewer: User, words: list[list[int]]) -> Any:
    rows = finding.with_tokens(_identities(viewer), "sound_tokens", words, least=2)
    return rows.annotate(shared=finding.shared("sound_tokens", words))


def _by_name(viewer: User, _kind: str, name: str) -> Iterable[tuple[UUID, str | Promise, float]]:
    """The people whose names answer, alone or together. What opens a name stands behind the wall."""
    if not sounds.parts_of(name):
        return
    words = _words(name)
    opened = list(_sharing(viewer, words).order_by("-shared", "pk")[:OPENED])
    names: dict[UUID, list[PersonIdentity]] = {}
    for row in [*opened, *_their_other_names(viewer, words, opened)]:
        names.setdefault(row.person_id, []).append(row)
    alike = [(rows, best_likeness(name, [row.value for row in rows])) for rows in names.values()]
    for rows, like in sorted((pair for pair in alike if pair[1].score >= ALIKE), key=lambda pair: -pair[1].score):
        answered = [WHY["alias" if rows[n].kind == IdentityKind.ALIAS else "name"] for n in like.by]
        if like.is_part:
            answered = [WHY["part"]]
        for n, why in enumerate(answered):
            yield rows[0].person_id, why, 0.0 if n else like.score


def _their_other_names(viewer: User, words: list[list[int]], opened: list[PersonIdentity]) -> list[PersonIdentity]:
    """What else those are called, and the names of people who answer only by two of them together."""
    people, known = {row.person_id for row in opened}, {row.pk for row in opened}
    shared = finding.together(words, people)
    others = list(_identities(viewer).filter(pk__in=[*(shared.keys() - known), NOBODY]))
    best = sorted((row for row in others if row.person_id not in people), key=lambda row: -shared[row.pk])
    return [row for row in others if row.person_id in people] + best[:OPENED]


def with_places(viewer: User, people: list[FoundPerson]) -> list[FoundPerson]:
    """Put each person's visible places on them; a person without one is not shown."""
    people = people[: 2 * SHOWN]
    rows = Involvement.objects.visible_to(viewer, "cases.view_person").filter(
        person_id__in=[person.person_id for person in people]
    )
    involvements = list(rows)
    ids = {i.case_id for i in involvements if i.case_id}
    cases = {c.pk: c for c in Case.objects.visible_to(viewer, "cases.view_case").filter(pk__in=ids).defer("summary")}
    by_id = {person.person_id: person for person in people}
    for involvement in involvements:
        by_id[involvement.person_id].places.append((involvement, cases.get(involvement.case_id)))
    return [person for person in people if person.places]


@dataclass(frozen=True)
class FoundText:
    """One text with the words around the first hit; `url` is the part of the case's page where it stands, or the page
    of a report that has no case.
    """

    case: Case | None
    kind: str | Promise
    at: datetime
    around: str
    url: str
    is_struck: bool = False


# The model, the column of the moment, what it is called, and where it stands on the page of the case.
_TEXTS: tuple[tuple[Any, str, str | Promise, str], ...] = (
    (Note, "created_at", _("Note"), "notes"),
    (Statement, "created_at", _("Statement"), "statements"),
    (IntakeReport, "received_at", _("Report"), "reports"),
    (ReportWords, "received_at", _("Report"), "reports"),
    (Exhibit, "created_at", _("Exhibit"), "exhibits"),
    (Case, "opened_at", _("Summary"), "summary"),
)
AROUND = 90


def find_texts(viewer: User, text: str, *, struck_out: bool = False) -> list[FoundText]:
    """Cases of this very number, then texts of visible cases in which every word stands, in any form of it, the newest
    first. Nine queries.

    What was corrected is found by its words of today, unless what was struck out is asked for as well.
    """
    groups = stems.asked(text)
    tokens = [blind.word_tokens("stems", group) for group in groups]
    wanted = set().union(*groups)
    hits: list[tuple[Any, str, str | Promise, str]] = []
    for model, moment, kind, part in _TEXTS if tokens else ():
        rows = _newest(viewer, _told(viewer, model, struck_out=struck_out), moment, tokens)
        hits += [(row, moment, kind, part) for row in rows]
    ids = {row.pk if isinstance(row, Case) else row.case_id for row, *_rest in hits} - {None}
    cases = {c.pk: c for c in Case.objects.visible_to(viewer, "cases.view_case").filter(pk__in=ids)}
    hits.sort(key=lambda hit: getattr(hit[0], hit[1]), reverse=True)
    # Opened one after the other, until as many as are shown are found.
    found = (_hit(row, moment, kind, part, cases, wanted) for row, moment, kind, part in hits)
    shown = [*_numbered(viewer, text), *islice((hit for hit in found if hit), TEXTS_SHOWN)]
    detail = {
        "digests": {"words": [blind.digest(word) for word in stems.words_of(text) or [text]]},
        "found": len(shown),
    }
    found_in = sorted({str(hit.case.pk) for hit in shown if hit.case is not None})
    record("search", table="cases_case", detail={**detail, "cases": found_in})
    return shown


def _numbered(viewer: User, text: str) -> list[FoundText]:
    """Cases that somebody numbers so: by the whole number alone. One query."""
    rows = CaseNumber.objects.visible_to(viewer, "cases.search_texts").called(text).select_related("case")
    return [
        FoundText(
            row.case, _("Other number"), row.case.opened_at, row.number, reverse("cases:case", args=[row.case_id])
        )
        for row in rows[:TEXTS_SHOWN]
    ]


def _told(viewer: User, model: Any, *, struck_out: bool) -> Any:
    """The texts of a kind that are looked through."""
    rows = model.objects.visible_to(viewer, "cases.search_texts")
    if model is IntakeReport:  # the words of one that was corrected stand in rows of their own, the first ones too
        rows = rows.filter(as_corrected=None)
    elif model is ReportWords:
        rows = rows.select_related("report")
    if issubclass(model, Corrected):
        rows = _with_struck_out(rows) if struck_out else rows.standing()
    return rows


def _newest(viewer: User, rows: Any, moment: str, tokens: list[list[int]]) -> list[Any]:
    """The newest of these rows; where many of the newest were corrected, more are asked for."""
    if not rule("cases.search_texts").open_to(viewer):
        return []
    most = 2 * TEXTS_SHOWN
    while True:
        ids = finding.newest_with_tokens(rows, viewer, moment, tokens, most)
        found = list(rows.filter(pk__in=[*ids, NOBODY]).order_by(f"-{moment}", "-pk")[:TEXTS_SHOWN])
        if len(found) == TEXTS_SHOWN or len(ids) < most:
            return found
        most *= 10


def _with_struck_out(rows: Any) -> Any:
    """A row that says that something did not happen repeats it: it is told of once, by the row that is struck out."""
    is_struck = ExpressionWrapper(Q(replaced_by__isnull=False), output_field=BooleanField())
    return rows.filter(is_retracted=False).annotate(is_struck=is_struck)


def _hit(
    row: Any, moment: str, kind: str | Promise, part: str, cases: dict[UUID, Case], wanted: set[str]
) -> FoundText | None:
    case = cases.get(row.pk if isinstance(row, Case) else row.case_id)
    if case is not None:
        url = reverse("cases:case", args=[case.pk]) + f"#{part}"
    elif isinstance(row, (IntakeReport, ReportWords)) and row.case_id is None:
        url = reverse("cases:report", args=[row.report_id if isinstance(row, ReportWords) else row.pk])
    else:
        return None
    is_struck = getattr(row, "is_struck", False)
    return FoundText(case, kind, getattr(row, moment), _around(row.found_by(), wanted), url, is_struck)


def _around(text: str, wanted: set[str]) -> str:
    """The words around the first hit, on one line."""
    plain = " ".join(visible(text).split())
    at = next(stems.places(plain, wanted), 0)
    start = max(0, at - AROUND)
    cut = plain[start : at + AROUND]
    return f"{'…' if start else ''}{cut}{'…' if at + AROUND < len(plain) else ''}"
