"""What the form pages of a matter have in common."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from carisecure.access.policy import Rights
from carisecure.audit.record import record
from prosecutions.record.models import Prosecution


def matter_url(prosecution: Prosecution, part: str = "") -> str:
    """The matter's page, at one of its parts."""
    url = reverse("prosecutions:matter", args=[prosecution.pk])
    return f"{url}#{part}" if part else url


def form_context(prosecution: Prosecution, title: str, lead: str = "") -> dict[str, Any]:
    """For `interface/form_page.html`: the reference stands in the lead, so nobody writes into the wrong matter."""
    lead = f"{prosecution.reference}. {lead}" if lead else prosecution.reference
    back = {"cancel_url": matter_url(prosecution), "back_label": prosecution.reference}
    return {"title": title, "lead": lead, **back}


VIEW = "prosecutions.view_matter"
ACTIONS = (
    "ask_query", "settle_query", "answer_query", "record_advice", "lay_charge", "record_stage", "schedule_hearing",
    "record_outcome", "assign_matter", "see_names",
)  # fmt: skip


def may_of(held: Rights) -> dict[str, bool]:
    """What the viewer may do here, by the last word of the action."""
    return {action: held.may(f"prosecutions.{action}") for action in ACTIONS}


def opened(prosecution: Prosecution, page: str, **detail: object) -> None:
    """The ledger's line: who opened which matter. Without it there is no page."""
    record("read", table="prosecutions_prosecution", object_id=prosecution.pk, detail={"page": page, **detail})
