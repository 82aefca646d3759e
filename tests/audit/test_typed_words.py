"""What people type stands in no line of the ledger, whether it is sealed in its own table or not."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.test import Client
from django.urls import reverse

from carisecure.access.migration_operations import MASKED
from carisecure.audit import words
from carisecure.corrections.operations import follow_up
from cases.exhibits.models import Exhibit
from cases.exhibits.operations import add_exhibit
from prosecutions.charges.models import Charge
from prosecutions.court.models import Hearing
from prosecutions.court.operations import schedule_hearing
from tests.cases.ledger import lines
from tests.factories import make_case
from tests.people import People, enter
from tests.prosecutions.matters import charged
from tests.roles import unkept

pytestmark = pytest.mark.django_db
TYPED = "ZUNZUN-1"  # of the kind that passes for a code

CODES = "codes of the house's lists; the operation refuses others"
MADE = "made by the house: “Person 1”; no form takes one"
GRANT = "why it was given, one of the short words that the operations use; no form takes one"
DIGEST = "a digest"
# Columns of watched tables that are long enough for words and that nobody types into, and those that must be told.
REASONS = {
    "accounts_agency.name": "the name of an agency, which is public",
    "accounts_user.email": "stays empty: no form asks for it",
    "accounts_user.full_name": "of a colleague: the log has to tell who somebody was who was renamed since",
    "accounts_user.username": "of a colleague: the log has to tell who somebody was who was renamed since",
    "cases_approval.params": "ids, days and codes; its sentences stand in columns of their own",
    "cases_case.acts": CODES,
    "cases_case.means": CODES,
    "cases_case.purposes": CODES,
    "cases_casegrant.purpose": GRANT,
    "cases_casegrant.sharing_agreement": GRANT,
    "cases_disposal.counts": "counts",
    "cases_exhibitfile.copy_path": "a random name",
    "cases_exhibitfile.copy_sha256": DIGEST,
    "cases_exhibitfile.mime": "a media type, found by the house",
    "cases_exhibitfile.path": "a random name",
    "cases_exhibitfile.sha256": DIGEST,
    "cases_intakereport.form": CODES,
    "cases_reportapproval.params": "ids, days and codes; its sentences stand in columns of their own",
    "cases_reportdisposal.counts": "counts",
    "cases_reportwords.form": CODES,
    "cases_involvement.label": MADE,
    "cases_involvementgrant.purpose": GRANT,
    "cases_involvementgrant.sharing_agreement": GRANT,
    "cases_reportgrant.purpose": GRANT,
    "screening_clientapproval.params": "ids, days and codes; its sentences stand in columns of their own",
    "screening_clientdisposal.counts": "counts",
    "screening_clientgrant.purpose": GRANT,
    "screening_clientgrant.sharing_agreement": GRANT,
    "cases_reportgrant.sharing_agreement": GRANT,
    "cases_registerbatch.path": "a random name",
    "cases_registerbatch.records_digest": DIGEST,
    "cases_registerbatch.rows_digest": DIGEST,
    "cases_registerbatch.sha256": DIGEST,
    "jobs_job.arguments": "ids, codes and numbers; others are refused",
    "jobs_job.error": "a code",
    "jobs_job.kind": "a code",
    "jobs_job.message": "one of the house's own sentences, with numbers of rows at most",
    "jobs_job.params": "ids and codes",
    "jobs_job.result": "counts, ids and codes",
    "jobs_job.unique_key": "a period",
    "jobs_jobfile.action": "a code",
    "jobs_jobfile.content_type": "a media type",
    "jobs_jobfile.name": "made by the house of codes and a period",
    "jobs_jobfile.path": "a random name",
    "jobs_jobfile.sha256": DIGEST,
    "prosecutions_accused.label": MADE,
    "prosecutions_fileitem.sha256": DIGEST,
    "prosecutions_filesubmission.sha256": DIGEST,
    "prosecutions_prosecutiongrant.purpose": GRANT,
    "prosecutions_prosecutiongrant.sharing_agreement": GRANT,
    "reports_importbatch.path": "a random name",
    "reports_importbatch.records_digest": DIGEST,
    "reports_importbatch.rows_digest": DIGEST,
    "reports_importbatch.sha256": DIGEST,
    "reports_reportrun.indicators": CODES,
    "reports_reportrun.numbers": "codes and counts",
    "reports_reportrun.sha256": DIGEST,
    "screening_screening.answers": CODES,
    "screening_screening.instrument": "the code of an instrument",
    "screening_screening.result": CODES,
}


def masked() -> dict[str, set[str]]:
    """The tables that the ledger watches, each with the columns whose values its trigger leaves out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select tgrelid::regclass::text, encode(tgargs, 'escape') from pg_trigger where tgname = 'ledger'"
        )
        return {table: set(arguments.split("\\000")) - {""} for table, arguments in cursor.fetchall()}


