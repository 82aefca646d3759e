"""A case of before, with a report that said "danger now" and not closed since, is in danger until somebody ends it.

A migration of its own: what is changed here is only written when the columns of the one before stand.
"""

from django.db import migrations

MARK = """
update cases_case c set danger_since = r.since
  from (select case_id, max(received_at) as since from cases_intakereport where danger_now = 'yes' group by case_id) r
 where r.case_id = c.id and c.stage <> 'closed' and c.danger_since is null;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_danger_now")]

    operations = [
        migrations.RunSQL("set local role carisecure_system", migrations.RunSQL.noop),
        migrations.RunSQL(MARK, migrations.RunSQL.noop),
        migrations.RunSQL("set local role carisecure_owner", migrations.RunSQL.noop),
    ]
