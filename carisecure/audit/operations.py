"""The review of unusual reading: fine, or asked and answered. Two people, each speaking for themself."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access.errors import NotPermitted, NotVisible, TransitionRefused
from carisecure.access.policy import require
from carisecure.accounts.models import User
from carisecure.audit.models import Outcome, UnusualReading
from carisecure.audit.record import record

REVIEW, ANSWER = "audit.review_reading", "audit.answer_question"


def reading_to_review(viewer: User, pk: UUID, *, lock: bool = False) -> UnusualReading:
    """One line of the viewer's own list. Raises NotVisible for every other, NotPermitted after a change of role."""
    row: UnusualReading | None = _rows(lock).filter(pk=pk, reviewer=viewer).first()
    if row is None:
        raise NotVisible
    require(viewer, REVIEW)
    return row


def question_to(viewer: User, pk: UUID, *, lock: bool = False) -> UnusualReading:
    """A question that was put to the viewer. Raises NotVisible for every other."""
    row: UnusualReading | None = _rows(lock).filter(pk=pk, reader=viewer, asked_at__isnull=False).first()
    if row is None:
        raise NotVisible
    require(viewer, ANSWER)
    return row


@transaction.atomic
def ask_reader(*, reading: UnusualReading, question: str, by: User) -> UnusualReading:
    """Ask the reader, once. They answer on a page of their own. Raises TransitionRefused after the first time."""
    row = _own_line(reading, by)
    if row.asked_at is not None or row.decided_at is not None:
        raise TransitionRefused(_("Already asked or decided."))
    if not question.strip():
        raise ValidationError({"question": _("Write your question.")})
    row.asked_at, row.question = timezone.now(), question.strip()
    row.save(update_fields=["asked_at", "question"])
    _note(row, "asked")
    return row


@transaction.atomic
def answer_question(*, reading: UnusualReading, answer: str, by: User) -> UnusualReading:
    """Answer in words what was asked, once."""
    row = question_to(by, reading.pk, lock=True)
    if row.answered_at is not None or row.decided_at is not None:
        raise TransitionRefused(_("Already answered or decided."))
    if not answer.strip():
        raise ValidationError({"answer": _("Say what you needed it for.")})
    row.answered_at, row.answer = timezone.now(), answer.strip()
    row.save(update_fields=["answered_at", "answer"])
    _note(row, "answered")
    return row


@transaction.atomic
def settle_reading(*, reading: UnusualReading, outcome: str, by: User) -> UnusualReading:
    """Close a line: fine at any time, not explained only after a question. Raises TransitionRefused otherwise."""
    row = _own_line(reading, by)
    if row.decided_at is not None:
        raise TransitionRefused(_("Already decided."))
    if outcome not in Outcome.values:
        raise ValidationError({"outcome": _("“%(code)s” is not in the list.") % {"code": outcome}})
    if outcome == Outcome.NOT_EXPLAINED and row.asked_at is None:
        raise TransitionRefused(_("Ask first: they have had no chance to explain."))
    row.decided_by, row.decided_at, row.outcome = by, timezone.now(), outcome
    row.save(update_fields=["decided_by", "decided_at", "outcome"])
    _note(row, outcome)
    return row


def _own_line(reading: UnusualReading, by: User) -> UnusualReading:
    row = reading_to_review(by, reading.pk, lock=True)
    if row.reader_id == by.pk:  # the table refuses it as well
        raise NotPermitted(REVIEW, str(row.pk))
    return row


def _rows(lock: bool):  # type: ignore[no-untyped-def]  # a queryset, narrowed by who asks
    rows = UnusualReading.objects.select_related("reader__agency", "reviewer__agency", "unit")
    return rows.select_for_update(of=("self",)) if lock else rows


def _note(row: UnusualReading, step: str) -> None:
    record("ledger.review", table=UnusualReading._meta.db_table, object_id=row.pk, detail={"step": step})
