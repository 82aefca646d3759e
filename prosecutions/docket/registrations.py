"""What this room hands to the others when the app is ready."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from carisecure.access.policy import rule
from carisecure.accounts.models import User
from cases.record import worklist
from prosecutions.docket.queries import my_matters


def register() -> None:
    worklist.register("prosecutions.matters", matters_waiting)


def matters_waiting(user: User) -> Iterator[worklist.WorkItem]:
    """For the prosecutor: new files, answers, hearings without a result."""
    if not rule("prosecutions.my_matters").open_to(user):
        return
    for line in my_matters(user).waiting:
        yield worklist.WorkItem(
            title="; ".join(reason.text for reason in line.waits_for_me),
            url=reverse("prosecutions:matter", args=[line.prosecution.pk]),
            detail=line.prosecution.reference,
        )
