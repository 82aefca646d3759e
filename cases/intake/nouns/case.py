"""A case of a register: opened on its day, closed on its day, under the number that the unit gave it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carisecure.access import bulk
from carisecure.access.models import PERMISSIONS
from carisecure.access.references import new_reference
from carisecure.accounts.models import User
from carisecure.countries.packs import pack
from carisecure.days import limits
from carisecure.days.known import KnownDay
from carisecure.importing.fields import Text
from carisecure.importing.register.nouns import FieldKind, Noun, NounField, RegisterFault, Thing
from carisecure.importing.register.writing import derived, fault, importer, known
from cases.insiders.operations.sharing import OWN_CASE, unit_groups
from cases.intake.models import IntakeReport, TriageDecision, TriageOutcome
from cases.material.nouns import remarked
from cases.record.codelists import codelist
from cases.record.models import Case, CaseStageEvent, Stage
from cases.record.numbers import CaseNumber

NOT_TRAFFICKING = "not_trafficking"


def _regions() -> Mapping[str, Text]:
    return {code: name for code, name in pack().region_choices() if code}


def _reasons() -> Mapping[str, Text]:
    return {code.code: code.label for code in codelist("closure_reason").codes}


class CaseNoun(Noun):
    """Of one that a report opened the day is the report's, where the sheet has no other. It is under investigation
    from that day, or closed at once where it was never trafficking; what it reaches later, the rooms of a prosecution
    tell.
    """

    code = "cases.case"
    label, label_many = _("Case"), _("Cases")
    comes_with = ("cases.report",)
    year_of = "opened_on"
    fields = (
        NounField("number", _("Case number"), FieldKind.REFERENCE,
                  also=("caseno", "casenumber", "case", "tipno", "fileno", "filenumber", "refno", "reference",
                        "expediente", "nodeexpediente", "numerodecaso", "caso")),
        NounField("title", _("Working title"), FieldKind.TEXT, also=("title", "casename", "operation", "titulo")),
        NounField("summary", _("What it is about"), FieldKind.TEXT,
                  also=("summary", "about", "subject", "resumen", "asunto")),
        NounField("region", _("Region"), FieldKind.CODE, choices=_regions,
                  also=("region", "parish", "district", "area", "division", "provincia", "distrito", "parroquia")),
        NounField("opened_on", _("Opened on"), FieldKind.DAY,
                  also=("opened", "dateopened", "openedon", "fechadeapertura", "apertura")),
        NounField("closed_on", _("Closed on"), FieldKind.DAY,
                  also=("closed", "dateclosed", "closedon", "fechadecierre", "cierre")),
        NounField("closure_reason", _("Closed because"), FieldKind.CODE, choices=_reasons,
                  also=("reasonforclosing", "closurereason", "whyclosed", "motivodecierre")),
        NounField("officer", _("Officer, as the sheet has it"), FieldKind.TEXT,
                  also=("io", "officer", "investigator", "investigatingofficer", "leadofficer", "oficial", "agente")),
    )  # fmt: skip
    faults = {
        "no_day": _("No day on which it was opened, and no report in this row that has one."),
        "closed_before_opened": _("Closed before it was opened."),
        "reason_without_day": _("A reason for closing, and no day on which it was closed."),
        "day_outside": _("%(why)s"),
    }  # fmt: skip

    def check(self, thing: Thing) -> Iterable[RegisterFault]:
        opened, closed = thing.values.get("opened_on"), thing.values.get("closed_on")
        if opened is None and closed is None and "cases.report" not in thing.parents:
            yield fault(thing, "no_day", "number")
        for name in ("opened_on", "closed_on"):
            if (day := thing.values.get(name)) and (why := limits.HAPPENED.wrong(known(day))):
                yield fault(thing, "day_outside", name, why=why)
        if opened and closed and known(closed).is_before(known(opened)):
            yield fault(thing, "closed_before_opened", "closed_on")
        if thing.values.get("closure_reason") and not closed:
            yield fault(thing, "reason_without_day", "closure_reason")

    def write(self, batch: Any, things: Sequence[Thing]) -> int:
        by, reports = importer(batch), _reported(things)
        made = [(thing, _case(thing, reports.get(thing.id), by, batch.pk)) for thing in things]
        groups = unit_groups(made[0][1], by) if made else []
        written = bulk.grant_many(
            Case, ((case.pk, group) for _thing, case in made for group in groups),
            permissions=PERMISSIONS, purpose=OWN_CASE, by=by,
        )  # fmt: skip
        # The stages before the case: it comes as it stands, and the database finds nothing left to tell.
        written += bulk.insert([event for thing, case in made for event in _stages(thing, case, by)])
        written += bulk.insert_named([case for _thing, case in made], _named)
        written += bulk.insert(
            [
                CaseNumber(pk=derived(thing.id, "number"), case=case, number=thing.values["number"])
                for thing, case in made
                if thing.values.get("number")
            ]
        )
        written += bulk.insert(
            [_decision(thing, reports[thing.id], by) for thing, _case in made if thing.id in reports]
        )
        return written + remarked([(thing, case.pk, _officer(thing)) for thing, case in made], by)


def _reported(things: Sequence[Thing]) -> dict[UUID, KnownDay]:
    """By case, the day on which its report was received."""
    reports = {thing.parents["cases.report"]: thing.id for thing in things if "cases.report" in thing.parents}
    rows = IntakeReport.objects.filter(pk__in=reports).values_list("pk", "received_on", "received_precision")
    return {reports[pk]: KnownDay(on, precision) for pk, on, precision in rows}


def _decision(thing: Thing, received: KnownDay, by: User) -> TriageDecision:
    """On the day of the report: the register knows no other."""
    return TriageDecision(
        pk=derived(thing.id, "decision"), report_id=thing.parents["cases.report"], case_id=thing.id, recorded_by=by,
        outcome=TriageOutcome.OPENS_CASE, happened_on=received.first, precision=received.precision,
    )  # fmt: skip


def _case(thing: Thing, reported: KnownDay | None, by: User, batch: UUID) -> Case:
    values, now = thing.values, timezone.now()
    opened, closed = values.get("opened_on"), values.get("closed_on")
    day = known(opened) if opened else reported or (known(closed) if closed else KnownDay(timezone.localdate(now)))
    return Case(
        pk=thing.id, stage=Stage.CLOSED if closed else Stage.INVESTIGATION, agency=by.agency, country=settings.COUNTRY,
        title=values.get("title", ""), summary=values.get("summary", ""), region=values.get("region", ""),
        opened_at=now, opened_on=day.first, opened_precision=day.precision, opened_by=by, last_moved_at=now,
        closed_on=known(closed).last if closed else None,
        closure_reason=(values.get("closure_reason") or "other") if closed else "", provisional_batch=batch,
    )  # fmt: skip


def _stages(thing: Thing, case: Case, by: User) -> list[CaseStageEvent]:
    opened = KnownDay(case.opened_on, case.opened_precision)
    reached = [(Stage.REPORTED, opened, "")]
    if case.closure_reason != NOT_TRAFFICKING:
        reached.append((Stage.INVESTIGATION, opened, ""))
    if case.stage == Stage.CLOSED:
        reached.append((Stage.CLOSED, known(thing.values["closed_on"]), case.closure_reason))
    return [
        CaseStageEvent(
            pk=derived(case.pk, f"stage {position}"), case=case, position=position, stage=stage, happened_on=day.first,
            precision=day.precision, reason=reason, recorded_by=by,
        )
        for position, (stage, day, reason) in enumerate(reached, start=1)
    ]  # fmt: skip


def _named(case: Any) -> None:
    case.reference = new_reference(settings.COUNTRY)


def _officer(thing: Thing) -> str:
    officer = thing.values.get("officer", "")
    return str(_("Officer: %(who)s") % {"who": officer}) if officer else ""
