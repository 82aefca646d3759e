"""Figures of a collection of published records. The unit is the person in a record, by year of registration."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Count, F, Func, Q
from django.utils.translation import gettext_lazy as _

from carisecure.countries.names import country_codes, country_name
from reports.importing.fields import AGE_BANDS, EXPLOITATION, GENDERS, MEANS, RECRUITERS
from reports.indicators.base import Counted, Indicator, Scope, Span
from reports.record.models import ReferenceRecord

UNIT_OF_COUNT = _("persons in reference records")
BY_REGISTRATION = _("Year of registration, as published.")
CTDC = _("CTDC Global Synthetic Data codebook v2 (February 2024)")
NOT_COUNTED = _("Records without a year. A person published in two records is counted twice: records have no names.")
DENOMINATOR = _(
    "The denominator rule of the codebook: a share is of the persons with at least one 1 in this"
    " group; for them an empty cell in the group counts as 0. A person can be in several rows, so"
    " shares may add up to more than 100."
)
FLAGS = {
    "sexual_exploitation": "is_sexual_exploitation",
    "forced_labour": "is_forced_labour",
    "other": "is_other_exploitation",
}


class Unnest(Func):
    """Each code of an array as a row of its own."""

    function = "unnest"
    output_field = CharField()
    set_returning = True


def _records(scope: Scope, span: Span) -> Any:
    return ReferenceRecord.objects.of_collection(scope.collection).filter(
        year=span.first.year, batch__committed_at__lte=scope.as_known_on
    )


def count_persons(scope: Scope, span: Span) -> Counted:
    total = _records(scope, span).count()
    return Counted({"persons": total}, total)


def _count_by(column: str) -> Any:
    def count(scope: Scope, span: Span) -> Counted:
        found = dict(_records(scope, span).values_list(column).annotate(n=Count("pk")).order_by())
        unknown = found.pop("", 0)
        return Counted(found, sum(found.values()) + unknown, unknown)

    return count


def count_forms(scope: Scope, span: Span) -> Counted:
    """The denominator rule over the three flags; who has none of them is unknown, not "none"."""
    any_flag = (
        Q(**{FLAGS["other"]: True}) | Q(**{FLAGS["forced_labour"]: True}) | Q(**{FLAGS["sexual_exploitation"]: True})
    )
    found = _records(scope, span).aggregate(
        everybody=Count("pk"),
        total=Count("pk", filter=any_flag),
        **{form: Count("pk", filter=Q(**{flag: True})) for form, flag in FLAGS.items()},
    )
    everybody, total = found.pop("everybody"), found.pop("total")
    return Counted({form: n for form, n in found.items() if n}, total, 0, {"silent": everybody - total})


def count_means(scope: Scope, span: Span) -> Counted:
    records = _records(scope, span)
    everybody = records.count()
    speaking = records.filter(means__len__gt=0)
    total = speaking.count()
    rows = dict(speaking.annotate(code=Unnest(F("means"))).values_list("code").annotate(n=Count("pk")).order_by())
    return Counted(rows, total, 0, {"silent": everybody - total})


def _figure(code: str, title: Any, definition: Any, count: Any, **more: Any) -> Indicator:
    return Indicator(
        code=f"reference.{code}", subject="collection", title=title, unit=UNIT_OF_COUNT, date_basis=BY_REGISTRATION,
        definition=definition, count=count, **{"source": CTDC, "not_counted": NOT_COUNTED, **more},
    )  # fmt: skip


def _country(code: str) -> str:
    return country_name(code) if code in country_codes() else code


REFERENCE: tuple[Indicator, ...] = (
    _figure(
        "persons", _("Persons by year"),
        _("Records in the collection. If the layout has no number for a person, each row is one"
          " person, even when two rows are the same."),
        count_persons, row_heading=_("All"), labels={"persons": _("Persons")},
    ),
    _figure(
        "form", _("Persons by form of exploitation"), DENOMINATOR, count_forms,
        row_heading=_("Form of exploitation"), labels=EXPLOITATION, is_overlapping=True,
    ),
    _figure(
        "gender", _("Persons by sex or gender"), _("As published; not recorded is shown as not known."),
        _count_by("gender"),
        row_heading=_("Sex or gender"), labels=GENDERS,
    ),
    _figure(
        "age", _("Persons by age band"),
        _("As published, in the age bands of the codebook. The band 9 to 17 and the one below it are children."),
        _count_by("age_band"), row_heading=_("Age band"), labels=AGE_BANDS,
    ),
    _figure(
        "citizenship", _("Persons by citizenship"), _("As published (ISO 3166-1); not recorded is shown as not known."),
        _count_by("citizenship"), row_heading=_("Citizenship"), name_row=_country,
    ),
    _figure(
        "means", _("Persons by means of control"), DENOMINATOR, count_means,
        row_heading=_("Means"), labels=MEANS, is_overlapping=True,
    ),
    _figure(
        "recruiter", _("Persons by who recruited them"), _("As published; not recorded is shown as not known."),
        _count_by("recruiter"), row_heading=_("Recruiter"), labels=RECRUITERS,
    ),
)  # fmt: skip
