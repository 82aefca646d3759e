"""What a register says somebody was charged with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from carisecure.access import bulk
from carisecure.days import limits
from carisecure.days.known import KnownDay, Precision
from carisecure.importing.fields import Text
from carisecure.importing.register.nouns import FieldKind, Noun, NounField, RegisterFault, Thing
from carisecure.importing.register.writing import derived, fault, importer, known, parents
from cases.material.nouns import remarked
from cases.record.models import Case, Stage
from prosecutions.accused.models import Accused
from prosecutions.charges.models import Charge, LaidBy
from prosecutions.court_path.brought import matters_move
from prosecutions.court_path.models import StageEvent
from prosecutions.court_path.paths import path_for
from prosecutions.offences.catalogue import catalogue
from prosecutions.record.brought import cases_reach, first_days

ACCUSED = "prosecutions.accused"


def _offences() -> Mapping[str, Text]:
    return {one.code: one.title.lazy for one in catalogue().offences}


class ChargeNoun(Noun):
    """Several offences in one cell are several charges. The day of the act is in few registers: without it the year in
    which the case was opened, or of the charge where that is earlier, and the diary says so.
    """

    code = "prosecutions.charge"
    label, label_many = _("Charge"), _("Charges")
    belongs_to = (ACCUSED,)
    year_of = "laid_on"
    fields = (
        NounField("offences", _("Offences of the list"), FieldKind.CODES, choices=_offences,
                  also=("charges", "charge", "offence", "offences", "cargos", "delito", "delitos")),
        NounField("typed", _("Offence, as the sheet has it"), FieldKind.TEXT, also=("chargeastyped",)),
        NounField("laid_on", _("Charged on"), FieldKind.DAY, is_required=True,
                  also=("datecharged", "chargedon", "dateofcharge", "fechadeacusacion", "acusadoel")),
        NounField("committed_on", _("Day of the offence"), FieldKind.DAY,
                  also=("dateofoffence", "offencedate", "fechadelhecho")),
        NounField("counts", _("Counts"), FieldKind.NUMBER, also=("counts", "noofcounts", "numberofcounts")),
        NounField("court", _("Court"), FieldKind.TEXT, also=("court", "magistratescourt", "tribunal", "juzgado")),
        NounField("complaint_number", _("Complaint number"), FieldKind.TEXT,
                  also=("complaintno", "informationno", "courtcaseno", "numerodedenuncia")),
    )  # fmt: skip
    faults = {
        "day_outside": _("%(why)s"),
        "nothing_charged": _("A day of a charge, and no offence."),
        "charged_before_the_act": _("Charged before the day of the offence."),
        "too_long": _("Longer than fits: at most %(most)s letters."),
    }

    def check(self, thing: Thing) -> Iterable[RegisterFault]:
        laid, committed = (thing.values.get(name) for name in ("laid_on", "committed_on"))
        for name, day in (("laid_on", laid), ("committed_on", committed)):
            if day and (why := limits.HAPPENED.wrong(known(day))):
                yield fault(thing, "day_outside", name, why=why)
        if laid and committed and known(laid).is_before(known(committed)):
            yield fault(thing, "charged_before_the_act", "committed_on")
        if not thing.values.get("offences") and not thing.values.get("typed"):
            yield fault(thing, "nothing_charged")
        for name, most in (("typed", 120), ("court", 120), ("complaint_number", 60)):
            if len(thing.values.get(name, "")) > most:
                yield fault(thing, "too_long", name, most=most)

    def write(self, batch: Any, things: Sequence[Thing]) -> int:
        by = importer(batch)
        accused = {
            row.pk: row
            for row in Accused.objects.filter(pk__in=parents(things, ACCUSED)).select_related("prosecution")
        }  # fmt: skip
        cases = {row.prosecution.case_id for row in accused.values()}
        opened = {case.pk: case.opened_on for case in Case.objects.filter(pk__in=cases).only("opened_on")}
        begun = set(StageEvent.objects.filter(accused__in=accused).values_list("accused_id", flat=True))
        charges: list[Charge] = []
        steps: list[StageEvent] = []
        for thing in things:
            who = accused[thing.parents[ACCUSED]]
            charges += _charges(thing, who, opened[who.prosecution.case_id].year, by)
            if who.pk not in begun:
                begun.add(who.pk)
                steps.append(_first_step(thing, who, by))
        written = bulk.insert(charges) + bulk.insert(steps)
        matters_move({row.prosecution_id for row in accused.values()})
        days = first_days(
            (accused[thing.parents[ACCUSED]].prosecution.case_id, known(thing.values["laid_on"])) for thing in things
        )
        written += cases_reach(Stage.BEFORE_COURT, days, by)
        told = [(thing, accused[thing.parents[ACCUSED]].prosecution.case_id, _undated(thing)) for thing in things]
        return written + remarked(told, by)


def _charges(thing: Thing, accused: Accused, opened: int, by: Any) -> list[Charge]:
    values = thing.values
    laid = known(values["laid_on"])
    given = values.get("committed_on")
    committed = (
        known(given) if given else KnownDay(laid.first.replace(year=min(opened, laid.first.year)), Precision.YEAR)
    )
    offences = [{"offence": code} for code in dict.fromkeys(values.get("offences", ()))]
    typed = {"typed_act": values.get("typed", ""), "typed_section": gettext("not in the register")}
    return [
        Charge(
            pk=derived(thing.id, f"charge {number}"), prosecution=accused.prosecution, accused=accused, recorded_by=by,
            happened_on=laid.first, precision=laid.precision, laid_on=laid.first, laid_precision=laid.precision,
            committed_on=committed.first, committed_precision=committed.precision, laid_by=LaidBy.NOT_KNOWN,
            counts=max(1, values.get("counts") or 1), court=values.get("court", ""),
            complaint_number=values.get("complaint_number", ""), **said,
        )
        for number, said in enumerate(offences or [typed])
    ]  # fmt: skip


def _first_step(thing: Thing, accused: Accused, by: Any) -> StageEvent:
    laid = known(thing.values["laid_on"])
    path = path_for(laid.first)
    return StageEvent(
        pk=derived(thing.id, "first step"), prosecution=accused.prosecution, accused=accused, path=path.code,
        stage=path.first.code, happened_on=laid.first, precision=laid.precision, recorded_by=by,
    )  # fmt: skip


def _undated(thing: Thing) -> str:
    if thing.values.get("committed_on"):
        return ""
    return gettext("Charge: the day of the offence is not in the register. Its year here is that of the case.")
