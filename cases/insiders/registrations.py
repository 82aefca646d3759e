"""What this room hands to the others when the app is ready."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from carisecure.access.two_people.kinds import Facts, Kind
from carisecure.access.two_people.kinds import register as register_kind
from carisecure.accounts.models import User
from carisecure.audit.unusual import register_places, register_shown, register_signs
from carisecure.backup.endings import narrows
from carisecure.interface import badges
from carisecure.interface.words import day
from cases.insiders import unusual
from cases.insiders.models import GRANT, READMIT, UNSEAL, NewLead
from cases.insiders.operations import compartments, new_lead, sharing
from cases.insiders.queries import emergencies_of, emergency_rows
from cases.record import worklist
from cases.record.models import Case, Compartment
from cases.two_people import kinds
from cases.two_people.models import Approval


def register() -> None:
    worklist.register_draft("case-share", _("Give access to another unit's officer"), "cases:share")
    badges.register(
        "cases.EmergencyAccess.finding", {"justified": "done", "to_be_asked": "waiting", "not_justified": "late"}
    )
    worklist.register("cases.emergencies", emergencies_of, lists=emergency_rows)
    worklist.register("audit.review", unusual.waiting)
    narrows(Case._meta.db_table, "compartment", Compartment.values)
    register_places("cases", unusual.places)
    register_signs("cases", unusual.signs)
    register_shown("cases", unusual.shown)
    kinds.register(UNSEAL, _("Opening a restricted or sealed case"), carry_out=compartments.open_wider)
    kinds.register(READMIT, _("Ending an exclusion"), carry_out=compartments.readmit)
    kinds.register(
        GRANT,
        _("Giving somebody access outside the usual procedure"),
        carry_out=sharing.share_as_agreed,
        facts=who_gets_what,
    )
    register_kind(
        Kind(
            NewLead,
            NewLead.kind,
            _("New lead officer for a sealed case"),
            asks=new_lead.ACTION,
            decides=new_lead.ACTION,
            page="cases:decide_new_lead",
            why_not=new_lead.why_not,
        )
    )


def who_gets_what(approval: Approval) -> Facts:
    person = User.objects.select_related("agency").filter(pk=approval.params["to"]).first()
    last = dt.date.fromisoformat(approval.params["until"])
    who = f"{person.full_name}, {person.get_role_display()}, {person.agency.name}" if person else ""
    return [
        (gettext("Who"), who),
        (gettext("What they can do"), kinds.label_of(sharing.Level, approval.params["level"])),
        (gettext("Last day"), day(last)),
    ]
