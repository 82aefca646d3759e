"""What waits for a prosecutor: the page they live on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carisecure.accounts.models import User
from carisecure.interface import words
from prosecutions.advice.models import Advice, Query
from prosecutions.court.models import Hearing
from prosecutions.court.queries import with_accused
from prosecutions.court_path.words import stage_label, stage_tone
from prosecutions.file.models import FileSubmission
from prosecutions.record.models import Prosecution

VIEW = "prosecutions.view_matter"
WEEK = timedelta(days=7)
# One office has some forty matters in ten years; the page says so where it stops.
MOST = 200


@dataclass(frozen=True)
class Waiting:
    """One reason why a matter waits, and for whom. `order`: the lower, the nearer to the top."""

    text: str
    tone: str
    order: int
    is_mine: bool = True


@dataclass
class MatterLine:
    prosecution: Prosecution
    stage: str
    tone: str
    is_over: bool
    waits: list[Waiting] = field(default_factory=list)
    next_hearing: Hearing | None = None

    @property
    def waits_for_me(self) -> list[Waiting]:
        return [reason for reason in self.waits if reason.is_mine]


@dataclass(frozen=True)
class MyMatters:
    waiting: list[MatterLine]
    hearings: list[Hearing]
    going_on: list[MatterLine]
    of_colleagues: list[MatterLine]
    over: list[MatterLine]
    is_cut: bool

    @property
    def is_empty(self) -> bool:
        return not (self.waiting or self.going_on or self.of_colleagues or self.over)


def my_matters(viewer: User) -> MyMatters:
    """Five queries, whatever the number of matters."""
    found = list(Prosecution.objects.visible_to(viewer, VIEW).select_related("assigned_to")[: MOST + 1])
    lines = {
        one.pk: MatterLine(one, stage_label(one), stage_tone(one), one.is_over) for one in found[:MOST]
    }  # fmt: skip
    hearings = list(with_accused(Hearing.objects.visible_to(viewer, VIEW).listed().filter(prosecution__in=lines)))
    _files(viewer, lines)
    _queries(viewer, lines)
    today = timezone.localdate()
    _hearings(hearings, lines, today)
    own = [line for line in lines.values() if line.prosecution.assigned_to_id in (viewer.pk, None)]
    waiting = [line for line in own if line.waits_for_me]
    waiting.sort(key=lambda line: (min(r.order for r in line.waits_for_me), -line.prosecution.days_here))
    mine = {line.prosecution.pk for line in own}
    week = [h for h in hearings if today <= h.on < today + WEEK and h.prosecution_id in mine]
    for hearing in week:
        hearing.prosecution = lines[hearing.prosecution_id].prosecution
    return MyMatters(
        waiting=waiting,
        hearings=week,
        going_on=[line for line in own if not line.waits_for_me and not line.is_over],
        of_colleagues=[line for line in lines.values() if line.prosecution.pk not in mine and not line.is_over],
        over=[line for line in lines.values() if line.is_over and line not in waiting],
        is_cut=len(found) > MOST,
    )


def _files(viewer: User, lines: dict[object, MatterLine]) -> None:
    """A submission on which nobody has advised yet."""

    def highest(model: type[FileSubmission] | type[Advice], column: str) -> dict[object, int]:
        rows = model.objects.visible_to(viewer, VIEW).filter(prosecution__in=lines)
        rows = rows.filter(pk__in=Advice.objects.standing()) if model is Advice else rows
        return dict(rows.order_by().values_list("prosecution_id").annotate(highest=Max(column)))

    advised = highest(Advice, "on_submission")
    for key, number in highest(FileSubmission, "number").items():
        line = lines[key]
        if advised.get(key, 0) < number and not line.is_over:
            text = _("New file: read and advise") if number == 1 else _("Submission %(n)s: read and advise")
            line.waits.append(Waiting(text % {"n": number}, "new", 2))


def _queries(viewer: User, lines: dict[object, MatterLine]) -> None:
    answered: dict[object, int] = {}
    for query in Query.objects.visible_to(viewer, VIEW).filter(prosecution__in=lines, settled_at=None):
        line = lines[query.prosecution_id]
        if query.answered_at is not None:
            answered[query.prosecution_id] = answered.get(query.prosecution_id, 0) + 1
            continue
        text = _("Query %(n)s: waiting for the unit") % {"n": query.number}
        if query.due_on:
            text = _("%(text)s, due %(day)s") % {"text": text, "day": words.day(query.due_on)}
        line.waits.append(Waiting(text, "late" if query.is_late else "waiting", 5, is_mine=query.is_late))
    for key, count in answered.items():
        text = ngettext("%(n)s answer to read", "%(n)s answers to read", count) % {"n": count}
        lines[key].waits.append(Waiting(text, "new", 1))


def _hearings(hearings: list[Hearing], lines: dict[object, MatterLine], today: date) -> None:
    for hearing in hearings:
        line = lines[hearing.prosecution_id]
        if hearing.is_result_missing:
            text = _("Record what happened at the hearing on %(day)s") % {"day": words.day(hearing.on)}
            line.waits.append(Waiting(text, "late", 0))
        elif line.next_hearing is None and hearing.on >= today:
            line.next_hearing = hearing
