"""The unit's own figures of a month. Each names its unit of count: reports, cases, victims, referrals, files, charges.

They are counted under the purpose `statistics`, which reads rows without identities. Rows recorded after the moment
`as_known_on`, and versions that a later row had replaced by then, are not counted.
"""

from __future__ import annotations

from datetime import timedelta
from statistics import median
from typing import Any

from django.db.models import Case as Sorted
from django.db.models import Count, Exists, F, OuterRef, Q, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carisecure.access.delegation import private_groups
from carisecure.accounts.models import User
from carisecure.corrections.models import Corrected
from carisecure.days.columns import lies_in
from carisecure.days.known import KnownDay, Precision
from cases.exploitation.models import Exploitation
from cases.record import codelists
from cases.record.models import Case, CaseStageEvent, Stage, VictimStatus
from cases.record.palermo import CHILD_UNDER
from prosecutions.charges.models import Charge
from prosecutions.file.models import FileSubmission
from reports.indicators.ages import day_that_matters, lowest_age
from reports.indicators.base import Across, Counted, Indicator, Scope, Span
from reports.indicators.humans import human
from screening.referral.models import ReferralEvent, ReferralState
from screening.status.models import StatusDetermination

STILL_AFTER_DAYS = 14
NOT_KNOWN = ("", "unknown", "not_known", "not_recorded")
ANSWERS = ("accepted", "declined", "taken_up", "not_taken_up")
TODAYS_VALUE = _(
    "Sex and age are those recorded today, not on the day of the decision. Persons linked as the same human at the"
    " time of the run are counted once."
)


def as_known(rows: Any, scope: Scope) -> Any:
    """Facts recorded by then, without those that a version recorded by then replaces, or says never to have been."""
    if issubclass(rows.model, Corrected):
        return rows.as_known_at(scope.as_known_on)
    later = rows.model._default_manager.filter(replaces=OuterRef("pk"), recorded_at__lte=scope.as_known_on)
    return rows.filter(recorded_at__lte=scope.as_known_on).exclude(Exists(later))


def plain(rows: Any, column: str) -> Counted:
    found = dict(rows.values_list(column).annotate(n=Count("pk")).order_by())
    unknown = sum(found.pop(code, 0) for code in NOT_KNOWN)
    return Counted(found, sum(found.values()) + unknown, unknown)


def dated(facts: Any, span: Span, day: str = "happened_on", precision: str = "precision") -> tuple[Any, dict[str, int]]:
    """Facts of the span whose date is known well enough for it, and how many of its year are known to the year only.

    A date known only to the year stands as 1 January; counted by month, January would get them all.
    """
    certain = facts.filter(lies_in(span.first, span.last, day, precision))
    year = KnownDay(span.first, Precision.YEAR)
    if (span.first, span.last) == (year.first, year.last):
        return certain, {}
    vague = facts.filter(**{precision: Precision.YEAR, f"{day}__year": span.first.year}).count()
    return certain, {"year_only": vague}


def count_cases(scope: Scope, span: Span) -> Counted:
    """By the day of the first stage, which may be long before the case was entered."""
    openings = as_known(CaseStageEvent.objects.filter(case__agency=scope.unit, position=1), scope)
    certain, vague = dated(openings, span)
    total = certain.count()
    return Counted({"cases": total}, total, left_out=vague)


def latest_decisions(scope: Scope) -> Any:
    """The latest decision on each person in each case of the unit, as known then."""
    facts = as_known(StatusDetermination.objects.filter(involvement__case__agency=scope.unit), scope)
    key = ("involvement__person_id", "involvement__case_id")
    newest = facts.order_by(*key, "-happened_on", "-recorded_at").distinct(*key)
    return StatusDetermination.objects.filter(pk__in=newest.values("pk"))


