"""The concrete grants of this app's two anchors. They hold no text; `access.grants` writes them."""

from django.db import models

from carisecure.access.models import ObjectGrant
from cases.models.case import Case
from cases.models.involvement import Involvement

# The wall probes a grant by object and permission; the group and the expiry stand in the index too, so that it reads no
# row of the table (the probe is asked once for each row of a page). The path asks the other way round, what a group
# holds: its index begins with the group. Either serves the foreign keys too.


class CaseGrant(ObjectGrant):
    content_object = models.ForeignKey(Case, models.CASCADE, related_name="grants", db_index=False)

    class Meta(ObjectGrant.Meta):
        indexes = [
            models.Index(
                fields=["content_object", "permission"], include=["group", "expires_at"], name="casegrant_probe"
            ),
            models.Index(
                fields=["group", "permission"], include=["content_object", "expires_at"], name="casegrant_path"
            ),
        ]


class InvolvementGrant(ObjectGrant):
    content_object = models.ForeignKey(Involvement, models.CASCADE, related_name="grants", db_index=False)

    class Meta(ObjectGrant.Meta):
        indexes = [
            models.Index(
                fields=["content_object", "permission"], include=["group", "expires_at"], name="involvementgrant_probe"
            ),
            models.Index(
                fields=["group", "permission"], include=["content_object", "expires_at"], name="involvementgrant_path"
            ),
        ]
