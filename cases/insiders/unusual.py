"""What the weekly review of unusual reading (carisecure/audit/unusual.py) has to be told about cases.

Family names are compared by keyed tokens only: nobody's name is opened for it, and none goes into the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carisecure.access.vault import blind, sounds
from carisecure.accounts.models import User
from carisecure.audit import review_pages
from carisecure.audit.review_models import Reason
from carisecure.audit.unusual import Lines, People, Places, Sign, Subject, is_of_unit
from cases.record.models import Case
from cases.record.worklist import WorkItem

# A surname of two parts (García López) is both of them; what stands before is a given name.
FAMILY_PARTS = 2


def places(lines: Lines) -> dict[int, Subject]:
    """The case of each line: the one it was about, or the only one among the people it showed. A search has none."""
    read = [line for line in lines if line.action != "search"]
    ids = {str(pk) for line in read for pk in line.about} | {line.object_id for line in read if line.object_id}
    known: dict[str, Subject] = {
        str(pk): Subject(case_id, unit_id, is_sealed, frozenset(excluded))
        for pk, case_id, unit_id, is_sealed, excluded in _ask(
            "select id, case_id, unit_id, is_sealed, excluded from carisecure.cases_read(%s::uuid[])", [_uuids(ids)]
        )
    }
    found = {}
    for line in read:
        among = {known[str(pk)] for pk in line.about if str(pk) in known}
        subject = known.get(line.object_id) or (among.pop() if len(among) == 1 else None)
        if subject is not None:
            found[line.id] = subject
    return found


def signs(lines: Lines, where: Places, people: People) -> Iterator[Sign]:
    yield from _without_task(lines, where, people)
    yield from _own_family(lines, people)


def shown(viewer: User, case_ids: Iterable[UUID]) -> Mapping[UUID, tuple[str, str]]:
    """Reference and address of the cases that this viewer may open; others are "a case of" their unit."""
    rows = Case.objects.visible_to(viewer, "cases.view_case").filter(pk__in=list(case_ids)).defer("summary")
    return {case.pk: (case.reference, reverse("cases:case", args=[case.pk])) for case in rows}


def waiting(user: User) -> Iterator[WorkItem]:
    """For the page they live on: one line for the whole review, one for each question."""
    to_review, questions = review_pages.due(user)
    if to_review:
        n = len(to_review)
        title = ngettext("Review unusual access (%(n)s)", "Review unusual access (%(n)s)", n) % {"n": n}
        yield WorkItem(title, reverse("audit:review"), due_at=min(row.due_at for row in to_review))
    for row in questions:
        title = _("Answer a question about something you opened")
        yield WorkItem(title, reverse("audit:answer", args=[row.pk]), due_at=row.due_at)


def family_codes(full_name: str) -> set[str]:
    """How the family name is heard. What stands in brackets behind a name is no part of it."""
    parts = sounds.parts_of(full_name.partition("(")[0])
    return {sounds.heard(part) for part in (parts[1:] or parts)[-FAMILY_PARTS:]}


def _without_task(lines: Lines, where: Places, people: People) -> Iterator[Sign]:
    cases = {str(subject.case_id) for subject in where.values()}
    busy = set(_ask("select case_id, user_id from carisecure.people_with_task(%s::uuid[])", [sorted(cases)]))
    for line in lines:
        subject = where.get(line.id)
        if subject and is_of_unit(people.get(line.actor)) and (subject.case_id, line.actor) not in busy:
            yield line.id, Reason.NO_TASK


def _own_family(lines: Lines, people: People) -> Iterator[Sign]:
    by_reader: dict[UUID, list[Any]] = {}
    for line in lines:
        if line.actor in people and (line.action == "read.identity" or line.detail.get("heard")):
            by_reader.setdefault(line.actor, []).append(line)
    for reader, theirs in by_reader.items():
        codes = family_codes(people[reader].full_name)
        digests = {blind.digest(code) for code in codes}
        alike = _sounding_like({p for line in theirs for p in _people_of(line)}, codes)
        for line in theirs:
            if digests & set(line.detail.get("heard", ())) or alike & set(_people_of(line)):
                yield line.id, Reason.OWN_FAMILY


def _people_of(line: Any) -> list[str]:
    return list(line.detail.get("people", ())) if line.action == "read.identity" else []


def _sounding_like(people: set[str], codes: set[str]) -> set[str]:
    """Those whose name has this sound; "s:" is the code of a whole part as it is heard (access/vault/sounds.py)."""
    tokens = blind.word_tokens("sounds", [f"s:{code}" for code in codes])
    query = "select carisecure.people_sounding_like(%s::uuid[], %s::bigint[])"
    return {str(row[0]) for row in _ask(query, [_uuids(people), tokens])} if people else set()


def _uuids(texts: Iterable[str]) -> list[str]:
    """Only what is a whole id: an object of another kind may have another key."""
    return sorted(text for text in texts if len(text) == 36)


def _ask(query: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())
