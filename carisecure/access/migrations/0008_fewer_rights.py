"""The application keeps no right that it does not use, and the ledger sees what becomes of the keys."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "key_ledger.sql"

# What a permission is, and which group or person has it besides the grants, is said by migrations and by nobody else. A
# key is destroyed by emptying it: its row stays, so that nothing is sealed for its owner again.
RIGHTS = """
revoke insert, update, delete, truncate on auth_permission, auth_group_permissions, django_content_type,
  django_migrations, guardian_userobjectpermission, guardian_groupobjectpermission from carisecure_app;
revoke delete, truncate on access_datakey from carisecure_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0007_destroyed_keys"),
        ("audit", "0004_withheld_lines"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
    ]
