"""A file of a register: that it went to the prosecution service, and when; what was in it nobody wrote down there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carisecure.access import bulk
from carisecure.days import limits
from carisecure.importing.register.nouns import FieldKind, Noun, NounField, RegisterFault, Thing
from carisecure.importing.register.writing import fault, importer, known
from cases.material.nouns import remarked
from cases.record.models import Stage
from prosecutions.file.canonical import list_digest
from prosecutions.file.models import FileSubmission
from prosecutions.record.brought import cases_reach, first_days, matters_of

CASE = "cases.case"


class FileNoun(Noun):
    code = "prosecutions.file"
    label, label_many = _("File to the DPP"), _("Files to the DPP")
    belongs_to = (CASE,)
    year_of = "sent_on"
    fields = (
        NounField("sent_on", _("Sent to the DPP on"), FieldKind.DAY, is_required=True,
                  also=("filetodpp", "senttodpp", "dpp", "datetodpp", "filesubmitted", "submittedtodpp", "alafiscalia",
                        "enviadoalafiscalia", "fiscalia")),
    )  # fmt: skip
    faults = {"day_outside": _("%(why)s")}

    def check(self, thing: Thing) -> Iterable[RegisterFault]:
        if (day := thing.values.get("sent_on")) and (why := limits.HAPPENED.wrong(known(day))):
            yield fault(thing, "day_outside", "sent_on", why=why)

    def write(self, batch: Any, things: Sequence[Thing]) -> int:
        by = importer(batch)
        days = first_days((thing.parents[CASE], known(thing.values["sent_on"])) for thing in things)
        matters, written = matters_of(dict(days), by)
        ids = [matter.pk for matter in matters.values()]
        sent = Counter(FileSubmission.objects.filter(prosecution__in=ids).values_list("prosecution_id", flat=True))
        rows = []
        for thing in sorted(things, key=lambda one: known(one.values["sent_on"]).first):
            matter, day = matters[thing.parents[CASE]], known(thing.values["sent_on"])
            sent[matter.pk] += 1
            digest = list_digest(reference=matter.reference, number=sent[matter.pk], note="", items=[])
            rows.append(
                FileSubmission(
                    pk=thing.id, prosecution=matter, recorded_by=by, number=sent[matter.pk], item_count=0,
                    submitted_at=timezone.now(), sent_on=day.first, sent_precision=day.precision, sha256=digest,
                )
            )  # fmt: skip
        written += bulk.insert(rows)
        written += cases_reach(Stage.WITH_DPP, days, by)
        return written + remarked([(thing, thing.parents[CASE], "") for thing in things], by)
