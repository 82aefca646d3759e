"""At most one open referral of a person to one agency.

Fails, and changes nothing, where two are open already: one of them has to be answered or withdrawn first.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("screening", "0003_append_only")]

    operations = [
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("sent", "read", "accepted", "taken_up"))),
                fields=("involvement", "to_agency"),
                name="referral_one_open",
            ),
        ),
    ]
