"""How exactly the day of a charge is known stays with the charge when it is withdrawn."""

from django.db import migrations, models

PRECISIONS = [("day", "To the day"), ("month", "Only the month"), ("year", "Only the year")]

# Charges are append-only (0003): the new column is filled once, here, with what the rows say already. A charge that
# stands has it as the precision of its own date; a withdrawal replaces the charge of which it was lost.
OPEN = "alter table prosecutions_charge disable trigger kept"
FILL = """
set local role carisecure_system;
update prosecutions_charge set laid_precision = precision where not is_withdrawn and precision <> 'day';
update prosecutions_charge w set laid_precision = c.precision
  from prosecutions_charge c where w.is_withdrawn and c.id = w.replaces_id and c.precision <> 'day';
set local role carisecure_owner;
"""
CLOSE = "alter table prosecutions_charge enable trigger kept"


class Migration(migrations.Migration):
    dependencies = [("prosecutions", "0005_names_in_the_comparison")]

    operations = [
        migrations.AddField(
            "charge",
            "laid_precision",
            models.CharField(choices=PRECISIONS, default="day", max_length=10, verbose_name="known"),
        ),
        migrations.RunSQL(OPEN, migrations.RunSQL.noop),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(CLOSE, migrations.RunSQL.noop),
    ]
