"""What of a case goes to the prosecution service, and what the database compares to tell that it changed since.

One description for both: `sheets.py` renders these sections of the case's document, and the function
`carisecure.file_parts` (`sql/file_parts.sql`) is written from it. The tests fail where a section of the document is not
named here, where the function in the database is another one, and where a sheet shows a column that is not compared.
Why the database compares at all: docs/decisions/case-document.md.

**To compare more**: change `FILED`, put `file_parts_body()` into a new file beside `file_parts.sql`, and run it
in a migration. Every mark of that kind is then another one, and all that was sent before is told as changed: after a
release such a migration has to mark the frozen items anew where their mark of before still fits, as 0009 did for roles.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models

from carisecure.access.fields import SealedField
from carisecure.corrections.models import Corrected
from cases.exhibits.models import Exhibit
from cases.exploitation.models import Exploitation
from cases.intake.models import IntakeReport
from cases.material.models import Statement
from cases.people.models import InvolvementPart
from cases.proof.models import ProofItem
from cases.record.models import Case, Involvement, Person
from prosecutions.file.models import ItemKind

FACTS, TEXT = "facts", "text"


@dataclass(frozen=True)
class Filed:
    """One section of the document as sheets.

    `facts`: their codes, in the order of the sheet. `parts`: what the sheet's text is put together from.
    `compared`: the columns whose values make the mark of a sheet, in the order in which they are digested.
    """

    section: str
    parts: tuple[str, ...]
    facts: tuple[str, ...]
    compared: tuple[tuple[type[models.Model], tuple[str, ...]], ...]


# In the order of the frozen list.
FILED: dict[ItemKind, Filed] = {
    ItemKind.ELEMENTS: Filed(
        section="elements", parts=(FACTS,), facts=("act", "means", "purpose"),
        compared=(
            (Case, ("acts", "means", "purposes")),
            (Exploitation, ("form", "acts", "recruitment", "control")),
        ),
    ),
    ItemKind.EXPLOITATION: Filed(
        section="exploitation", parts=(FACTS,),
        facts=("exploited", "exploitation_form", "exploitation_when", "exploitation_where", "exploitation_country",
               "exploitation_sector", "exploitation_act", "exploitation_recruitment", "recruited_by", "promised",
               "paid_by", "means_of_control", "exploitation_by"),
        compared=(
            (Exploitation, ("victim_id", "form", "began_on", "began_precision", "ended_on", "ended_precision", "place",
                            "country", "sector", "acts", "recruitment", "recruited_by", "promised", "paid_by",
                            "control")),
        ),
    ),
    ItemKind.REPORT: Filed(
        section="reports", parts=(FACTS, TEXT), facts=("received", "where"),
        compared=(
            (IntakeReport, ("received_at", "received_on", "received_precision", "is_hour_known", "channel", "narrative",
                            "place")),
        ),
    ),
    ItemKind.PERSON: Filed(
        section="people", parts=(FACTS,),
        facts=("role_in_case", "roles_known", "is_official", "status_decision", "age", "age_known_from", "gender",
               "citizenship", "languages"),
        compared=(
            (Involvement, ("standing_roles", "label", "status", "is_official")),
            (Person, ("age_from", "age_to", "age_basis", "age_on", "gender", "citizenships", "languages")),
            (InvolvementPart, ("role", "since_on", "since_precision", "ended_on", "ended_precision", "relationship",
                               "arrested_on", "arrested_precision", "cautioned_on", "cautioned_precision")),
        ),
    ),
    ItemKind.STATEMENT: Filed(
        section="statements", parts=(TEXT,), facts=(),
        compared=((Statement, ("involvement_id", "taken_on", "language", "text")),),
    ),
    # Where a thing is kept now is the unit's own affair: the court asks for its continuity, not for the shelf.
    ItemKind.EXHIBIT: Filed(
        section="exhibits", parts=(TEXT, FACTS), facts=("found_on", "found_where"),
        compared=((Exhibit, ("mark", "description", "found_on", "found_at")),),
    ),
    # One sheet a victim. What nothing proves yet (`proof_gaps`) is the unit's own work and does not go.
    ItemKind.PROOF: Filed(
        section="proof", parts=(FACTS,), facts=("proof_of", "proof"),
        compared=(
            (ProofItem, ("element", "suspect_id", "statement_id", "exhibit_id", "report_id", "shows")),
            (Statement, ("involvement_id", "taken_on")),
            (Exhibit, ("mark",)),
            (IntakeReport, ("received_at", "received_on", "received_precision", "is_hour_known")),
        ),
    ),
}  # fmt: skip
# What may follow a person into the file. Never a telephone or an address: a victim's may be the shelter's.
FILED_KINDS = ("name", "alias", "birth_date", "document")
# Sections of the document that never go, and why.
KEPT_BACK: dict[str, str] = {
    "course": "how the unit works on the case, and its own summary of it",
    "notes": "the unit's diary",
    "events": "made from the other sections, some of which may not go",
}


def file_parts_body() -> str:
    """The body of `carisecure.file_parts`, as the description has it."""
    return "\nunion all\n".join(_select(kind, filed) for kind, filed in FILED.items())


def _select(kind: ItemKind, filed: Filed) -> str:
    """Rows of one kind: the first of its models is the one whose key the sheet has."""
    model, *joined = [of for of, _names in filed.compared]
    table = model._meta.db_table
    if model is ProofItem:
        return _select_proof(kind, filed)
    if issubclass(model, Corrected):
        return _select_corrected(kind, filed, table)
    beside = [of for of in joined if of in _ROWS_OF]
    columns = ",\n       ".join(_column(of, name) for of, names in filed.compared if of not in beside for name in names)
    columns += "".join(_rows_of(of, names) for of, names in filed.compared if of in beside)
    names = "n.mark, n.newest" if Person in joined else "'', null::timestamptz"
    tables = "".join([table, _SAID.get(model, ""), *(_JOIN[of] for of in joined if of not in beside)])
    of_case = f"{table}.id" if model is Case else f"{table}.case_id"
    return (
        f"select '{kind.value}', {table}.id, md5(jsonb_build_array(\n       {columns})::text),\n"  # noqa: S608  (no word of anybody's is in it)
        f"       {_SINCE.get(model, f'{table}.created_at')}, {names}\n"
        f"  from {tables}\n"
        f" where {of_case} = p_case"
    )


def _rows_of(model: type[models.Model], names: tuple[str, ...]) -> str:
    """What stands of several rows of a person or a case, each known by its first row, in the order of the entries."""
    table = model._meta.db_table
    columns = ",\n               ".join(_column(model, name) for name in names)
    return (
        f",\n       (select jsonb_agg(jsonb_build_array(\n               {columns})\n"  # noqa: S608  (no word of anybody's is in it)
        f"               order by {table}.entry_key)\n"
        f"          from {table} where {_ROWS_OF[model]}\n   and {_stands(table)})"
    )


def _select_corrected(kind: ItemKind, filed: Filed, table: str) -> str:
    """One part is what stands of an entry, known by its first row and added with it; what was struck out is no part."""
    columns = ",\n       ".join(_column(of, name) for of, names in filed.compared for name in names)
    columns += _BESIDE.get(filed.compared[0][0], "")
    return (
        f"select '{kind.value}', {table}.entry_key, md5(jsonb_build_array(\n       {columns})::text),\n"  # noqa: S608  (no word of anybody's is in it)
        f"       first.created_at, '', null::timestamptz\n"
        f"  from {table} join {table} first on first.id = {table}.entry_key\n"
        f" where {table}.case_id = p_case and {_stands(table)}"
    )


def _stands(table: str) -> str:
    return (
        f"not {table}.is_retracted\n   and not exists (select from {table} later where later.replaces_id = {table}.id)"
    )


def _select_proof(kind: ItemKind, filed: Filed) -> str:
    """One part is all that proves something of one victim, while what it leans on stands and is of the case."""
    columns = ",\n       ".join(_column(of, name) for of, names in filed.compared for name in names)
    sources = "".join(
        f"\n  left join {table} on {table}.entry_key = cases_proofitem.{name}_id and {_stands(table)}"
        for table, name in (("cases_statement", "statement"), ("cases_exhibit", "exhibit"))
    )
    return (
        f"select '{kind.value}', cases_proofitem.victim_id, md5(jsonb_agg(jsonb_build_array(\n       {columns})\n"  # noqa: S608  (no word of anybody's is in it)
        f"       order by cases_proofitem.recorded_at, cases_proofitem.id)::text),\n"
        f"       min(first.created_at), '', null::timestamptz\n"
        f"  from cases_proofitem join cases_proofitem first on first.id = cases_proofitem.entry_key{sources}\n"
        f"  left join cases_intakereport on cases_intakereport.id = cases_proofitem.report_id\n"
        f"   and cases_intakereport.case_id = p_case\n"
        f" where cases_proofitem.case_id = p_case and {_stands('cases_proofitem')}\n"
        f"   and coalesce(cases_statement.id, cases_exhibit.id, cases_intakereport.id) is not null\n"
        f" group by cases_proofitem.victim_id"
    )


def _column(model: type[models.Model], name: str) -> str:
    """A moment as seconds: as text it would change with the zone of whoever asks."""
    field: Any = model._meta.get_field(name)
    column = f"{model._meta.db_table}.{field.column}"
    if model in _SAID and isinstance(field, SealedField):
        return f"coalesce(said.{field.column}, {column})"
    return f"extract(epoch from {column})" if isinstance(field, models.DateTimeField) else column


# Since when it is a part of the case, where that is not when it was written: a report joins when that is decided.
_SINCE: dict[type[models.Model], str] = {
    IntakeReport: """coalesce((select max(d.recorded_at) from cases_triagedecision d
                  where d.report_id = cases_intakereport.id and d.case_id = p_case and not d.is_retracted
                    and not exists (select from cases_triagedecision b
                                     where b.id = d.replaces_id and b.case_id = p_case and not b.is_retracted)),
                cases_intakereport.created_at)"""
}
# The texts of a report that was corrected stand in a row of their own; its other columns follow it.
_SAID: dict[type[models.Model], str] = {
    IntakeReport: """
  left join cases_reportwords said on said.id = cases_intakereport.as_corrected_id"""
}
# What stands in rows of its own and is on the sheet: who did it.
_BESIDE: dict[type[models.Model], str] = {
    Exploitation: """,
       (select jsonb_agg(s.suspect_id order by s.suspect_id)
          from cases_exploitationsuspect s where s.exploitation_id = cases_exploitation.id)"""
}
# What stands in several rows of its own, and whose: the roles of a person, with their days; what was done in a case.
_ROWS_OF: dict[type[models.Model], str] = {
    InvolvementPart: "cases_involvementpart.involvement_id = cases_involvement.id",
    Exploitation: "cases_exploitation.case_id = p_case",
}
_JOIN: dict[type[models.Model], str] = {
    Person: """
  join cases_person on cases_person.id = cases_involvement.person_id
 cross join lateral carisecure.filed_identity(cases_person.id) n"""
}
