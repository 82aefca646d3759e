"""Asking for figures, counting them, freezing them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import NotVisible, TransitionRefused
from carisecure.accounts.models import Agency
from carisecure.accounts.roles import AgencyKind
from carisecure.days.months import LAST_OF_MONTH
from carisecure.digests import digest
from carisecure.jobs import files
from carisecure.jobs.models import Job
from carisecure.jobs.operations import enqueue
from carisecure.jobs.running import Running
from carisecure.sheets import XLSX
from reports.figures import exports
from reports.figures.counting import LONGEST, count, spans
from reports.figures.models import ReportRun, Standing, Subject
from reports.figures.shown import figures
from reports.indicators import INDICATORS, of_subject
from reports.record.models import Collection

if TYPE_CHECKING:
    from carisecure.accounts.models import User

EXPORTS = {
    "csv": ("text/csv; charset=utf-8", exports.write_csv),
    "xlsx": (XLSX, exports.write_xlsx),
}


@transaction.atomic
def run_figures(
    *,
    collection: Collection | None,
    unit: Agency | None,
    period_from: date,
    period_to: date,
    indicators: list[str],
    standing: str,
    by: User,
) -> ReportRun:
    """Ask for figures of a collection (whole years) or of a unit (whole months), as known now.

    Raises ValidationError where the period is empty, too long, reaches into months or years that have not begun, or is
    not over although the run is to be final.
    """
    policy.require(by, "reports.run_figures")
    subject = Subject.COLLECTION if collection is not None else Subject.UNIT
    wrong = [code for code in indicators if code not in INDICATORS or INDICATORS[code].subject != subject]
    if wrong or not indicators:
        raise ValidationError({"indicators": _("Choose at least one figure.")})
    _check_begun(subject, period_from, period_to)
    if standing == Standing.FINAL and period_to >= timezone.localdate():
        raise ValidationError({"standing": _("A period that has not ended can only be counted as provisional.")})
    if collection is not None:
        # Asked anew, whatever the caller has checked: the counting itself sees every collection.
        Collection.objects.fetch(by, "reports.run_figures", collection.pk)
    run = _make(
        subject=subject, collection=collection, unit=unit, period_from=period_from, period_to=period_to,
        indicators=indicators, standing=standing, agency_group_id=by.agency.group_id, made_by=by,
    )  # fmt: skip
    job = enqueue("reports.figures", params={"run_id": str(run.pk)}, by=by)
    ReportRun.objects.filter(pk=run.pk).update(job=job)
    run.job = job
    return run


def _check_begun(subject: Subject, period_from: date, period_to: date) -> None:
    """The month that has begun is the last of the unit, the year that has begun the last of a collection: an import
    refuses records of a later one, so nothing is refused here that a collection holds.
    """
    today = timezone.localdate()
    if subject == Subject.COLLECTION:
        last, words = date(today.year, 12, 31), f"{today:%Y}"
        first_refused = _("This year has not started: there is nothing to count.")
        last_refused = _("This year has not started. The last one that can be counted is %(last)s.")
    else:
        last = today + LAST_OF_MONTH
        words = date_format(today, "F Y")
        first_refused = _("This month has not started: there is nothing to count.")
        last_refused = _("This month has not started. The last one that can be counted is %(last)s.")
    refused = {"period_from": first_refused} if period_from > last else {}
    if period_to > last:
        refused["period_to"] = last_refused % {"last": words}
    if refused:
        raise ValidationError(refused)


def _make(**values: Any) -> ReportRun:
    run = ReportRun(**values, as_known_on=timezone.now())
    if not 1 <= len(spans(run)) <= LONGEST:
        raise ValidationError({"period_to": _("The period is empty or too long.")})
    run.save(force_insert=True)
    return run


def count_run(running: Running, run_id: str) -> dict[str, Any]:
    """Count and freeze, under the purpose statistics. Started again after a crash it counts again, and freezes once."""
    runs = ReportRun.objects.select_related("collection", "unit").filter(pk=run_id)
    run = runs.first()
    if run is None or (running.by is not None and run.made_by_id != running.by.pk):
        raise NotVisible
    if not run.is_counted:
        # A counted row cannot even be locked: the policy for changing it hides it.
        _count(running, runs.select_for_update(of=("self",)).get())
        run.refresh_from_db(fields=["sha256"])
    return {"sha256": run.sha256}


def _count(running: Running, run: ReportRun) -> None:
    def step(done: int, total: int) -> None:
        running.progress(done, total, "counting")
        running.stop_if_cancelled()

    run.numbers = count(run, step)
    run.sha256 = digest(run.numbers)
    run.counted_at = timezone.now()
    run.save(update_fields=["numbers", "sha256", "counted_at"])


def count_month(running: Running, period: str) -> dict[str, Any]:
    """The house's own provisional run of a month, for every statistics office and every unit. `period`: "2026-10"."""
    first = datetime.strptime(period, "%Y-%m").date()  # noqa: DTZ007  a month of the calendar has no zone
    last = first + LAST_OF_MONTH
    made = []
    units = Agency.objects.filter(kind=AgencyKind.UNIT, is_active=True).order_by("code")
    for office in Agency.objects.filter(kind=AgencyKind.STATISTICS, is_active=True).order_by("code"):
        for unit in units.filter(country=office.country):
            run = _make(
                subject=Subject.UNIT, collection=None, unit=unit, period_from=first, period_to=last,
                indicators=[i.code for i in of_subject(Subject.UNIT)], standing=Standing.PROVISIONAL,
                agency_group_id=office.group_id, made_by=None,
            )  # fmt: skip
            _count(running, run)
            made.append(str(run.pk))
    return {"runs": made}


@transaction.atomic
def ask_export(*, run: ReportRun, ending: str, by: User) -> Job:
    """Have a file made of a counted run. Raises TransitionRefused before it is counted."""
    policy.require(by, "reports.export_run")
    found: ReportRun = ReportRun.objects.fetch(by, "reports.export_run", run.pk)
    if ending not in EXPORTS:
        raise ValidationError(_("This type of file does not exist."))
    if not found.is_counted:
        raise TransitionRefused(_("These figures have not been counted yet."))
    return enqueue("reports.export_run", params={"run_id": str(found.pk), "ending": ending}, by=by)


def write_export(running: Running, run_id: str, ending: str) -> dict[str, Any]:
    """The file, with small cells hidden: it leaves the analyst's own screen."""
    policy.require(running.person, "reports.export_run")
    run: ReportRun = ReportRun.objects.select_related("collection", "unit").fetch(
        running.person, "reports.export_run", run_id
    )
    content_type, write = EXPORTS[ending]
    tables, of = figures(run, protected=True), subject_name(run)
    running.progress(0, 1, "writing_file")
    file = files.keep(
        name=exports.file_name(run, ending), content_type=content_type, by=running.person, job_id=running.job_id,
        write=lambda stream: write(stream, run, of, tables),
    )  # fmt: skip
    running.progress(1, 1, "writing_file")
    return {"file": str(file.pk)}


def subject_name(run: ReportRun) -> str:
    """Whose figures these are, with the citation where somebody else published the records."""
    if run.unit is not None:
        return run.unit.name
    return f"{run.collection.name}. {run.collection.citation}".strip() if run.collection else ""
