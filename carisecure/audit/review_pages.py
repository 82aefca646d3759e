"""The review of unusual reading as two people see it: the reviewer's list, and the questions put to a reader."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carisecure.access.kept import KeptList
from carisecure.access.policy import rule
from carisecure.accounts.models import User
from carisecure.audit import unusual
from carisecure.audit.models import Reason, UnusualReading
from carisecure.audit.operations import ANSWER, REVIEW
from carisecure.interface.words import moment

# How long what is closed stays on the page; the ledger keeps it.
CLOSED_SHOWN = timedelta(days=28)
MOST = 100


@dataclass(frozen=True)
class ReviewLine:
    """One line with what this viewer may know of it. `key`: of its form, so that a double click is one answer."""

    row: UnusualReading
    reference: str
    url: str
    key: uuid.UUID = field(default_factory=uuid.uuid4)

    @property
    def place(self) -> str:
        """What was read, by its reference only for who may see it."""
        if self.reference:
            return self.reference
        if self.row.is_sealed:
            return _("a sealed case")
        if self.row.unit is not None:
            return _("a case of %(unit)s") % {"unit": self.row.unit.name}
        return _("searches, and pages that belong to no single case")

    @property
    def reasons(self) -> list[str | Promise]:
        return [Reason(code).label for code in self.row.reasons]

    @property
    def when(self) -> str:
        times = ngettext("once", "%(n)s times", self.row.times) % {"n": self.row.times}
        if self.row.times == 1:
            return _("%(times)s, on %(at)s") % {"times": times, "at": moment(self.row.first_at)}
        first, last = timezone.localtime(self.row.first_at), timezone.localtime(self.row.last_at)
        until = f"{last:%H:%M}" if first.date() == last.date() else moment(last)
        span = {"times": times, "first": moment(first), "last": until}
        return _("%(times)s, from %(first)s to %(last)s") % span

    @property
    def is_late(self) -> bool:
        return self.row.decided_at is None and self.row.due_at < timezone.now()


@dataclass(frozen=True)
class ReviewPage:
    """`answered`, `waiting`: to be decided now. `asked`: somebody else's turn."""

    answered: list[ReviewLine]
    waiting: list[ReviewLine]
    asked: list[ReviewLine]
    closed: list[ReviewLine]
    has_roster: bool

    @property
    def is_empty(self) -> bool:
        return not (self.answered or self.waiting or self.asked or self.closed)


def review_page(viewer: User) -> ReviewPage:
    """The viewer's own list, the oldest first: two queries."""
    since = timezone.now() - CLOSED_SHOWN
    rows = UnusualReading.objects.filter(reviewer=viewer).filter(Q(decided_at=None) | Q(decided_at__gte=since))
    lines = _lines(viewer, rows.select_related("reader__agency", "unit").order_by("week", "first_at")[: 3 * MOST])
    still = [line for line in lines if line.row.decided_at is None]
    return ReviewPage(
        answered=[line for line in still if line.row.answered_at is not None],
        waiting=[line for line in still if line.row.asked_at is None],
        asked=[line for line in still if line.row.waits_for_answer],
        closed=[line for line in lines if line.row.decided_at is not None],
        has_roster=unusual.has_roster(),
    )


def questions_page(viewer: User) -> list[ReviewLine]:
    """What was ever asked of the viewer, what waits for an answer first: two queries."""
    rows = UnusualReading.objects.filter(reader=viewer, asked_at__isnull=False)
    lines = _lines(viewer, rows.select_related("reviewer__agency", "unit").order_by("-asked_at")[:MOST])
    return sorted(lines, key=lambda line: not line.row.waits_for_answer)


def line_of(viewer: User, row: UnusualReading) -> ReviewLine:
    return _lines(viewer, [row])[0]


def due(viewer: User) -> tuple[list[UnusualReading], list[UnusualReading]]:
    """For the page they live on: lines to review now, and questions to answer. One query."""
    if not (rule(REVIEW).open_to(viewer) or rule(ANSWER).open_to(viewer)):
        return [], []
    rows = list(_due(viewer))
    may_review = rule(REVIEW).open_to(viewer)
    return [r for r in rows if r.reader_id != viewer.pk and may_review], [r for r in rows if r.reader_id == viewer.pk]


@KeptList
def _due(viewer: User) -> QuerySet[UnusualReading]:
    own = Q(reviewer=viewer) & (Q(asked_at=None) | Q(answered_at__isnull=False))
    asked = Q(reader=viewer, asked_at__isnull=False, answered_at=None)
    return UnusualReading.objects.filter(own | asked, decided_at=None).defer("question", "answer")[:MOST]


def _lines(viewer: User, rows: Iterable[UnusualReading]) -> list[ReviewLine]:
    found = list(rows)
    known = unusual.shown(viewer, {row.case_id for row in found if row.case_id is not None})
    empty = ("", "")
    return [ReviewLine(row, *(known.get(row.case_id, empty) if row.case_id else empty)) for row in found]
