"""The wall around every table of this app, and the two functions that step around the case's."""

from pathlib import Path

from django.db import migrations

from carisecure.access.migration_operations import Follow, RaiseWall, Watch

SQL = Path(__file__).resolve().parent / "sql" / "file_changes.sql"
PROSECUTION = "prosecutions.Prosecution"

RIGHTS = """
grant select on prosecutions_prosecution, prosecutions_prosecutiongrant, prosecutions_filesubmission,
  prosecutions_fileitem, prosecutions_charge, prosecutions_advice, cases_intakereport, cases_involvement, cases_person,
  cases_statement, cases_exhibit, auth_permission, django_content_type, audit_entry to carisecure_system;
grant select, update on cases_case to carisecure_system;
alter function carisecure.file_changes(uuid) owner to carisecure_system;
alter function carisecure.case_follows(uuid) owner to carisecure_system;
"""


class Migration(migrations.Migration):
    dependencies = [("prosecutions", "0001_initial"), ("cases", "0002_walls"), ("audit", "0002_functions")]

    operations = [
        RaiseWall("Prosecution", guard=PROSECUTION, anchor="id", statistics=True),
        RaiseWall("FileSubmission", guard=PROSECUTION, anchor="prosecution_id", statistics=True),
        RaiseWall("FileItem", guard=PROSECUTION, anchor="prosecution_id"),
        RaiseWall("FiledName", guard=PROSECUTION, anchor="prosecution_id", reading="see_identity"),
        RaiseWall("Query", guard=PROSECUTION, anchor="prosecution_id"),
        RaiseWall("Advice", guard=PROSECUTION, anchor="prosecution_id"),
        RaiseWall("Accused", guard=PROSECUTION, anchor="prosecution_id"),
        RaiseWall("AccusedName", guard=PROSECUTION, anchor="prosecution_id", reading="see_identity"),
        RaiseWall("Charge", guard=PROSECUTION, anchor="prosecution_id", statistics=True),
        RaiseWall("StageEvent", guard=PROSECUTION, anchor="prosecution_id", statistics=True),
        RaiseWall("Hearing", guard=PROSECUTION, anchor="prosecution_id"),
        RaiseWall("Outcome", guard=PROSECUTION, anchor="prosecution_id", statistics=True),
        RaiseWall("Sentence", guard=PROSECUTION, anchor="prosecution_id", statistics=True),
        Follow("Prosecution", column="case_id", parent="cases.Case"),
        Watch("ProsecutionGrant"),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
