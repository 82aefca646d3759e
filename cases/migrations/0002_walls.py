"""Walls, triggers and functions of cases, as they stand: one operation or one SQL file for each kind."""

from pathlib import Path

from django.db import migrations

from carisecure.access.migration_operations import CountTogether, Follow, KeepForever, RaiseWall, Watch
from carisecure.access.two_people.migrating import TakeTwo

SQL = Path(__file__).resolve().parent / "sql"


def run(name: str) -> migrations.RunSQL:
    return migrations.RunSQL((SQL / f"{name}.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("jobs", "0002_walls"),
    ]

    operations = [
        run("approvals"),
        run("emergency"),
        run("unusual"),
        run("copies"),
        run("keeping"),
        run("erasing"),
        run("names"),
        run("new_lead"),
        run("stage_events"),
        run("report_follows_case"),
        run("roles"),
        run("report_words"),
        run("same_human"),
        RaiseWall("Case", guard="cases.Case", anchor="id", statistics=True),
        RaiseWall("Involvement", guard="cases.Involvement", anchor="id", statistics=True),
        RaiseWall(
            "Person",
            guard="cases.Involvement",
            through="cases.Involvement",
            through_column="person_id",
            statistics=True,
        ),
        RaiseWall("Statement", guard="cases.Case", anchor="case_id"),
        RaiseWall("Exhibit", guard="cases.Case", anchor="case_id"),
        RaiseWall("Note", guard="cases.Case", anchor="case_id"),
        Follow("Involvement", column="case_id", parent="cases.Case"),
        Watch("CaseGrant"),
        Watch("InvolvementGrant"),
        RaiseWall("Approval", guard="cases.Case", anchor="case_id"),
        RaiseWall("EmergencyAccess", guard="cases.Case", anchor="case_id"),
        RaiseWall("CaseCopy", guard="cases.Case", anchor="case_id"),
        RaiseWall("Hold", guard="cases.Case", anchor="case_id"),
        RaiseWall("Disposal", guard="cases.Case", anchor="case_id", statistics=True),
        Watch("NewLead"),
        CountTogether("CaseGrant"),
        CountTogether("InvolvementGrant"),
        KeepForever(
            "Approval",
            may_change=(
                "version",
                "asked_of_id",
                "asked_at",
                "decided_by_id",
                "decided_at",
                "is_granted",
                "answer",
                "good_until",
                "used_at",
            ),
        ),
        KeepForever(
            "EmergencyAccess", may_change=("version", "ends_at", "reviewed_by_id", "reviewed_at", "finding", "review")
        ),
        RaiseWall("DangerEntry", guard="cases.Case", anchor="case_id"),
        KeepForever("DangerEntry"),
        Watch("PersonIdentity"),
        TakeTwo("Approval", free=("version", "excluded_groups", "asked_of_id", "asked_at"), again=True),
        TakeTwo("NewLead", free=("good_until",), again=False),
        RaiseWall("Exploitation", guard="cases.Case", anchor="case_id", statistics=True),
        RaiseWall("ExploitationSuspect", guard="cases.Case", anchor="case_id", statistics=True),
        KeepForever("Exploitation"),
        KeepForever("ExploitationSuspect"),
        Watch("Statement"),
        KeepForever("Statement", may_change=("stem_tokens",)),
        Watch("Exhibit"),
        KeepForever("Exhibit", may_change=("stem_tokens",)),
        KeepForever("Note", may_change=("stem_tokens",)),
        Watch("Case"),
        RaiseWall("CaseStageEvent", guard="cases.Case", anchor="case_id", statistics=True),
        KeepForever("CaseStageEvent"),
        RaiseWall("IntakeReport", guard="cases.IntakeReport", anchor="id", statistics=True),
        RaiseWall("TriageDecision", guard="cases.IntakeReport", anchor="report_id", statistics=True),
        KeepForever("TriageDecision"),
        RaiseWall("ReportPerson", guard="cases.IntakeReport", anchor="report_id"),
        Watch("ReportGrant"),
        CountTogether("ReportGrant"),
        RaiseWall("InvolvementPart", guard="cases.Involvement", anchor="involvement_id", statistics=True),
        KeepForever("InvolvementPart"),
        Watch("Note"),
        RaiseWall("ReportWords", guard="cases.IntakeReport", anchor="report_id", statistics=True),
        KeepForever("ReportWords", may_change=("stem_tokens",)),
        KeepForever(
            "IntakeReport",
            may_change=(
                "stem_tokens",
                "case_id",
                "outcome",
                "as_corrected_id",
                "received_on",
                "received_precision",
                "received_at",
                "is_hour_known",
                "channel",
                "source",
                "from_whom",
                "danger_now",
                "region",
                "form",
                "is_child_involved",
                "is_official_involved",
            ),
        ),
        Watch("Involvement"),
        RaiseWall(
            "PersonIdentity",
            guard="cases.Involvement",
            through="cases.Involvement",
            through_column="person_id",
            own="person_id",
            reading="see_identity",
            keeper="kept_by_id",
        ),
        RaiseWall("ProofItem", guard="cases.Case", anchor="case_id"),
        KeepForever("ProofItem"),
        RaiseWall(
            "SamePerson",
            guard="cases.Involvement",
            through="cases.Involvement",
            through_column="person_id",
            ends=("first_id", "second_id"),
            reading="see_identity",
        ),
        Watch("SamePerson", masked=("first_id", "second_id")),
        KeepForever(
            "SamePerson", may_change=("version", "first_id", "second_id"), once=("ended_at", "ended_by_id", "ended_why")
        ),
        run("indexes"),
        run("policies"),
        run("triggers"),
        run("rights"),
    ]