def _victims(scope: Scope) -> Any:
    """One row a human, however many cases they are in: identified before presumed, and of these the first decision, so
    that a later case moves nobody into another year."""
    facts = latest_decisions(scope).filter(status__in=(VictimStatus.IDENTIFIED, VictimStatus.PRESUMED))
    identified_first = Sorted(When(status=VictimStatus.IDENTIFIED, then=Value(0)), default=Value(1))
    place = Window(
        RowNumber(), partition_by=human("involvement__person_id"),
        order_by=[identified_first.asc(), "happened_on", "recorded_at", "pk"],
    )  # fmt: skip
    return StatusDetermination.objects.filter(pk__in=facts.annotate(place=place).filter(place=1).values("pk"))


def count_victims(scope: Scope, span: Span) -> Counted:
    victims, left_out = dated(_victims(scope), span)
    return Counted(**{**vars(plain(victims, "status")), "left_out": left_out})


def _identified(scope: Scope, span: Span) -> tuple[Any, dict[str, int]]:
    return dated(_victims(scope).filter(status=VictimStatus.IDENTIFIED), span)


def count_victims_by_gender(scope: Scope, span: Span) -> Counted:
    victims, left_out = _identified(scope, span)
    return Counted(**{**vars(plain(victims, "involvement__person__gender")), "left_out": left_out})


def count_victims_by_form(scope: Scope, span: Span) -> Counted:
    """Each victim once a form, whatever the number of entries and of cases: forms add up to more than people where one
    had two."""
    victims, left_out = _identified(scope, span)
    decided = latest_decisions(scope).filter(status=VictimStatus.IDENTIFIED)
    entries = Exploitation.objects.as_known_at(scope.as_known_on).exclude(form__in=NOT_KNOWN)
    entries = entries.filter(victim_id__in=decided.values("involvement_id")).annotate(human=human("victim__person_id"))
    humans = victims.annotate(human=human("involvement__person_id"))
    known = entries.filter(human__in=humans.values("human"))
    rows = dict(known.values_list("form").annotate(n=Count("human", distinct=True)).order_by())
    total = victims.count()
    with_form = known.values("human").distinct().count()
    return Counted(rows, total, total - with_form, left_out)


def count_victims_by_age(scope: Scope, span: Span) -> Counted:
    """Possibly under 18 when it began, or else was told, is treated as a child; where no age is known it is unknown."""
    victims, left_out = _identified(scope, span)
    low, high, noted_on = (f"involvement__person__{name}" for name in ("age_from", "age_to", "age_on"))
    victims = victims.annotate(that_day=day_that_matters(scope.as_known_on))
    victims = victims.annotate(lowest=lowest_age(low, noted_on, "that_day"))
    adult, nothing = Q(lowest__gte=CHILD_UNDER), Q(**{low: None, high: None})
    found = victims.aggregate(
        total=Count("pk"), adult=Count("pk", filter=adult), unknown=Count("pk", filter=nothing)
    )  # fmt: skip
    children = found["total"] - found["adult"] - found["unknown"]
    rows = {code: n for code, n in (("child", children), ("adult", found["adult"])) if n}
    return Counted(rows, found["total"], found["unknown"], left_out)


def _referral_events(scope: Scope) -> Any:
    # Where an official is involved one person of the unit received it, by the group of their own.
    inside = [scope.unit.group_id, *private_groups(User.objects.filter(agency=scope.unit)).values()]
    mine = Q(direction="out", from_group=scope.unit.group_id) | Q(direction="in", to_group__in=inside)
    return as_known(ReferralEvent.objects.filter(mine), scope)


def count_referrals(scope: Scope, span: Span) -> Counted:
    events, left_out = dated(_referral_events(scope).filter(event=ReferralState.SENT), span)
    return Counted(**{**vars(plain(events, "direction")), "left_out": left_out})


def count_answers(scope: Scope, span: Span) -> Counted:
    events, left_out = dated(_referral_events(scope).filter(event__in=ANSWERS), span)
    return Counted(**{**vars(plain(events, "event")), "left_out": left_out})


def count_days_to_answer(scope: Scope, span: Span) -> Counted:
    """Median of whole days from sent to answered, over the referrals answered in the span."""
    answers, left_out = dated(_referral_events(scope).filter(event__in=ANSWERS, precision="day"), span)
    sent = dict(
        _referral_events(scope)
        .filter(event=ReferralState.SENT, referral_id__in=answers.values("referral_id"), precision="day")
        .values_list("referral_id", "happened_on")
    )
    days = [(on - sent[key]).days for key, on in answers.values_list("referral_id", "happened_on") if key in sent]
    return Counted({"answered": len(days)}, len(days), 0, left_out, float(median(days)) if days else None)


