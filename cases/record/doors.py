"""What the views of every room do first: fetch the case, and give a form page its context."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from carisecure.access.policy import fetch
from carisecure.interface.doors import SignedIn
from carisecure.interface.forms import WorkForm
from cases.record.models import Case

form_methods = require_http_methods(["GET", "HEAD", "POST"])


def case_of(request: SignedIn, pk: UUID, action: str) -> Case:
    found: Case = fetch(Case, viewer=request.user, action=action, pk=pk)
    return found


def case_form(case: Case, title: str, **more: Any) -> dict[str, Any]:
    """The context of a form page that belongs to a case."""
    return {"case": case, "title": title, "cancel_url": reverse("cases:case", args=[case.pk]), **more}


def back_to_case(request: SignedIn, case: Case, message: str, part: str = "") -> str:
    """Say that it is done, and go to the case, at this part of its page."""
    messages.success(request, message)
    return reverse("cases:case", args=[case.pk]) + (f"#{part}" if part else "")


def version_of(form: WorkForm) -> int:
    """The version that the writer read; a form that lost it is treated as the oldest."""
    return form.cleaned_data["version"] or 0
