"""The wall of reports and of decisions about them, and the function that keeps a report as open as its case."""

from pathlib import Path

from django.db import migrations

from carisecure.access.migration_operations import CountTogether, KeepForever, RaiseWall, Watch

SQL = Path(__file__).resolve().parent / "sql" / "report_follows_case.sql"
REPORT = "cases.IntakeReport"

# A report took its exclusions from the case that it could not be without; `report_follows_case` carries them now.
NO_LONGER = """
drop trigger inherit_exclusions on cases_intakereport;
delete from carisecure.walled_table where child = 'cases_intakereport';
"""
CALLED = (
    "reports_follow_grants()",
    "reports_follow_exclusions()",
    "report_moves()",
    "report_follows_decision()",
)
FUNCTIONS = (
    *CALLED,
    "report_follows_case(uuid)",
    "as_grants_of_reports(uuid)",
    "report_stands_alone(uuid, uuid)",
)
# A trigger's function needs no right to be called by a statement that fires it. Only the owner attaches it.
RIGHTS = "".join(
    f"revoke all on function carisecure.{name} from public;"
    f" alter function carisecure.{name} owner to carisecure_system;"
    for name in FUNCTIONS
)
ATTACHED = "".join(f"grant execute on function carisecure.{name} to carisecure_owner;" for name in CALLED)
TRIGGERS = """
create trigger reports_follow after insert on cases_casegrant referencing new table as changed
  for each statement execute function carisecure.reports_follow_grants();
create trigger reports_follow_changes after update on cases_casegrant referencing new table as changed
  for each statement execute function carisecure.reports_follow_grants();
create trigger reports_follow_endings after delete on cases_casegrant referencing old table as changed
  for each statement execute function carisecure.reports_follow_grants();
create trigger reports_follow after update on cases_case for each row
  when (old.excluded_groups is distinct from new.excluded_groups)
  execute function carisecure.reports_follow_exclusions();
create trigger report_moves after update of case_id on cases_intakereport for each row
  when (old.case_id is distinct from new.case_id) execute function carisecure.report_moves();
create trigger guard before insert or update on cases_intakereport
  for each row execute function carisecure.guard_report();
create trigger guard before insert on cases_triagedecision
  for each row execute function carisecure.guard_triage();
-- The access log asks at each opening whether its auditor is excluded from anything (audit/sql/reading.sql).
create index cases_intakereport_excluded on cases_intakereport (id) where excluded_groups <> '{}';
create trigger decided after insert on cases_triagedecision
  for each row execute function carisecure.report_follows_decision();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0026_reports_stand_alone")]

    operations = [
        migrations.RunSQL("set local role carisecure_owner", migrations.RunSQL.noop),
        migrations.RunSQL(NO_LONGER, migrations.RunSQL.noop),
        RaiseWall("IntakeReport", guard=REPORT, anchor="id", statistics=True),
        KeepForever("IntakeReport", may_change=("stem_tokens", "case_id", "outcome")),
        RaiseWall("TriageDecision", guard=REPORT, anchor="report_id", statistics=True),
        KeepForever("TriageDecision"),
        RaiseWall("ReportPerson", guard=REPORT, anchor="report_id"),
        Watch("ReportGrant"),
        CountTogether("ReportGrant"),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        migrations.RunSQL("set local role carisecure_system", migrations.RunSQL.noop),
        migrations.RunSQL(ATTACHED, migrations.RunSQL.noop),
        migrations.RunSQL("set local role carisecure_owner", migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop),
        migrations.RunSQL("set local role carisecure_system", migrations.RunSQL.noop),
        migrations.RunSQL((SQL.parent / "unusual.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL("set local role carisecure_owner", migrations.RunSQL.noop),
    ]
