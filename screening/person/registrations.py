"""What this room hands to the others when the app is ready."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.record import panels, worklist
from cases.record.models import InvolvementRole
from screening.referral.models import Referral

# What somebody of the unit can have begun and not sent: the draft's key, what it is, where its form stands.
DRAFTS = (
    ("status", gettext_lazy("Decision on victim status"), "decide_status"),
    ("refer", gettext_lazy("Refer to a care organisation"), "refer_out"),
    ("consent", gettext_lazy("Consent"), "record_consent"),
    ("screen", gettext_lazy("First screening"), "start_screening"),
    ("not-taken-up", gettext_lazy("Not taken up"), "not_taken_up"),
    ("outcome", gettext_lazy("Outcome"), "outcome"),
)


def register() -> None:
    panels.register_person_panel("screening", person_panel)
    panels.register_person_steps("screening", person_steps)
    for prefix, label, url_name in DRAFTS:
        worklist.register_draft(prefix, label, f"screening:{url_name}")


def person_panel(shown: panels.ShownPerson) -> panels.Panel | None:
    """The door to screening and care of this person."""
    if not shown.involvement.has_role(InvolvementRole.POSSIBLE_VICTIM) or not shown.rights.may("screening.view_person"):
        return None
    rows = Referral.objects.visible_to(shown.viewer, "screening.view_referral").filter(involvement=shown.involvement)
    found = [(r, "") for r in rows.select_related("from_agency", "to_agency")[:20]]
    url = reverse("screening:person", args=[shown.involvement.pk])
    return panels.Panel("screening/referral/_case_panel.html", {"referrals": found, "person_url": url}, order=40)


def person_steps(shown: panels.ShownPerson) -> Iterable[panels.Step]:
    """What is done next for a possible victim; asks nothing of the database."""
    if not shown.involvement.has_role(InvolvementRole.POSSIBLE_VICTIM) or not shown.rights.may("screening.screen"):
        return
    pk = shown.involvement.pk
    yield panels.Step(_("Screening and care"), reverse("screening:person", args=[pk]), order=35)
    yield panels.Step(_("First screening"), reverse("screening:start_screening", args=[pk]), order=30)
