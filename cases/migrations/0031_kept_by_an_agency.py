"""Who is in no case is kept by an agency; what an agency writes of its own client's identity is its own."""

import django.db.models.deletion
from django.db import migrations, models

from carisecure.access.migration_operations import RaiseWall, Watch

# The agency that was granted first: whoever met the person.
KEPT = """
set local role carisecure_system;
update cases_involvement i set agency_id = (
    select coalesce(a.id, u.agency_id) from cases_involvementgrant g
      left join accounts_agency a on a.group_id = g.group_id
      left join accounts_user u on u.personal_group_id = g.group_id
     where g.content_object_id = i.id and (a.id is not null or u.id is not null) order by g.granted_at, g.id limit 1)
 where i.case_id is null;
set local role carisecure_owner;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0030_corrected_reports"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.AddField(
            "involvement",
            "agency",
            models.ForeignKey(
                blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to="accounts.agency",
            ),
        ),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "involvement",
            models.CheckConstraint(
                condition=models.Q(("case__isnull", False), ("agency__isnull", False), _connector="OR"),
                name="involvement_in_a_case_or_with_an_agency",
            ),
        ),
        Watch("Involvement"),
        migrations.AddField(
            "personidentity",
            "kept_by",
            models.ForeignKey(
                blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to="auth.group",
            ),
        ),
        migrations.AddField("personidentity", "kept_key", models.UUIDField(blank=True, editable=False, null=True)),
        migrations.AddConstraint(
            "personidentity",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kept_by", None), ("kept_key", None)),
                    models.Q(
                        ("exact_token", None), ("kept_by__isnull", False), ("kept_key__isnull", False),
                        ("number_tokens", []), ("sound_tokens", []),
                    ),
                    _connector="OR",
                ),
                name="identity_kept_is_not_found",
            ),
        ),
        RaiseWall(
            "PersonIdentity",
            guard="cases.Involvement",
            through="cases.Involvement",
            through_column="person_id",
            own="person_id",
            reading="see_identity",
            keeper="kept_by_id",
        ),
    ]  # fmt: skip
