"""Nouns of an invented unit: what a register is about is not the platform's to know, so its tests bring their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from carisecure.importing.register.nouns import FieldKind, Noun, NounField, RegisterFault, Thing

FORMS = {"f1": "Sexual exploitation", "f2": "Forced labour"}
REGIONS = {"r1": "Port of Spain", "r2": "San Fernando", "r3": "Tobago"}
STATES = {"committed": "Committed", "dismissed": "Dismissed"}


class _Noun(Noun):
    def write(self, batch: Any, things: Sequence[Thing]) -> int:
        return len(things)


class Report(_Noun):
    code, label, label_many, year_of = "unit.report", "Report", "Reports", "received_on"
    fields = (
        NounField("received_on", "Received on", FieldKind.DAY, also=("reported", "datereported", "fecha"),
                  is_required=True),
        NounField("words", "What came in", FieldKind.TEXT, also=("brief", "hechos")),
    )  # fmt: skip


class Case(_Noun):
    code, label, label_many, comes_with = "unit.case", "Case", "Cases", ("unit.report",)
    fields = (
        NounField("number", "Case number", FieldKind.REFERENCE, also=("caseno", "expediente")),
        NounField("region", "Region", FieldKind.CODE, choices=lambda: REGIONS, also=("parroquia", "parish")),
        NounField("closed_on", "Closed on", FieldKind.DAY, also=("closed", "cerrado")),
    )
    faults = {"closed_early": "Closed before 2013: %(why)s."}

    def check(self, thing: Thing) -> Iterable[RegisterFault]:
        closed = thing.values.get("closed_on")
        if closed and closed.day.year < 2013:
            yield RegisterFault(thing.place, "closed_early", str(closed.day), {"why": "the unit began then"})


class File(_Noun):
    code, label, label_many, belongs_to, year_of = "unit.file", "File", "Files", ("unit.case",), "sent_on"
    fields = (NounField("sent_on", "Sent on", FieldKind.DAY, also=("filetodpp", "fiscalia"), is_required=True),)


PERSON = (
    NounField("name", "Name", FieldKind.NAME, also=("nombre",)),
    NounField("sex", "Sex", FieldKind.CODE, choices=lambda: {"s1": "Female", "s2": "Male"}, also=("sexo",)),
    NounField("age", "Age", FieldKind.AGE, also=("agedob", "edad")),
    NounField("citizenship", "Citizenship", FieldKind.COUNTRY, also=("nationality", "nacionalidad")),
    NounField("telephones", "Telephones", FieldKind.TELEPHONES, also=("contactno", "telefono")),
)


class Victim(_Noun):
    code, label, label_many, belongs_to = "unit.victim", "Victim", "Victims", ("unit.case",)
    fields = PERSON


class Done(_Noun):
    code, label, label_many, belongs_to = "unit.done", "Exploitation", "Exploitations", ("unit.victim",)
    fields = (
        NounField("forms", "Form", FieldKind.CODES, choices=lambda: FORMS, also=("typeofexploitation", "finalidad"),
                  is_required=True),
        NounField("place", "Place", FieldKind.TEXT, also=("wherefound",)),
    )  # fmt: skip


class Accused(_Noun):
    code, label, label_many, belongs_to = "unit.accused", "Accused", "Accused", ("unit.case",)
    fields = PERSON


class Charge(_Noun):
    code, label, label_many, belongs_to, year_of = "unit.charge", "Charge", "Charges", ("unit.accused",), "laid_on"
    fields = (
        NounField("typed", "Charges", FieldKind.TEXT, also=("charge",)),
        NounField("laid_on", "Charged on", FieldKind.DAY, also=("datecharged",)),
        NounField("counts", "Counts", FieldKind.NUMBER),
    )


class Outcome(_Noun):
    code, label, label_many, belongs_to, year_of = "unit.outcome", "Outcome", "Outcomes", ("unit.accused",), "since"
    fields = (
        NounField("state", "Outcome", FieldKind.CODE, choices=lambda: STATES, also=("statusoutcome",),
                  is_required=True),
        NounField("since", "Since", FieldKind.DAY),
    )  # fmt: skip


ALL = (Report(), Case(), File(), Victim(), Done(), Accused(), Charge(), Outcome())
