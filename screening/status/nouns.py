"""What a register says was decided about a victim."""

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
from cases.record.codelists import codelist
from cases.record.models import Involvement, VictimStatus
from screening.status.models import Ground, StatusDetermination

VICTIM = "cases.victim"


class StatusNoun(Noun):
    """Where the sheet has no day of the decision, the year in which the case was opened: no more is known, and the
    ground says so.
    """

    code = "screening.status"
    label, label_many = _("Decision on victim status"), _("Decisions on victim status")
    belongs_to = (VICTIM,)
    year_of = "decided_on"
    fields = (
        NounField("status", _("Status"), FieldKind.CODE, is_required=True,
                  choices=lambda: {status.value: status.label for status in VictimStatus},
                  also=("status", "victimstatus", "confirmed", "estatus", "estado", "condicion")),
        NounField("decided_on", _("Decided on"), FieldKind.DAY,
                  also=("dateidentified", "identifiedon", "decidedon", "dateconfirmed", "fechadeidentificacion")),
        NounField("deciding_body", _("Decided by"), FieldKind.CODE,
                  choices=lambda: _bodies(), also=("decidedby", "identifiedby", "identificadapor")),
    )  # fmt: skip
    faults = {"day_outside": _("%(why)s")}

    def check(self, thing: Thing) -> Iterable[RegisterFault]:
        if (day := thing.values.get("decided_on")) and (why := limits.HAPPENED.wrong(known(day))):
            yield fault(thing, "day_outside", "decided_on", why=why)

    def write(self, batch: Any, things: Sequence[Thing]) -> int:
        by = importer(batch)
        found = Involvement.objects.filter(pk__in=parents(things, VICTIM)).values_list(
            "pk", "case_id", "case__opened_on"
        )
        of = {pk: (case, opened) for pk, case, opened in found}
        rows, statuses = [], {}
        for thing in things:
            victim, given = thing.parents[VICTIM], thing.values.get("decided_on")
            day = known(given) if given else KnownDay(of[victim][1], Precision.YEAR)
            statuses[victim] = thing.values["status"]
            rows.append(
                StatusDetermination(
                    pk=derived(thing.id, "decision"), involvement_id=victim, agency_group_id=by.agency.group_id,
                    status=thing.values["status"], happened_on=day.first, precision=day.precision, recorded_by=by,
                    deciding_body=thing.values.get("deciding_body") or "police", grounds=[Ground.EVIDENCE],
                    ground=_ground(is_dated=given is not None),
                )
            )  # fmt: skip
        written = bulk.insert(rows)
        for status in set(statuses.values()):
            Involvement.objects.filter(pk__in=[pk for pk, said in statuses.items() if said == status]).update(
                status=status
            )
        return written + remarked([(thing, of[thing.parents[VICTIM]][0], "") for thing in things], by)


def _bodies() -> Mapping[str, Text]:
    return {code.code: code.label for code in codelist("status_decided_by").codes}


def _ground(*, is_dated: bool) -> str:
    if is_dated:
        return gettext("As the register of the unit has it.")
    return gettext(
        "As the register of the unit has it. The day of the decision is not in it: the year is that of the report."
    )
