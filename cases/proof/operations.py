"""What proves an element is recorded, and corrected by a later row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from carisecure.access.policy import fetch
from carisecure.accounts.models import User
from carisecure.corrections.chains import newest_of
from carisecure.corrections.operations import correct
from cases.exhibits.models import Exhibit
from cases.intake.models import IntakeReport
from cases.material.models import Statement
from cases.proof.models import SOURCES, Element, ProofItem
from cases.proof.queries import as_typed
from cases.record.models import Case, Involvement, InvolvementRole
from cases.record.operations import case_moved, takes_entries

ACTION = "cases.record_proof"
Source = Statement | Exhibit | IntakeReport


@dataclass(frozen=True)
class ProofFacts:
    """One thing that proves one element or several, of one victim, against these suspects (or nobody who is known)."""

    victim: Involvement | None
    elements: tuple[str, ...]
    source: Source | None
    suspects: tuple[Involvement, ...] = ()
    shows: str = ""

    def rows(self) -> list[dict[str, Any]]:
        """The columns of each row: every element against every suspect; an age is the victim's alone."""
        against: tuple[Involvement | None, ...] = self.suspects or (None,)
        pairs = [
            (element, suspect)
            for element in self.elements
            for suspect in ((None,) if element == Element.AGE else against)
        ]
        return [
            {"victim": self.victim, "element": element, "suspect": suspect, "shows": self.shows, **self._source()}
            for element, suspect in pairs
        ]

    def _source(self) -> dict[str, Any]:
        """A statement or an exhibit by the first row of its entry."""
        found: dict[str, Any] = dict.fromkeys(SOURCES)
        if isinstance(self.source, IntakeReport):
            found["report"] = self.source
        elif self.source is not None:
            name = "statement" if isinstance(self.source, Statement) else "exhibit"
            found[name] = type(self.source)._base_manager.get(pk=self.source.entry_key)
        return found


@transaction.atomic
def record_proof(*, case: Case, facts: ProofFacts, by: User) -> list[ProofItem]:
    """Record what this proves: all of it, or nothing. Raises ValidationError by field (`_check`)."""
    case = fetch(Case, viewer=by, action=ACTION, pk=case.pk, lock=True)
    takes_entries(case)
    _check(case, facts)
    rows = facts.rows()
    for row in rows:
        _check_once(case, row)
    made = [ProofItem.objects.create(case=case, recorded_by=by, **row) for row in rows]
    case_moved(case, by)
    return made


@transaction.atomic
def correct_proof(
    *, item: ProofItem, facts: ProofFacts | None, version: int, reason: str, is_retracted: bool = False, by: User
) -> ProofItem:
    """Record a later row in the place of this one, or that it proves nothing (then `facts` are not asked for).

    Raises StaleRecord where it was corrected meanwhile, ValidationError by field.
    """
    case = fetch(Case, viewer=by, action=ACTION, pk=item.case_id, lock=True)
    row: ProofItem = newest_of(fetch(ProofItem, viewer=by, action=ACTION, pk=item.pk))
    changes: dict[str, Any] = {}
    if facts is not None and not is_retracted:
        _check(case, facts, before=row)
        if len(facts.rows()) > 1:
            raise ValidationError({"proves": _("A correction is about one element and one suspect.")})
        (changes,) = facts.rows()
        if row.version == version:  # else the writer is told that somebody was faster, and nothing else
            _check_once(case, changes, but=row)
    made = correct(
        row, version=version, reason=reason, by=by, changes=changes, is_retracted=is_retracted, as_typed=as_typed
    )
    case_moved(case, by)
    return made


def _check(case: Case, facts: ProofFacts, *, before: ProofItem | None = None) -> None:
    """Raise ValidationError by field: a person of another case or in another role, an element of no list, something of
    another case or struck out. Whoever is named already (`before`) stays possible when their role has ended since."""
    wrong: dict[str, str] = {}
    victim, named = facts.victim, {before.victim_id, before.suspect_id} if before is not None else set()
    if victim is None or not (victim.pk in named or _is(victim, InvolvementRole.POSSIBLE_VICTIM, case)):
        wrong["victim"] = _("Choose a possible victim of this case.")
    if not all(one.pk in named or _is(one, InvolvementRole.SUSPECT, case) for one in facts.suspects):
        wrong["suspects"] = _("Choose suspects of this case.")
    elif "victim" not in wrong and victim in facts.suspects:
        wrong["suspects"] = _("Nobody does this to themselves: leave the victim out here.")
    if unknown := set(facts.elements) - set(Element.values):
        wrong["proves"] = _("“%(code)s” is not in the list.") % {"code": ", ".join(sorted(unknown))}
    elif not facts.elements:
        wrong["proves"] = _("Choose at least one.")
    elif set(facts.elements) == {Element.AGE} and facts.suspects:
        wrong["suspects"] = _("The age is the victim's: leave this empty.")
    if not _is_of(case, facts.source):
        wrong["source"] = _("Choose a statement, an exhibit or a report of this case that was not struck out.")
    if wrong:
        raise ValidationError(wrong)


def _is(one: Involvement, role: str, case: Case) -> bool:
    return one.case_id == case.pk and one.has_role(role)


def _is_of(case: Case, source: Source | None) -> bool:
    if source is None or source.case_id != case.pk:
        return False
    return isinstance(source, IntakeReport) or not newest_of(source).is_retracted


def _check_once(case: Case, row: dict[str, Any], but: ProofItem | None = None) -> None:
    same = {name: row[name] for name in ("victim", "element", "suspect", *SOURCES)}
    there = ProofItem.objects.standing().filter(case=case, **same)
    if there.exclude(pk=but.pk if but else None).exists():
        raise ValidationError({"source": _("This is entered already.")})
