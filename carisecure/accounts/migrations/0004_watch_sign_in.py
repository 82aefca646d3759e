"""Second factors and one-time enrolments are watched by the ledger; of their secrets only that they changed.

Sessions are not: their last use changes with every request. What matters of them (opened, locked, unlocked, ended) is
written by `accounts.desks` itself.
"""

from django.db import migrations

from carisecure.access.migration_operations import Watch


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_sign_in"), ("mfa", "0003_authenticator_type_uniq"), ("audit", "0002_functions")]

    operations = [Watch("mfa.Authenticator", masked=("data",)), Watch("Enrolment", masked=("code",))]