def count_files(scope: Scope, span: Span) -> Counted:
    known = FileSubmission.objects.filter(prosecution__case__agency=scope.unit, recorded_at__lte=scope.as_known_on)
    files, left_out = dated(known, span, "sent_on", "sent_precision")
    total, first = files.count(), files.filter(number=1).count()
    return Counted({code: n for code, n in (("first", first), ("again", total - first)) if n}, total, 0, left_out)


def charges_laid(scope: Scope, span: Span) -> tuple[Any, dict[str, int]]:
    """Charges laid in the span, those withdrawn since included. A withdrawal has its own date in `happened_on`."""
    facts = as_known(Charge.objects.filter(prosecution__case__agency=scope.unit), scope)
    return dated(facts, span, "laid_on", "laid_precision")


def count_charges(scope: Scope, span: Span) -> Counted:
    charges, left_out = charges_laid(scope, span)
    return Counted(**{**vars(plain(charges, "laid_by")), "left_out": left_out})


def count_still(scope: Scope, _span: Span) -> Counted:
    """Open cases as they stand when counted. A case keeps its last move and its stage of today only, and the ledger,
    which has them all, is not read for figures: how it stood on an earlier day cannot be counted.

    Version 1 had a column for each month: the cases of today that were opened by its end. It read like a history.
    """
    moment = scope.as_known_on - timedelta(days=STILL_AFTER_DAYS)
    still = Case.objects.filter(agency=scope.unit, last_moved_at__lt=moment)
    return plain(still.exclude(stage=Stage.CLOSED).annotate(at=F("stage")), "at")


def count_stages(scope: Scope, _span: Span) -> Counted:
    """Every case once, by the latest stage that it had reached by then, as it was known then."""
    events = as_known(CaseStageEvent.objects.filter(case__agency=scope.unit), scope)
    latest = events.latest_of_each(timezone.localdate(scope.as_known_on))
    return plain(CaseStageEvent.objects.filter(pk__in=latest.values("pk")), "stage")


def code_words(name: str) -> dict[str, Any]:
    return {code.code: code.label for code in codelists.codelist(name).codes}


OURS = _("CariSECURE, design of the figures; HTCDS 2.0 for the terms")
DETERMINATIONS = _(
    "Decisions on victim status, never roles in a case: the latest decision on each person in each"
    " case, as known on the day of the run, dated in the month. Presumed and identified give very"
    " different totals, so both are shown. Humans are counted, not entries: persons linked as the same"
    " human at the time of the run are one, counted on the day of the first of these decisions,"
    " identified before presumed."
)
YEAR_ONLY = _("Dates known only to the year are in no month; their number is shown below the table.")


def figure(code: str, title: Any, unit: Any, date_basis: Any, definition: Any, count: Any, **more: Any) -> Indicator:
    return Indicator(
        code=f"unit.{code}", subject="unit", title=title, unit=unit, date_basis=date_basis, definition=definition,
        count=count, **{"source": OURS, "not_counted": YEAR_ONLY, **more},
    )  # fmt: skip


