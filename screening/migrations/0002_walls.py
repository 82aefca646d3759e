"""Walls, triggers and functions of screening, as they stand: one operation or one SQL file for each kind."""

from pathlib import Path

from django.db import migrations

from carisecure.access.migration_operations import CountTogether, KeepForever, RaiseWall, Watch

SQL = Path(__file__).resolve().parent / "sql"


def run(name: str) -> migrations.RunSQL:
    return migrations.RunSQL((SQL / f"{name}.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop)


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("cases", "0002_walls"),
    ]

    operations = [
        run("about_officials"),
        RaiseWall(
            "Screening",
            guard="cases.Involvement",
            anchor="involvement_id",
            parties=("agency_group_id", "handed_group_id"),
            reading="change",
        ),
        RaiseWall(
            "StatusDetermination",
            guard="cases.Involvement",
            anchor="involvement_id",
            parties=("agency_group_id",),
            statistics=True,
        ),
        RaiseWall("Consent", guard="cases.Involvement", anchor="involvement_id", parties=("agency_group_id",)),
        RaiseWall(
            "Referral",
            guard="cases.Involvement",
            anchor="involvement_id",
            parties=("from_group_id", "to_group_id"),
            writing="view",
        ),
        RaiseWall(
            "ReferralEvent",
            guard="cases.Involvement",
            anchor="involvement_id",
            parties=("from_group_id", "to_group_id"),
            writing="view",
            statistics=True,
        ),
        Watch("ReferralEnding"),
        KeepForever("StatusDetermination"),
        KeepForever("ReferralEvent"),
        KeepForever("ReferralEnding"),
        KeepForever("Consent", may_change=("version",), once=("withdrawn_at", "withdrawn_by_id")),
        Watch("StatusDetermination"),
        RaiseWall("Client", guard="screening.Client", anchor="id"),
        RaiseWall("ClientEvent", guard="screening.Client", anchor="client_id"),
        KeepForever("ClientEvent"),
        RaiseWall("ClientNote", guard="screening.Client", anchor="client_id"),
        KeepForever("ClientNote"),
        Watch("ClientGrant"),
        CountTogether("ClientGrant"),
        KeepForever(
            "Referral",
            may_change=(
                "version",
                "involvement_id",
                "to_group_id",
                "state",
                "categories",
                "packet",
                "read_at",
                "decision_due_on",
                "decided_at",
                "decided_by_id",
                "decision_reason",
                "decision_note",
                "outcome",
                "outcome_note",
                "closed_at",
            ),
        ),
        run("indexes"),
        run("rights"),
    ]
