"""A client goes along to the unit, by consent: the same person, under an involvement of the referral's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import TransitionRefused
from screening.clients.models import Client
from screening.clients.operations.identity import NAMES, facts_of
from screening.clients.operations.keeping import held
from screening.clients.queries import involvements_of
from screening.consent.models import Category
from screening.contact.operations import own_involvement
from screening.referral.models import OPEN, Referral
from screening.referral.operations.refer_in import SHARED, Agreed, send
from screening.referral.packet import Asked, build

if TYPE_CHECKING:
    from carisecure.accounts.models import Agency, User

# Beside what every referral to the unit says: only what the person agreed to.
MORE = (Category.IDENTITY, Category.SCREENING_RESULT)


@transaction.atomic
def refer_client(
    *,
    client: Client,
    to_agency: Agency,
    asked: Asked,
    agreed: Agreed,
    more: Sequence[str] = (),
    only_for: User | None = None,
    by: User,
) -> Referral:
    """Send what the client agreed to share. The unit gets the person and the packet, nothing of the record.

    When it takes the person up, that involvement goes into its case; the client stays under the agency's own anchor and
    key. Raises TransitionRefused where a referral of this client is open or the record is closed, ValidationError as
    `refer_in` does.
    """
    client = held(client.pk, by)
    if client.left_on is not None:
        raise TransitionRefused(_("This record is closed. Open it again first."))
    around = involvements_of(by, client)
    if (
        Referral.objects.visible_to(by, "screening.view_referral")
        .filter(involvement__in=around, state__in=OPEN)
        .exists()
    ):
        raise TransitionRefused(_("A referral of this client to the unit is open."))
    categories = [*SHARED, *(code for code in MORE if code in more)]
    if Category.IDENTITY in categories:
        policy.require(by, NAMES, client)
    packet = build(
        involvement=client.involvement, categories=categories, asked=asked, by=by, known=facts_of(client, by).standing()
    )
    person = client.involvement.person
    taken = own_involvement(person, keeper=client.agency.group, permissions=["view", "change"], by=by)
    return send(
        involvement=taken, to_agency=to_agency, asked=asked, agreed=agreed, only_for=only_for, categories=categories,
        packet=packet, by=by,
    )  # fmt: skip
