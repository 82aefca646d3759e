"""A case has several matters, numbered, each as open as the case; its stage is that of the furthest open one."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).resolve().parent / "sql"

# The last steps of the court paths there were when the column came; from then on it is written with the stage.
OVER = """
set local role carisecure_system;
update prosecutions_prosecution set is_over = true
 where stage in ('no_charge', 'sentenced', 'acquitted', 'discharged', 'dismissed', 'discontinued', 'plea_other_offence',
                 'deceased', 'conviction_upheld', 'conviction_quashed', 'sentence_varied', 'acquittal_upheld');
set local role carisecure_owner;
"""

GONE = """
set local role carisecure_system;
drop function carisecure.case_follows(uuid);
set local role carisecure_owner;
"""
# A trigger's function needs no right to be called by a statement that fires it. Only the owner attaches it.
RIGHTS = """
alter function carisecure.case_follows(uuid, boolean) owner to carisecure_system;
revoke all on function carisecure.state_of_matter(uuid) from public;
alter function carisecure.state_of_matter(uuid) owner to carisecure_system;
revoke all on function carisecure.matter_follows_case(uuid) from public;
alter function carisecure.matter_follows_case(uuid) owner to carisecure_system;
revoke all on function carisecure.as_grants_of_matters(uuid) from public;
alter function carisecure.as_grants_of_matters(uuid) owner to carisecure_system;
revoke all on function carisecure.matters_follow_grants() from public;
alter function carisecure.matters_follow_grants() owner to carisecure_system;
set local role carisecure_system;
grant execute on function carisecure.matters_follow_grants() to carisecure_owner;
select carisecure.matter_follows_case(id) from prosecutions_prosecution;
set local role carisecure_owner;
"""
TRIGGERS = """
create trigger matters_follow after insert on cases_casegrant referencing new table as changed
  for each statement execute function carisecure.matters_follow_grants();
create trigger matters_follow_changes after update on cases_casegrant referencing new table as changed
  for each statement execute function carisecure.matters_follow_grants();
create trigger matters_follow_endings after delete on cases_casegrant referencing old table as changed
  for each statement execute function carisecure.matters_follow_grants();
"""


class Migration(migrations.Migration):
    dependencies = [("prosecutions", "0018_roles_are_rows")]

    operations = [
        migrations.AlterField(
            "prosecution",
            "case",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="prosecutions",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            "prosecution", "number", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="matter")
        ),
        migrations.AddField("prosecution", "is_over", models.BooleanField(default=False, editable=False)),
        migrations.AddConstraint(
            "prosecution", models.UniqueConstraint(fields=("case", "number"), name="matter_number_once")
        ),
        migrations.RunSQL(OVER, migrations.RunSQL.noop),
        migrations.RunSQL(GONE, migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "case_follows_matters.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "matters_follow_grants.sql").read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS, migrations.RunSQL.noop),
    ]