def takes_words(field: models.Field[object, object]) -> bool:
    """Long enough for a name or a sentence, and not bound to choices."""
    if isinstance(field, ArrayField):
        return takes_words(field.base_field)
    if isinstance(field, models.CharField):
        return not field.choices and (field.max_length or 999) > words.LONGEST_CODE
    return isinstance(field, models.TextField | models.JSONField | models.FileField)


def in_clear(watched: dict[str, set[str]]) -> set[str]:
    """Columns of these tables that could hold words, and that the trigger writes down as they are."""
    return {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if model._meta.db_table in watched and takes_words(field) and field.column not in watched[model._meta.db_table]
    }


def test_no_column_for_words_is_told_without_a_reason() -> None:
    assert in_clear(masked()) - set(REASONS) == set(), "a TypedField, a FreeTextField, or a reason above"


def test_every_reason_is_still_one() -> None:
    assert set(REASONS) - in_clear(masked()) == set()


def test_the_search_would_find_a_forgotten_one() -> None:
    forgotten = {
        **masked(),
        "prosecutions_hearing": {"result", "correction_reason", "judicial_officer"},
        "cases_note": {"kept"},
    }
    assert in_clear(forgotten) - set(REASONS) == {
        "prosecutions_hearing.court",
        "cases_note.text",
        "cases_note.correction_reason",
    }


def test_the_triggers_mask_what_the_models_say() -> None:
    """Short columns too, which the search for long ones leaves out: a migration may have forgotten its `Watch`."""
    watched = masked()
    declared = {
        (model._meta.db_table, field.column)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if model._meta.db_table in watched and isinstance(field, MASKED)
    }
    assert ("cases_exhibit", "mark") in declared
    assert {(table, column) for table, column in declared if column not in watched[table]} == set()


def told(table: str) -> str:
    found = [(line.old, line.new) for line in lines(table_name=table)]
    assert found
    return str(found)


def test_marks_courts_and_numbers_are_only_said_to_have_changed(people: People) -> None:
    charge = charged(people, complaint_number=TYPED, court=TYPED)
    hearing = schedule_hearing(
        prosecution=charge.prosecution, on=date(2026, 1, 5), at=None, court=TYPED, purpose="trial", by=people.prosecutor
    )
    follow_up(hearing, by=people.prosecutor, court=f"{TYPED}0")  # a court that was corrected is a row beside the first
    case = make_case(people.investigator)
    enter(people.investigator)
    exhibit = add_exhibit(case=case, mark=TYPED, description="A telephone.", by=people.investigator)
    with unkept("cases_exhibit"):
        Exhibit.objects.filter(pk=exhibit.pk).update(mark=f"{TYPED}0")
    for model in (Charge, Hearing, Exhibit):
        assert TYPED not in told(model._meta.db_table), model
    assert TYPED in Exhibit.objects.get(pk=exhibit.pk).mark, "its own table keeps it"
    made, changed = lines(table_name="cases_exhibit")[-2:]
    assert made.new
    assert changed.old
    assert changed.new
    assert (made.new["mark"], changed.old["mark"], changed.new["mark"]) == ("(kept)", "(kept)", "(changed)")
    assert {line.new["court"] for line in lines(table_name="prosecutions_hearing") if line.new} == {"(kept)"}


def test_the_page_says_that_it_changed_and_not_what_older_lines_hold(people: People, client: Client) -> None:
    case = make_case(people.investigator)
    enter(people.investigator)
    exhibit = add_exhibit(case=case, mark=TYPED, description="A telephone.", by=people.investigator)
    with unkept("cases_exhibit"):
        Exhibit.objects.filter(pk=exhibit.pk).update(mark=f"{TYPED}0")
    client.force_login(people.auditor)
    html = client.get(reverse("audit:access_log"), {"thing": str(exhibit.pk)}).text
    assert TYPED not in html
    assert "<dt>mark</dt><dd>a sealed text → a sealed text, changed</dd>" in html
    (older,) = words.changes("cases_exhibit", {"mark": [TYPED, f"{TYPED}0"]})
    assert (older.column, older.before, older.after) == ("mark", "", "a text, changed")
