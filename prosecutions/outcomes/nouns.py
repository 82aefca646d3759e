"""What a register says became of an accused: a step of the court path, and where it is one, the verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from carisecure.access import bulk
from carisecure.countries.packs import pack
from carisecure.days import limits
from carisecure.days.known import KnownDay, Precision
from carisecure.importing.fields import Text
from carisecure.importing.register.nouns import FieldKind, Noun, NounField, RegisterFault, Thing
from carisecure.importing.register.writing import derived, fault, grouped, importer, known, parents
from cases.material.nouns import remarked
from prosecutions.accused.models import Accused
from prosecutions.charges.models import Charge
from prosecutions.court_path.brought import matters_move, not_before, standing_in, steps_of
from prosecutions.court_path.models import StageEvent
from prosecutions.court_path.paths import court_paths, path_for
from prosecutions.court_path.standing import Standing
from prosecutions.outcomes.models import CONVICTIONS, Outcome, Sentence, Verdict
from prosecutions.outcomes.operations import step_of

ACCUSED = "prosecutions.accused"
GIVEN = frozenset(Verdict.values) - {Verdict.ALTERNATIVE}  # that one follows from another charge


def _states() -> Mapping[str, Text]:
    """Every step of every path, and the verdict that is no step of its own."""
    steps = {stage.code: stage.label.lazy for path in court_paths() for stage in path.stages}
    return {**steps, Verdict.GUILTY_PLEA.value: Verdict.GUILTY_PLEA.label}


class OutcomeNoun(Noun):
    """Where the sheet has no day, the year of the charge, and the diary says so. A verdict is given on every charge of
    the accused that has none.
    """

    code = "prosecutions.outcome"
    label, label_many = _("Outcome"), _("Outcomes")
    belongs_to = (ACCUSED,)
    comes_with = ("prosecutions.charge",)
    year_of = "happened_on"
    fields = (
        NounField("state", _("Where it stands"), FieldKind.CODE, choices=_states, is_required=True,
                  also=("statusoutcome", "outcome", "result", "verdict", "courtstatus", "resultado", "sentencia")),
        NounField("happened_on", _("Since"), FieldKind.DAY,
                  also=("outcomedate", "dateofoutcome", "verdictdate", "fechadelresultado")),
        NounField("months", _("Months of imprisonment"), FieldKind.NUMBER, also=("months", "sentencemonths", "meses")),
    )  # fmt: skip
    faults = {
        "day_outside": _("%(why)s"),
        "sentence_without_conviction": _("Only a conviction carries a sentence."),
    }

    def check(self, thing: Thing) -> Iterable[RegisterFault]:
        if (day := thing.values.get("happened_on")) and (why := limits.HAPPENED.wrong(known(day))):
            yield fault(thing, "day_outside", "happened_on", why=why)
        state = thing.values.get("state", "")
        if thing.values.get("months") and state not in CONVICTIONS:
            yield fault(thing, "sentence_without_conviction", "state")

    def write(self, batch: Any, things: Sequence[Thing]) -> int:
        by = importer(batch)
        rows = Accused.objects.filter(pk__in=parents(things, ACCUSED)).select_related("prosecution__case")
        accused = {row.pk: row for row in rows}
        charges = grouped((row.accused_id, row) for row in _undecided(accused))
        everybody: dict[UUID | None, Standing] = {}
        for standing in standing_in(steps_of({row.prosecution_id for row in accused.values()})).values():
            everybody |= standing
        steps: list[StageEvent] = []
        outcomes: list[Outcome] = []
        sentences: list[Sentence] = []
        for thing in things:
            who = accused[thing.parents[ACCUSED]]
            stands, theirs = everybody.get(who.pk), charges.get(who.pk, ())
            day = _day(thing, who, stands)
            steps += _step(thing, who, stands, day, by)
            if thing.values["state"] in GIVEN:
                outcomes += _outcomes(thing, who, theirs, day, by)
            if thing.values.get("months"):
                sentences += [_sentence(thing, one, day, by) for one in outcomes if one.accused_id == who.pk]
        written = bulk.insert(steps) + bulk.insert(outcomes) + bulk.insert(sentences)
        matters_move({row.prosecution_id for row in accused.values()})
        told = [(thing, accused[thing.parents[ACCUSED]].prosecution.case_id, _undated(thing)) for thing in things]
        return written + remarked(told, by)


def _undecided(accused: Iterable[UUID]) -> list[Charge]:
    charges = list(Charge.objects.filter(accused__in=list(accused), is_withdrawn=False).standing())
    decided = Outcome.objects.filter(charge__in=charges).standing().values_list("charge_id", flat=True)
    done = set(decided)
    return [charge for charge in charges if charge.pk not in done]


def _day(thing: Thing, accused: Accused, stands: Standing | None) -> KnownDay:
    given = thing.values.get("happened_on")
    if stands is not None:
        latest = stands.latest.happened
        return not_before(known(given) if given else KnownDay(latest.first, Precision.YEAR), latest)
    return known(given) if given else KnownDay(accused.prosecution.case.opened_on, Precision.YEAR)


def _step(thing: Thing, accused: Accused, stands: Standing | None, day: KnownDay, by: Any) -> list[StageEvent]:
    """On the path of the charge; of somebody whose charge the register does not have, on that of the day."""
    stage = step_of(thing.values["state"])
    path = stands.path if stands is not None else path_for(day.first)
    latest = stands.latest.stage if stands is not None else ""
    if stage == latest or stage not in {one.code for one in path.stages}:
        return []
    return [
        StageEvent(
            pk=derived(thing.id, "step"), prosecution=accused.prosecution, accused=accused, path=path.code,
            stage=stage, happened_on=day.day, precision=day.precision, recorded_by=by,
            is_out_of_order=bool(latest) and not path.may_follow(latest, stage),
        )
    ]  # fmt: skip


def _outcomes(thing: Thing, accused: Accused, charges: Sequence[Charge], day: KnownDay, by: Any) -> list[Outcome]:
    return [
        Outcome(
            pk=derived(charge.pk, "outcome"), prosecution=accused.prosecution, accused=accused, charge=charge,
            verdict=thing.values["state"], happened_on=day.day, precision=day.precision, recorded_by=by,
        )
        for charge in charges
    ]  # fmt: skip


def _sentence(thing: Thing, outcome: Outcome, day: KnownDay, by: Any) -> Sentence:
    return Sentence(
        pk=derived(outcome.pk, "sentence"), prosecution=outcome.prosecution, outcome=outcome, recorded_by=by,
        months=thing.values["months"], currency=pack().country.currency, happened_on=day.day, precision=day.precision,
    )  # fmt: skip


def _undated(thing: Thing) -> str:
    if thing.values.get("happened_on"):
        return ""
    return gettext("Outcome: its day is not in the register. Its year here is that of the charge.")
