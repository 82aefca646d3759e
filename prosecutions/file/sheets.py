"""What a case's file can be made of, each part as the sheet that would be sent: the case's document, rendered.

Only the sections that `filed.py` names are read. Diary notes, care, counselling, consent, referrals and screening have
no sheet, so no tick on a page and no forged form can send them.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection
from django.utils.text import Truncator

from carisecure.accounts.models import User
from carisecure.interface.kept_words import Piece, say
from cases.dossier.document import document_of
from cases.dossier.tree import Entry, Party
from cases.people.kept_words import called
from cases.record.models import Case
from prosecutions.file.filed import FILED, FILED_KINDS, TEXT, Filed
from prosecutions.file.models import ItemKind

TITLE_LENGTH = 60


class Mark(NamedTuple):
    """The digests by which a later change is noticed: of the sheet, and of the names that go with a person."""

    sheet: str = ""
    names: str = ""


Marks = dict[tuple[str, uuid.UUID], Mark]


@dataclass(frozen=True)
class Sheet:
    """One part of the file, with its text as it would be frozen now. `names`: (kind, value), kept apart."""

    kind: ItemKind
    object_id: uuid.UUID
    version: int
    mark: str
    title: str
    content: str
    names: tuple[tuple[str, str], ...] = field(default=())
    is_usual: bool = True
    # Where the sheet is a person: the mark of their names (empty for whoever may not see them), and what they are to
    # the case: a suspect can be charged as this sheet.
    names_mark: str = ""
    role: str = ""
    roles: tuple[str, ...] = ()
    kept: str = ""  # what title and content are worded from (prosecutions.kept_words)

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.kind}:{self.object_id}"


def sheets_of(case: Case, *, by: User) -> list[Sheet]:
    """Everything of the case that can be sent and that this person may read, in the order of the list.

    Eleven queries, whatever the size of the case.
    """
    marks = _marks(case)
    document = document_of(by, case, sections=[filed.section for filed in FILED.values()], names=FILED_KINDS)
    found = [
        _sheet(kind, filed, entry, marks.get((kind, entry.key), Mark()))
        for kind, filed in FILED.items()
        for entry in document[filed.section].entries
        if all(entry[code].value for code in _NEEDED.get(kind, ()))
    ]
    return [sheet for sheet in found if sheet.mark]


def _marks(case: Case) -> Marks:
    with connection.cursor() as cursor:
        cursor.execute("select kind, object_id, mark, names_mark from carisecure.file_parts(%s)", [case.pk])
        return {(kind, key): Mark(mark, names) for kind, key, mark, names in cursor.fetchall()}


def _sheet(kind: ItemKind, filed: Filed, entry: Entry, mark: Mark) -> Sheet:
    title, parts = _TITLES[kind](entry), [_part(part, filed, entry) for part in filed.parts]
    content = "\n\n".join(say(part) for part in parts)
    # A text that somebody typed is in no language of the house: it is not kept twice.
    kept = json.dumps({"title": title, "parts": None if all(isinstance(part, str) for part in parts) else parts},
                      ensure_ascii=False)  # fmt: skip
    sheet = (kind, entry.key, entry.version, mark.sheet, say(title), content)
    if not isinstance(entry, Party):
        return Sheet(*sheet, kept=kept)
    return Sheet(
        *sheet,
        names=tuple((name.kind, name.value) for name in entry.names or ()),
        is_usual=entry.role != "reporter",  # whoever reported may be in danger: a person decides, not a default
        names_mark="" if entry.names is None else mark.names,
        role=entry.role,
        roles=entry.roles,
        kept=kept,
    )


def _part(part: str, filed: Filed, entry: Entry) -> Piece:
    if part == TEXT:
        return entry.text
    return ["lines", [([fact.code], fact.value) for fact in entry.only(filed.facts)]]


def _beginning(text: str) -> str:
    """The first line, short enough for a list."""
    return Truncator(text.strip().split("\n")[0]).chars(TITLE_LENGTH)


_TITLES: dict[ItemKind, Callable[[Any], Piece]] = {
    ItemKind.ELEMENTS: lambda entry: ["elements_title"],
    ItemKind.EXPLOITATION: lambda entry: [
        "exploitation_title", entry["exploited"].value, entry["exploitation_form"].value,
    ],
    ItemKind.REPORT: lambda entry: ["report_title", entry["received"].value],
    ItemKind.PERSON: lambda party: ["person_title", called(party.label), party.standing],
    ItemKind.STATEMENT: lambda entry: ["statement_title", entry["of"].value, entry["taken_on"].value],
    ItemKind.EXHIBIT: lambda entry: ["exhibit_title", entry["mark"].value, _beginning(entry.text)],
    ItemKind.PROOF: lambda entry: ["proof_title", entry["proof_of"].value],
}  # fmt: skip
# Without these there is no sheet: what was done to, or proved against, somebody who is kept back from the sender.
_NEEDED: dict[ItemKind, tuple[str, ...]] = {ItemKind.EXPLOITATION: ("exploited",), ItemKind.PROOF: ("proof",)}
