"""A report of a register: received on its day, in the words that the sheet has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from carisecure.access import bulk
from carisecure.access.models import PERMISSIONS
from carisecure.accounts.models import User
from carisecure.countries.packs import pack
from carisecure.days import limits
from carisecure.importing.fields import Text
from carisecure.importing.register.nouns import FieldKind, Noun, NounField, RegisterFault, Thing
from carisecure.importing.register.writing import fault, importer, known
from cases.insiders.operations.sharing import OWN_CASE
from cases.intake.models import Danger, FromWhom, IntakeReport
from cases.record.codelists import codelist

NO_CHANNEL = "other"


def codes(name: str) -> Mapping[str, Text]:
    return {code.code: code.label for code in codelist(name).codes}


class ReportNoun(Noun):
    """Without a case it waits for a decision, as one does that was entered by hand."""

    code = "cases.report"
    label, label_many = _("Report"), _("Reports")
    year_of = "received_on"
    fields = (
        NounField("received_on", _("Received on"), FieldKind.DAY, is_required=True,
                  also=("reported", "datereported", "received", "datereceived", "reportedon", "date", "fechadelreporte",
                        "fechadedenuncia", "recibido", "fecha")),
        NounField("channel", _("How it came in"), FieldKind.CODE, choices=lambda: codes("report_channel"),
                  also=("howreported", "channel", "modeofreport", "how", "via", "comosereporto")),
        NounField("source", _("From"), FieldKind.CODE, choices=lambda: codes("referral_source"),
                  also=("source", "reportedby", "from", "referredby", "fuente", "origen")),
        NounField("narrative", _("What came in"), FieldKind.TEXT,
                  also=("brief", "narrative", "details", "synopsis", "facts", "descripcion", "relato", "hechos")),
        NounField("place", _("Where"), FieldKind.TEXT,
                  also=("place", "location", "address", "wherefound", "lugar", "direccion")),
    )  # fmt: skip
    faults = {"day_outside": _("%(why)s")}

    def check(self, thing: Thing) -> Iterable[RegisterFault]:
        if (day := thing.values.get("received_on")) and (why := limits.AT_WORK.wrong(known(day))):
            yield fault(thing, "day_outside", "received_on", why=why)

    def write(self, batch: Any, things: Sequence[Thing]) -> int:
        by = importer(batch)
        rows = [_report(thing, by, batch.pk) for thing in things]
        written = bulk.grant_many(
            IntakeReport, ((row.pk, by.agency.group_id) for row in rows), permissions=PERMISSIONS, purpose=OWN_CASE,
            by=by,
        )  # fmt: skip
        return written + bulk.insert(rows)


def _report(thing: Thing, by: User, batch: UUID) -> IntakeReport:
    values = thing.values
    received = known(values["received_on"])
    return IntakeReport(
        pk=thing.id, agency=by.agency, channel=values.get("channel") or NO_CHANNEL, source=values.get("source", ""),
        from_whom=FromWhom.NOT_KNOWN, danger_now=Danger.NOT_KNOWN, narrative=values.get("narrative", ""),
        place=values.get("place", ""), logged_by=by, is_hour_known=False,
        provisional_batch=batch,
        received_on=received.first, received_precision=received.precision,
        received_at=datetime.combine(received.first, time.min, pack().time_zone),
    )  # fmt: skip
