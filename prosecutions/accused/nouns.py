"""Somebody charged, of a register: a suspect of the case, and an accused of the matter that the unit recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from carisecure.access import bulk
from carisecure.importing.register.nouns import NameRead, Noun, PersonRead, RegisterFault, Thing
from carisecure.importing.register.writing import derived, importer
from carisecure.interface import labels
from cases.people.nouns import PERSON_FAULTS, PERSON_FIELDS, check_person, in_order, person_read, write_people
from cases.record.models import InvolvementRole
from prosecutions.accused.models import ACCUSED, Accused, AccusedName
from prosecutions.accused.tying import tie
from prosecutions.record.brought import matters_of

CASE = "cases.case"


class AccusedNoun(Noun):
    """Two of one name are two, until somebody says otherwise: then they are linked, and counted as one."""

    code = "prosecutions.accused"
    label, label_many = _("Accused"), _("Persons accused")
    belongs_to = (CASE,)
    fields = PERSON_FIELDS
    faults = PERSON_FAULTS

    def check(self, thing: Thing) -> Iterable[RegisterFault]:
        return check_person(thing)

    def person_in(self, thing: Thing) -> PersonRead:
        return person_read(thing, suspect_of(thing.id))

    def write(self, batch: Any, things: Sequence[Thing]) -> int:
        by = importer(batch)
        written = write_people({suspect_of(thing.id): thing for thing in things}, role=InvolvementRole.SUSPECT, by=by)
        matters, made = matters_of({thing.parents[CASE]: None for thing in things}, by)
        ids = [matter.pk for matter in matters.values()]
        counts = Counter(Accused.objects.filter(prosecution__in=ids).values_list("prosecution_id", flat=True))
        rows, names = [], []
        for thing in things:
            matter = matters[thing.parents[CASE]]
            counts[matter.pk] += 1
            called = labels.numbered(ACCUSED, counts[matter.pk])
            rows.append(Accused(pk=thing.id, prosecution=matter, label=called, recorded_by=by))
            name: NameRead | None = thing.values.get("name")
            if name is not None and not name.is_unknown:
                names.append(
                    AccusedName(
                        pk=derived(thing.id, "name"), prosecution=matter, accused=rows[-1], name=in_order(name),
                        recorded_by=by,
                    )
                )  # fmt: skip
        written += made + bulk.insert(rows) + bulk.insert(names)
        tie([(thing.id, suspect_of(thing.id)) for thing in things])
        return written


def suspect_of(accused: UUID) -> UUID:
    """The involvement of an accused whom a register brought."""
    return derived(accused, "involvement")
