"""A search may be answered by two names of one person: their further names are marked in the index.

The rows of before are marked when the index is computed anew (rebuild_search_index), as its codes have changed too.
"""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent / "sql" / "names.sql"

RIGHTS = """
revoke all on function carisecure.names_together(text[], uuid[]) from public;
grant execute on function carisecure.names_together(text[], uuid[]) to carisecure_app;
revoke all on function carisecure.mark_further_name() from public;
grant execute on function carisecure.mark_further_name() to carisecure_owner;
"""
TRIGGER = """
create trigger further_name before insert or update of sound_tokens on public.cases_personidentity
    for each row execute function carisecure.mark_further_name();
"""
UNDO = "drop trigger further_name on public.cases_personidentity;"


class Migration(migrations.Migration):
    dependencies = [("cases", "0018_numbers_and_safe_calls"), ("access", "0010_fewer_questions_of_the_index")]

    operations = [
        migrations.RunSQL("set local role carisecure_system", migrations.RunSQL.noop),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        migrations.RunSQL("set local role carisecure_owner", migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGER, UNDO),
    ]
