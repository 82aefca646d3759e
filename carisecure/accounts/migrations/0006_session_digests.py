"""Sessions are found by a digest of their key from now on. Those that stand here under the key itself end: their keys
have been in every copy of the database.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def end_sessions(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("accounts", "Desk").objects.all().delete()
    apps.get_model("sessions", "Session").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_kept_forms"), ("sessions", "0001_initial")]

    operations = [migrations.RunPython(end_sessions, migrations.RunPython.noop)]
