"""Emergency access (design 4.9): a case opened by its exact reference, and what somebody else makes of it later."""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.delegation import private_group
from carisecure.access.errors import TransitionRefused
from carisecure.access.grants import end_grant
from carisecure.access.vault import cipher, keys
from carisecure.accounts.models import User
from cases.insiders.models import MINUTES, SHORTEST_REASON, EmergencyAccess, Finding
from cases.insiders.operations.sharing import anchors_of

EMERGENCY = "emergency"  # the purpose of the grants that `sql/emergency.sql` makes


@transaction.atomic
def open_in_emergency(*, reference: str, reason: str, by: User) -> None:
    """Open the case with this reference to `by` for an hour, read only, if there is one that may be opened.

    It answers nothing, takes the same queries and the same time whether there is or not: `sql/emergency.sql`. Who has
    been told stands on the row. The fresh second factor is asked for by the view. Raises ValidationError for a reason
    of fewer than 30 characters.
    """
    policy.require(by, "cases.ask_emergency")
    text = " ".join(reason.split())
    if len(text) < SHORTEST_REASON:
        raise ValidationError(
            {"reason": _("Say what happens if you wait, in at least %(n)s characters.") % {"n": SHORTEST_REASON}}
        )
    pk = uuid.uuid4()
    key_id, key = keys.for_writing(pk)
    place = cipher.Place(EmergencyAccess._meta.db_table, "reason", str(pk))
    sealed = cipher.seal(text, key_id=key_id, key=key, place=place)
    with connection.cursor() as cursor:
        cursor.execute(
            "select carisecure.open_in_emergency(%s, %s, %s, %s)", [pk, reference.strip().upper(), sealed, MINUTES]
        )


@transaction.atomic
def end_emergency(*, access: uuid.UUID, by: User) -> None:
    """End one's own emergency access before its time, with what was added to the case meanwhile and what follows it;
    another's, and one that has ended, stay as they are.
    """
    policy.require(by, "cases.ask_emergency")
    mine = EmergencyAccess.objects.filter(pk=access, user=by, ends_at__gt=timezone.now()).select_related("case").first()
    # All are found before the first is closed: each is seen through what this ends.
    for anchor in anchors_of(mine.case) if mine is not None else ():
        end_grant(on=anchor, to=private_group(by), purpose=EMERGENCY)
    with connection.cursor() as cursor:
        cursor.execute("select carisecure.end_emergency(%s)", [access])


@transaction.atomic
def review_emergency(*, access: EmergencyAccess, finding: str, review: str, by: User) -> EmergencyAccess:
    """Somebody else says whether it was needed. Raises TransitionRefused for one's own, or a closed one."""
    row: EmergencyAccess = policy.fetch(
        EmergencyAccess, viewer=by, action="cases.review_emergency", pk=access.pk, lock=True
    )
    if row.user_id == by.pk:
        raise TransitionRefused(_("Somebody else must review what you opened."))
    if row.reviewed_at is not None:
        raise TransitionRefused(_("Already reviewed."))
    if finding not in Finding.values:
        raise ValidationError({"finding": _("“%(code)s” is not in the list.") % {"code": finding}})
    row.reviewed_by, row.reviewed_at, row.finding, row.review = by, timezone.now(), finding, review.strip()
    row.save(update_fields=["reviewed_by", "reviewed_at", "finding", "review"])
    return row
