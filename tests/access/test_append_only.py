"""What is counted by its date stays as it was recorded, in the database; and no such table can be forgotten."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from carisecure.access.migration_operations import KeepForever
from tests.factories import make_case
from tests.people import People, enter
from tests.prosecutions.matters import charged
from tests.roles import acting_as

# Which columns of a kept table may change, and which may be filled once. Whoever widens a line says why in
# docs/decisions/append-only.md.
KEPT: dict[str, tuple[str, str]] = {
    "cases.IntakeReport": (
        "stem_tokens,case_id,outcome,as_corrected_id,received_on,received_precision,received_at,is_hour_known,channel,"
        "source,from_whom,danger_now,region,form,is_child_involved,is_official_involved,provisional_batch",
        "",
    ),
    "cases.TriageDecision": ("", ""),
    "cases.ReportWords": ("stem_tokens", ""),
    "cases.DangerEntry": ("", ""),
    "cases.Exploitation": ("", ""),
    "screening.ClientEvent": ("", ""),
    "screening.ClientNote": ("", ""),
    "cases.ExploitationSuspect": ("", ""),
    "cases.CaseStageEvent": ("", ""),
    "cases.InvolvementPart": ("", ""),
    "cases.ProofItem": ("", ""),
    "cases.Statement": ("stem_tokens", ""),
    "cases.Exhibit": ("stem_tokens", ""),
    "cases.CustodyEvent": ("", ""),
    "cases.ExhibitFile": ("", "copy_path,copy_sha256"),
    "cases.Note": ("stem_tokens", ""),
    "cases.SamePerson": ("version,first_id,second_id", "ended_at,ended_by_id,ended_why"),
    "cases.Approval": (
        "version,asked_of_id,asked_at,decided_by_id,decided_at,is_granted,answer,good_until,used_at",
        "",
    ),
    "cases.ReportApproval": ("version,decided_by_id,decided_at,is_granted,answer,good_until,used_at", ""),
    "screening.ClientApproval": ("version,decided_by_id,decided_at,is_granted,answer,good_until,used_at", ""),
    "cases.EmergencyAccess": ("version,ends_at,reviewed_by_id,reviewed_at,finding,review", ""),
    "screening.StatusDetermination": ("", ""),
    "screening.Referral": (
        "version,involvement_id,to_group_id,state,categories,packet,read_at,decision_due_on,decided_at,decided_by_id,"
        "decision_reason,decision_note,outcome,outcome_note,closed_at",
        "",
    ),
    "screening.ReferralEvent": ("", ""),
    "screening.ReferralEnding": ("", ""),
    "screening.Consent": ("version", "withdrawn_at,withdrawn_by_id"),
    "prosecutions.Charge": ("", ""),
    "prosecutions.ChargeVictim": ("", ""),
    "prosecutions.StageEvent": ("", ""),
    "prosecutions.Outcome": ("", ""),
    "prosecutions.Sentence": ("", ""),
    "prosecutions.FileSubmission": ("", ""),
    "prosecutions.FileItem": ("", ""),
    "prosecutions.FiledName": ("", ""),
    "prosecutions.Advice": ("", ""),
    "prosecutions.Hearing": ("", ""),
    "prosecutions.HearingAccused": ("", ""),
    "prosecutions.Query": ("version", "answer,answered_at,answered_by_id,settled_at"),
}


def dated_facts() -> list[str]:
    """Every model that says when something happened and when it was recorded, of whatever app."""
    facts = {"happened_on", "recorded_at"}
    return [m._meta.label for m in apps.get_models() if facts <= {f.name for f in m._meta.concrete_fields}]


def triggers(model: type[models.Model]) -> dict[str, str]:
    """The triggers that stand and are switched on, by name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select tgname, pg_get_triggerdef(oid) from pg_trigger where tgrelid = %s::regclass and tgenabled = 'O'",
            [model._meta.db_table],
        )
        return dict(cursor.fetchall())


def expected(table: str, may_change: str, once: str) -> dict[str, str]:
    run = f"EXECUTE FUNCTION carisecure.keep_row('{{{may_change}}}', '{{{once}}}')"
    return {
        "kept": f"CREATE TRIGGER kept AFTER DELETE OR UPDATE ON public.{table} FOR EACH ROW {run}",
        "kept_whole": f"CREATE TRIGGER kept_whole BEFORE TRUNCATE ON public.{table} FOR EACH STATEMENT {run}",
    }


def is_kept(model: type[models.Model]) -> bool:
    return expected(model._meta.db_table, "", "").items() <= triggers(model).items()


@pytest.mark.django_db
def test_the_search_for_a_forgotten_one_would_find_it() -> None:
    assert len(dated_facts()) >= 6
    model = apps.get_model(dated_facts()[0])
    with acting_as("carisecure_owner"):
        for statement in ("drop trigger kept on {}", "alter table {} disable trigger kept_whole"):
            with transaction.atomic():
                ask(statement.format(model._meta.db_table))
                assert not is_kept(model)
                transaction.set_rollback(True)
            assert is_kept(model)


@pytest.mark.django_db
@pytest.mark.parametrize("label", dated_facts())
def test_no_dated_fact_is_without_its_trigger(label: str) -> None:
    """A new model with these two columns fails here until its migration says `KeepForever`, without a column."""
    assert is_kept(apps.get_model(label))


@pytest.mark.django_db
def test_what_may_change_is_written_down() -> None:
    found = {}
    for model in apps.get_models():
        standing = {name: text for name, text in triggers(model).items() if name.startswith("kept")}
        if standing:
            found[model._meta.label] = standing
    assert found == {label: expected(apps.get_model(label)._meta.db_table, *columns) for label, columns in KEPT.items()}


@pytest.mark.django_db
def test_a_column_that_does_not_exist_is_not_named() -> None:
    class State:
        apps: Any = apps

    with pytest.raises(ValueError, match="withdrawn_on"):
        KeepForever("Consent", once=("withdrawn_on",)).database_forwards("screening", None, State(), State())


@pytest.mark.django_db
@pytest.mark.parametrize("role", [None, "carisecure_system"])
@pytest.mark.parametrize(
    "statement", ["update {table} set recorded_at = recorded_at - interval '1 day'", "delete from {table}"]
)
def test_no_role_is_exempt(people: People, role: str | None, statement: str) -> None:
    """Plain statements of the superuser and of the system too. (From the owner the wall hides every row.)"""
    charged(people)
    with pytest.raises(DatabaseError, match="prosecutions_stageevent is append-only"), acting_as(role):
        ask(statement.format(table="prosecutions_stageevent"))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "answer"),
    [
        (None, "is append-only: no row is removed"),
        ("carisecure_owner", "is append-only: no row is removed"),
        ("carisecure_system", "permission denied"),
        ("carisecure_app", "permission denied"),
    ],
)
@pytest.mark.parametrize("label", KEPT)
def test_no_table_is_emptied(label: str, role: str | None, answer: str) -> None:
    with pytest.raises(DatabaseError, match=answer), acting_as(role):
        ask(f"truncate {apps.get_model(label)._meta.db_table} cascade")


def ask(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_a_report_stays_as_it_came_in(people: People) -> None:
    case = make_case(people.investigator)
    enter(people.investigator)
    report = case.reports.get()
    assert type(report).objects.filter(pk=report.pk).update(stem_tokens=[]) == 1  # what disposal does
    report.narrative = "Nobody came in."
    with pytest.raises(DatabaseError, match="cases_intakereport is append-only: narrative stays"):
        report.save(update_fields=["narrative"])
