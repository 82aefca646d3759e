"""The end of an agency's record of a client: its keeping time, its disposal, and who is the second person."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.access import policy
from carisecure.access.vault import keys
from carisecure.accounts.models import User
from carisecure.countries.packs import pack
from cases.keeping.alone import Keeping
from cases.keeping.models import ERASE
from cases.keeping.operations.agreeing import leave_the_stub
from screening.clients.models import (
    Client,
    ClientApproval,
    ClientDisposal,
    ClientEvent,
    ClientHold,
    ClientNote,
)
from screening.clients.operations.identity import NAMES, facts_of
from screening.clients.operations.keeping import CHANGE
from screening.clients.queries import involvements_of
from screening.interview.models import Screening
from screening.referral.models import OPEN, Referral
from screening.referral.operations.erase import erase_from_packets


def _why_not_yet(client: Client, by: User) -> str:
    if client.left_on is None:
        return _("Close the record first.")
    referrals = Referral.objects.visible_to(by, "screening.view_referral")
    if referrals.filter(involvement__in=involvements_of(by, client), state__in=OPEN).exists():
        return _("A referral of this client to the unit is open.")
    return ""


def _until(client: Client) -> dt.date | None:
    """The first day on which the keeping time of casework is over; None where the country has confirmed none."""
    days = pack().country.settings["retention_casework"].days
    return client.left_on + dt.timedelta(days=days) if days is not None and client.left_on is not None else None


def _count(client: Client, by: User) -> dict[str, int]:
    screens = Screening.objects.visible_to(by, "screening.view_result").filter(involvement=client.involvement_id)
    return {
        "names": facts_of(client, by).count() if client.erased_at is None else 0,
        "notes": ClientNote.objects.filter(client=client, replaces=None).count(),
        "events": ClientEvent.objects.filter(client=client, replaces=None).count(),
        "screenings": screens.count(),
    }


def _destroy(client: Client, by: User) -> None:
    """The client's two keys, that of the agency's own screenings, and the names in packets that were sent.

    What the unit took up is the unit's, under other keys.
    """
    erase_from_packets(client.involvement.person, by)
    for key in (client.identity_key, client.involvement_id, client.pk):
        keys.destroy(key)
    leave_the_stub(client.involvement, client)


def has_second_person(client: Client, by: User) -> bool:
    """Whether somebody else of the agency could say yes to it."""
    return policy.who_may(NAMES, client).exclude(pk=by.pk).exists()


CLIENTS = Keeping(
    app="screening",
    name="client",
    anchor=Client,
    asked=ClientApproval,
    holds=ClientHold,
    disposals=ClientDisposal,
    action=CHANGE,
    why_not_yet=_why_not_yet,
    until=_until,
    count=_count,
    destroy=_destroy,
    called=lambda client: str(client.label),
    page=lambda client: reverse("screening:client", args=[client.pk]),
    gone=gettext_lazy(
        "What you call the client, names, notes and your screenings are destroyed, and names in referrals that you sent"
        " are covered. What was written cannot be recovered. Days, codes and consents remain, and what the unit wrote"
        " down itself. Paper, copies and backups until they expire are not reached."
    ),
    counted=(
        (gettext_lazy("Names, documents, numbers"), "names"),
        (gettext_lazy("Notes"), "notes"),
        (gettext_lazy("Comings and leavings"), "events"),
        (gettext_lazy("Screenings"), "screenings"),
    ),
    styles="css/screening.css",
    finished_on={"disposal": "dispose", ERASE: "erase"},
)
