"""Charges, steps, verdicts and sentences say why they were corrected, and can be said not to have happened."""

from django.db import migrations, models

from carisecure.access.fields import FreeTextField, Sealed
from carisecure.access.migration_operations import Watch
from carisecure.corrections.models import this_moment


class Migration(migrations.Migration):
    dependencies = [("prosecutions", "0011_kept_words")]

    operations = [
        migrations.AddField(
            model_name="charge",
            name="correction_reason",
            field=FreeTextField(blank=True, default=Sealed, verbose_name="why it was corrected"),
        ),
        migrations.AddField(
            model_name="charge",
            name="is_retracted",
            field=models.BooleanField(default=False, editable=False, verbose_name="did not happen"),
        ),
        migrations.AlterField(
            model_name="charge",
            name="recorded_at",
            field=models.DateTimeField(default=this_moment, editable=False, verbose_name="recorded"),
        ),
        Watch("Charge"),
        migrations.AddField(
            model_name="stageevent",
            name="correction_reason",
            field=FreeTextField(blank=True, default=Sealed, verbose_name="why it was corrected"),
        ),
        migrations.AddField(
            model_name="stageevent",
            name="is_retracted",
            field=models.BooleanField(default=False, editable=False, verbose_name="did not happen"),
        ),
        migrations.AlterField(
            model_name="stageevent",
            name="recorded_at",
            field=models.DateTimeField(default=this_moment, editable=False, verbose_name="recorded"),
        ),
        Watch("StageEvent"),
        migrations.AddField(
            model_name="outcome",
            name="correction_reason",
            field=FreeTextField(blank=True, default=Sealed, verbose_name="why it was corrected"),
        ),
        migrations.AddField(
            model_name="outcome",
            name="is_retracted",
            field=models.BooleanField(default=False, editable=False, verbose_name="did not happen"),
        ),
        migrations.AlterField(
            model_name="outcome",
            name="recorded_at",
            field=models.DateTimeField(default=this_moment, editable=False, verbose_name="recorded"),
        ),
        Watch("Outcome"),
        migrations.AddField(
            model_name="sentence",
            name="correction_reason",
            field=FreeTextField(blank=True, default=Sealed, verbose_name="why it was corrected"),
        ),
        migrations.AddField(
            model_name="sentence",
            name="is_retracted",
            field=models.BooleanField(default=False, editable=False, verbose_name="did not happen"),
        ),
        migrations.AlterField(
            model_name="sentence",
            name="recorded_at",
            field=models.DateTimeField(default=this_moment, editable=False, verbose_name="recorded"),
        ),
        Watch("Sentence"),
    ]