UNIT: tuple[Indicator, ...] = (
    figure(
        "cases", _("Cases opened"), _("cases"), _("The day the case was opened."),
        _("One investigation. Cases for named people only are included."),
        count_cases, row_heading=_("All"), labels={"cases": _("Cases")}, version=2,
        not_counted=_("Cases entered after the time of the run. Dates known only to the year are in no month; their"
                      " number is shown below the table."),
    ),
    figure(
        "victims", _("Victims by decision"), _("victims"), _("The day of the decision on victim status."),
        DETERMINATIONS,
        count_victims, row_heading=_("Decision"),
        labels={s.value: s.label for s in (VictimStatus.IDENTIFIED, VictimStatus.PRESUMED)}, version=2,
    ),
    figure(
        "victims_gender", _("Victims identified, by sex or gender"), _("victims"),
        _("The day of the decision on victim status."), TODAYS_VALUE,
        count_victims_by_gender, row_heading=_("Sex or gender"), labels=code_words("gender"), version=2,
    ),
    figure(
        "victims_age", _("Victims identified, children and adults"), _("victims"),
        _("The day of the decision on victim status."),
        _(
            "Possibly under 18 on the day on which what was done began counts as a child (Palermo Protocol, art. 3(d));"
            " where no such day is recorded, on the day of the first report. Ages noted on another day are moved to"
            " that day. Persons linked as the same human at the time of the run are counted once, with the age in"
            " the case of the first decision."
        ),
        count_victims_by_age, row_heading=_("Age"), labels={"child": _("Child, or possibly one"), "adult": _("Adult")},
        version=4,
    ),
    figure(
        "victims_form", _("Victims identified, by form of exploitation"), _("victims"),
        _("The day of the decision on victim status."),
        _("Exploitation as recorded in the case at the time of the run, without what was struck out. A"
          " victim exploited in two forms is in two rows and once in the total. Persons linked as the same"
          " human at the time of the run are counted once, with the forms of all cases in which they were"
          " identified."),
        count_victims_by_form, row_heading=_("Form of exploitation"), labels=code_words("exploitation"),
        is_overlapping=True, version=2,
    ),
    figure(
        "referrals", _("Referrals sent"), _("referrals"), _("The day it was sent."),
        _("Referrals from the unit and to the unit. One person referred to two services is two referrals."),
        count_referrals, row_heading=_("Direction"), labels={"out": _("From the unit"), "in": _("To the unit")},
    ),
    figure(
        "answers", _("Referrals answered"), _("referrals"), _("The day of the answer."),
        _("Answers given in the month, whenever the referral was sent."),
        count_answers, row_heading=_("Answer"), labels={s.value: s.label for s in ReferralState if s.value in ANSWERS},
    ),
    figure(
        "answer_days", _("Days until a referral is answered"), _("days (median)"), _("The day of the answer."),
        _("Whole days from sending to answer; the median of the referrals answered in the month."),
        count_days_to_answer, row_heading=_("Referrals"), labels={"answered": _("Referrals answered")}, is_measure=True,
        across=Across.MEDIAN,
        not_counted=_("Referrals not answered yet, and those with no exact dates."),
    ),
    figure(
        "files", _("Files submitted to the DPP"), _("files"), _("The day on which the file was sent."),
        _("Each numbered submission; a second one in the same matter counts as a repeat."),
        count_files, version=3, row_heading=_("Submission"), labels={"first": _("First"), "again": _("Repeat")},
        not_counted=_("Submissions recorded after the time of the run."),
    ),
    figure(
        "charges", _("Charges laid"), _("charges"), _("The day the charge was laid."),
        _("Charges as they are at the time of the run, including those withdrawn since. Several"
          " counts are one charge."),
        count_charges, row_heading=_("Laid by"), name_row=str, version=2,
        labels={"police": _("Police, on the DPP's advice"), "dpp": _("DPP"), "other": _("Somebody else")},
    ),
    figure(
        "stages", _("Cases by stage"), _("cases"), _("The time of the run."),
        _("Every case once, closed ones too, by the stage that it had reached on the day of the run, as known then:"
          " one column for that day, whatever months were chosen. A run of an earlier day says how they stood on that"
          " day. A stage whose day is known in part counts from the first day that it can have been."),
        count_stages, row_heading=_("Stage"), labels={s.value: s.label for s in Stage}, across=Across.STOCK,
        not_counted=_("Cases entered, and stages recorded or corrected, after the time of the run."),
    ),
    figure(
        "still", _("Open cases not moved for 14 days"), _("cases"), _("The time of the run."),
        _("Open cases with nothing recorded for 14 days, on the day of the run: one column for that"
          " day, whatever months were chosen."),
        count_still, row_heading=_("Where the case stands"), labels={s.value: s.label for s in Stage},
        across=Across.STOCK, version=2,
        not_counted=_("Closed cases. Where cases were on earlier days: the figures keep no history of that."),
    ),
)  # fmt: skip
