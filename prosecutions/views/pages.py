"""What the form pages of a matter have in common."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from prosecutions.models import Prosecution


def matter_url(prosecution: Prosecution, part: str = "") -> str:
    """The matter's page, at one of its parts."""
    url = reverse("prosecutions:matter", args=[prosecution.pk])
    return f"{url}#{part}" if part else url


def form_context(prosecution: Prosecution, title: str, lead: str = "") -> dict[str, Any]:
    """For `interface/form_page.html`: the reference stands in the lead, so nobody writes into the wrong matter."""
    lead = f"{prosecution.reference}. {lead}" if lead else prosecution.reference
    back = {"cancel_url": matter_url(prosecution), "back_label": prosecution.reference}
    return {"title": title, "lead": lead, **back}
