"""The concrete grants of this app's two anchors. They hold no text; `access.grants` writes them."""

from django.conf import settings
from django.db import models

from carisecure.access.models import ObjectGrant
from cases.models.case import Case
from cases.models.involvement import Involvement


class CaseGrant(ObjectGrant):
    """`kept_at`: when a supervisor last said in the quarterly review that it is still needed."""

    content_object = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="grants")
    kept_at = models.DateTimeField(null=True, blank=True)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(ObjectGrant.Meta):
        indexes = [models.Index(fields=["content_object", "permission", "group"], name="casegrant_probe")]


class InvolvementGrant(ObjectGrant):
    content_object = models.ForeignKey(Involvement, on_delete=models.CASCADE, related_name="grants")

    class Meta(ObjectGrant.Meta):
        indexes = [models.Index(fields=["content_object", "permission", "group"], name="involvementgrant_probe")]
