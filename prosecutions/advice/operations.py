"""Advice and queries: the prosecutor asks and advises, the unit answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access.errors import TransitionRefused
from carisecure.accounts.models import User
from carisecure.corrections.chains import newest_of
from carisecure.days import limits
from carisecure.days.known import KnownDay, Precision
from carisecure.interface import words
from prosecutions.advice.models import Advice, Query
from prosecutions.advice.queries import stage_before_charge
from prosecutions.file.models import FileSubmission
from prosecutions.record.correcting import Correction
from prosecutions.record.following import let_case_follow
from prosecutions.record.models import BeforeCharge, Prosecution
from prosecutions.record.operations import add, begin, expect_version, locked, moved
from prosecutions.record.twice import not_twice


@transaction.atomic
def ask_query(*, prosecution: Prosecution, text: str, due_on: date | None, by: User) -> Query:
    """Ask the unit something.

    Raises ValidationError for a day that is over, TransitionRefused where the same waits already.
    """
    prosecution = begin(prosecution, "prosecutions.ask_query", by=by)
    if due_on is not None and due_on < timezone.localdate():
        raise ValidationError({"due_on": _("This date has passed.")})
    limits.check(limits.PLANNED, due_on=due_on)
    same = Query.objects.filter(prosecution=prosecution, due_on=due_on, settled_at=None)
    not_twice(next((theirs for theirs in same if theirs.text == text), None))
    query = add(Query, prosecution, by=by, number=prosecution.querys.count() + 1, text=text, due_on=due_on)
    moved(prosecution)
    return query


@transaction.atomic
def answer_query(*, query: Query, answer: str, by: User, version: int | None = None) -> Query:
    """Answer once. Raises TransitionRefused where it is answered or settled, StaleRecord where somebody was faster."""
    prosecution = begin(query.prosecution, "prosecutions.answer_query", by=by)
    query = locked(query, prosecution)
    expect_version(query, version, theirs={"answer": query.answer}, yours={"answer": answer})
    if query.answered_at is not None:
        raise TransitionRefused(_("This query has already been answered."))
    if query.settled_at is not None:
        raise TransitionRefused(_("The prosecutor has settled this query; no answer is needed."))
    query.answer, query.answered_at, query.answered_by = answer, timezone.now(), by
    query.version += 1
    query.save(update_fields=["answer", "answered_at", "answered_by", "version"])
    moved(prosecution)
    return query


@transaction.atomic
def settle_query(*, query: Query, by: User) -> Query:
    """Say that a query needs nothing more, answered or not."""
    prosecution = begin(query.prosecution, "prosecutions.settle_query", by=by)
    query = locked(query, prosecution)
    if query.settled_at is not None:
        raise TransitionRefused(_("This query is already settled."))
    query.settled_at = timezone.now()
    query.version += 1
    query.save(update_fields=["settled_at", "version"])
    moved(prosecution)
    return query


@transaction.atomic
def record_advice(
    *, prosecution: Prosecution, kind: str, text: str, given_on: date, by: User, given_precision: str = Precision.DAY
) -> Advice:
    """Record the advice on the latest submission. Further enquiries send the case back to the unit.

    Raises ValidationError for a day to come, and for one before that submission came; TransitionRefused where the same
    stands already.
    """
    prosecution = begin(prosecution, "prosecutions.record_advice", by=by)
    latest = prosecution.filesubmissions.order_by("-number")[0]
    _check_day(KnownDay(given_on, given_precision), latest)
    facts = {"kind": kind, "given_on": given_on, "given_precision": given_precision, "on_submission": latest.number}
    same = Advice.objects.filter(prosecution=prosecution, **facts).standing()
    not_twice(next((theirs for theirs in same if theirs.text == text), None))
    advice = add(Advice, prosecution, by=by, text=text, **facts)
    _follow_advice(prosecution)
    return advice


@transaction.atomic
def correct_advice(*, advice: Advice, correction: Correction, by: User) -> Advice:
    """Correct an advice that was entered wrongly, or strike it out. It stays on its own submission."""
    prosecution = begin(advice.prosecution, "prosecutions.record_advice", by=by)
    before: Advice = newest_of(locked(advice, prosecution))
    if not correction.is_retracted:
        on = prosecution.filesubmissions.get(number=before.on_submission)
        _check_day(correction.made_of(before).given, on)
    after = correction.put(before, by=by, as_typed=advice_typed)
    _follow_advice(prosecution)
    return after


def advice_typed(advice: Advice) -> dict[str, Any]:
    """What the form shows of an advice."""
    return {"kind": advice.kind, "text": advice.text, "given_on": advice.given}


def _check_day(given: KnownDay, submission: FileSubmission) -> None:
    limits.check(limits.HAPPENED, given_on=given)
    came_on = submission.sent_on
    if given.is_before(KnownDay(came_on)):
        told = {"n": submission.number, "day": words.day(came_on)}
        raise ValidationError(
            {"given_on": _("Submission %(n)s was received on %(day)s: the advice on it cannot be earlier.") % told}
        )


def _follow_advice(prosecution: Prosecution) -> None:
    before_charge = prosecution.stage in BeforeCharge.values
    moved(prosecution, stage=stage_before_charge(prosecution) if before_charge else prosecution.stage)
    let_case_follow(prosecution)
