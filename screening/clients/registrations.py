"""What this room hands to the others when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from carisecure.access.two_people import kinds
from cases.keeping import alone
from cases.record import worklist
from screening.clients.operations.ending import CLIENTS


def register() -> None:
    alone.register(CLIENTS)
    kinds.register(alone.kind_of_erasing(CLIENTS))
    worklist.register_draft("new-client", _("New client"), "screening:new_client")
    worklist.register_draft("client-note", _("Note about a client"), "screening:add_client_note")
    worklist.register_draft("client-left", _("Closing a client's record"), "screening:client_left")
    worklist.register_draft("client-returned", _("Opening a client's record again"), "screening:client_returned")
    worklist.register_draft("refer-client", _("Referral of a client"), "screening:refer_client")
    worklist.register_draft("correct-client-note", _("Correction of a note"), "screening:correct_client_note")
    worklist.register_draft("correct-client-event", _("Correction of a date"), "screening:correct_client_event")
