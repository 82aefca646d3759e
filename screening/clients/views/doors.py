"""What every view of this room does first, and the context of its forms."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.urls import reverse

from carisecure.access.policy import fetch
from carisecure.interface.doors import SignedIn
from screening.clients.models import Client

FORM = "screening/contact/form.html"


def client_for(request: SignedIn, pk: UUID, action: str) -> Client:
    rows = Client.objects.select_related("involvement__person", "agency")
    found: Client = fetch(rows, viewer=request.user, action=action, pk=pk)
    return found


def page_of(client: Client, part: str = "") -> str:
    return reverse("screening:client", args=[client.pk]) + (f"#{part}" if part else "")


def back_to(request: SignedIn, client: Client, message: Any, part: str = "") -> str:
    messages.success(request, message)
    return page_of(client, part)


def context_of(client: Client, title: str, **more: Any) -> dict[str, Any]:
    return {"title": title, "cancel_url": page_of(client), "back_label": client.label, **more}
