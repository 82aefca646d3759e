"""What the Figures page shows: the newest figures of the unit, gaps in them, what is due."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import npgettext_lazy

from carisecure.access.policy import may
from carisecure.days.months import NEXT_MONTH
from carisecure.importing.models import BatchState
from reports.figures import shown
from reports.figures.models import ReportRun, Standing, Subject
from reports.importing.models import ImportBatch
from reports.record.models import Collection

if TYPE_CHECKING:
    from carisecure.accounts.models import User

LISTED = 5
# The numbers at the top: one figure each, the total of its last month, and what is counted.
HEADLINES = {
    "unit.reports": npgettext_lazy("counted", "report", "reports"),
    "unit.cases": npgettext_lazy("counted", "case", "cases"),
    "unit.victims": npgettext_lazy("counted", "victim", "victims"),
    "unit.referrals": npgettext_lazy("counted", "referral", "referrals"),
    "unit.files": npgettext_lazy("counted", "file", "files"),
    "unit.charges": npgettext_lazy("counted", "charge", "charges"),
}


@dataclass(frozen=True)
class Headline:
    title: str
    unit: str
    value: str
    code: str


@dataclass(frozen=True)
class Gap:
    """Something counted of which a part is not known, or not datable to the month."""

    title: str
    what: str
    value: str
    code: str


@dataclass
class Home:
    month: date
    newest: ReportRun | None = None
    headlines: list[Headline] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    next_provisional: date | None = None
    not_final: list[ReportRun] = field(default_factory=list)
    runs: list[ReportRun] = field(default_factory=list)
    open_imports: list[ImportBatch] = field(default_factory=list)
    collections: list[Collection] = field(default_factory=list)
    may_count: bool = False


def for_viewer(viewer: User) -> Home:
    """One page of an analyst. 4 queries, whatever there is."""
    today = timezone.localdate()
    first = today.replace(day=1)
    seen = ReportRun.objects.visible_to(viewer, "reports.view_run").select_related("collection", "unit")
    page = Home(first, may_count=may(viewer, "reports.run_figures"), runs=list(seen.defer("numbers")[:LISTED]))
    page.next_provisional = first + NEXT_MONTH
    page.newest = seen.counted().filter(subject=Subject.UNIT).order_by("-period_to", "-as_known_on").first()
    if page.newest is not None:
        _read(page, page.newest, protected=not may(viewer, "reports.view_small_cells"))
    page.not_final = _not_final(page.runs, first)
    if may(viewer, "reports.import"):
        batches = ImportBatch.objects.visible_to(viewer, "reports.import").select_related("collection")
        page.open_imports = list(batches.exclude(state__in=(BatchState.COMMITTED, BatchState.UNDONE))[:LISTED])
        page.collections = list(Collection.objects.visible_to(viewer, "reports.view_collection")[:LISTED])
    return page


def _read(page: Home, run: ReportRun, *, protected: bool) -> None:
    """Headlines and gaps of the last month of the frozen tables: the one that the page names above them."""
    for figure in shown.figures(run, protected=protected):
        last = figure.counted - 1  # behind it may stand all months together
        code, title = figure.indicator.code, str(figure.indicator.title)
        main = next((line for line in reversed(figure.lines) if line.kind in ("total", "row")), None)
        if code in HEADLINES:
            text = main.texts[last] if main else "0"
            page.headlines.append(Headline(title, HEADLINES[code] % (1 if text == "1" else 2), text, code))
        said = [(line.label, line.texts[last]) for line in figure.lines if line.kind in ("unknown", "left_out")]
        # Of the years of the run that of its last month; what is said of a year stands in no month.
        of_years = [(line.label, line.texts[-1]) for line in figure.lines if line.kind == shown.YEAR_ONLY]
        page.gaps += [Gap(title, what, text, code) for what, text in [*said, *of_years[-1:]] if text != "0"]


def _not_final(runs: list[ReportRun], this_month: date) -> list[ReportRun]:
    """Months that are over, of which the newest run listed is still provisional."""
    newest: dict[tuple[object, date], ReportRun] = {}
    for run in runs:
        if run.subject == Subject.UNIT and run.period_to < this_month:
            newest.setdefault((run.unit_id, run.period_to), run)
    return [run for run in newest.values() if run.standing == Standing.PROVISIONAL]
