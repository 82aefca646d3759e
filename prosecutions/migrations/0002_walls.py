"""Walls, triggers and functions of prosecutions, as they stand: one operation or one SQL file for each kind."""

from pathlib import Path

from django.db import migrations

from carisecure.access.migration_operations import CountTogether, Follow, KeepForever, RaiseWall, Watch

SQL = Path(__file__).resolve().parent / "sql"


def run(name: str) -> migrations.RunSQL:
    return migrations.RunSQL((SQL / f"{name}.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop)


class Migration(migrations.Migration):
    dependencies = [
        ("prosecutions", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("screening", "0002_walls"),
    ]

    operations = [
        run("case_follows"),
        run("matters_follow_grants"),
        run("accused_key"),
        run("file_parts"),
        RaiseWall("Prosecution", guard="prosecutions.Prosecution", anchor="id", statistics=True),
        RaiseWall("FileSubmission", guard="prosecutions.Prosecution", anchor="prosecution_id", statistics=True),
        RaiseWall("FileItem", guard="prosecutions.Prosecution", anchor="prosecution_id"),
        RaiseWall("FiledName", guard="prosecutions.Prosecution", anchor="prosecution_id", reading="see_identity"),
        RaiseWall("Query", guard="prosecutions.Prosecution", anchor="prosecution_id"),
        RaiseWall("Advice", guard="prosecutions.Prosecution", anchor="prosecution_id"),
        RaiseWall("Accused", guard="prosecutions.Prosecution", anchor="prosecution_id"),
        RaiseWall("AccusedName", guard="prosecutions.Prosecution", anchor="prosecution_id", reading="see_identity"),
        RaiseWall("Charge", guard="prosecutions.Prosecution", anchor="prosecution_id", statistics=True),
        RaiseWall("StageEvent", guard="prosecutions.Prosecution", anchor="prosecution_id", statistics=True),
        RaiseWall("Hearing", guard="prosecutions.Prosecution", anchor="prosecution_id"),
        RaiseWall("Outcome", guard="prosecutions.Prosecution", anchor="prosecution_id", statistics=True),
        RaiseWall("Sentence", guard="prosecutions.Prosecution", anchor="prosecution_id", statistics=True),
        Follow("Prosecution", column="case_id", parent="cases.Case"),
        Watch("ProsecutionGrant"),
        KeepForever("Charge"),
        KeepForever("StageEvent"),
        KeepForever("Outcome"),
        KeepForever("Sentence"),
        KeepForever("FileSubmission"),
        KeepForever("FileItem"),
        KeepForever("FiledName"),
        KeepForever("Advice"),
        KeepForever("Query", may_change=("version",), once=("answer", "answered_at", "answered_by_id", "settled_at")),
        CountTogether("ProsecutionGrant"),
        Watch("FileItem"),
        Watch("StageEvent"),
        Watch("Outcome"),
        KeepForever("Hearing"),
        Watch("Advice"),
        Watch("Sentence"),
        RaiseWall("ChargeVictim", guard="prosecutions.Prosecution", anchor="prosecution_id"),
        KeepForever("ChargeVictim"),
        Watch("Charge"),
        RaiseWall("HearingAccused", guard="prosecutions.Prosecution", anchor="prosecution_id"),
        KeepForever("HearingAccused"),
        Watch("Hearing"),
        Watch("Accused", masked=("involvement_key",)),
        run("triggers"),
        run("rights"),
    ]
