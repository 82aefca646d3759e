"""Two prosecutors at one matter, or at one charge sheet, at the same moment: one row, and words for the second."""

from __future__ import annotations

import uuid
from typing import Any

from django.test import Client
from django.urls import reverse

from carisecure.accounts.operations import make_user
from prosecutions.accused.models import Accused
from prosecutions.charges.models import Charge
from prosecutions.record.models import Prosecution
from tests.people import People, enter
from tests.prosecutions.matters import submitted

SHEET = {"offence": "TT-16", "committed_on": "4/3/2025", "laid_on": "1/6/2025", "laid_by": "police", "counts": "1"}


def desk(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def read(client: Client, address: str) -> dict[str, Any]:
    """What a form carries: its own key and what its person had read."""
    return {"submission_key": str(uuid.uuid4()), "version": client.get(address).context["form"]["version"].value()}


def test_the_second_who_assigns_is_shown_the_first(people: People) -> None:
    other = make_user(username="dpp2", full_name="Dana Deputy", role="prosecutor", agency=people.prosecutor.agency)
    prosecution = submitted(people).prosecution
    address = reverse("prosecutions:assign_matter", args=[prosecution.pk])
    first, second = desk(people.prosecutor), desk(other)
    mine, theirs = read(first, address), read(second, address)
    assert first.post(address, {**mine, "to": people.prosecutor.pk}).status_code == 302
    refused = second.post(address, {**theirs, "to": other.pk})
    assert refused.status_code == 409
    assert people.prosecutor.full_name in [stored.text for stored in refused.context["form"].stored]
    enter(people.prosecutor)
    assert Prosecution.objects.get(pk=prosecution.pk).assigned_to == people.prosecutor
    again = {**theirs, "version": refused.context["form"]["version"].value(), "submission_key": str(uuid.uuid4())}
    assert second.post(address, {**again, "to": other.pk}).status_code == 302  # seen, and meant
    assert first.post(address, {**read(first, address), "to": other.pk}).status_code == 302  # they agree


def test_one_charge_sheet_is_entered_once(people: People) -> None:
    address = reverse("prosecutions:lay_charge", args=[submitted(people).prosecution.pk])
    first, second = desk(people.prosecutor), desk(people.prosecutor)
    mine, theirs = read(first, address), read(second, address)
    assert first.post(address, {**SHEET, **mine, "accused": "new"}).status_code == 302
    refused = second.post(address, {**SHEET, **theirs, "accused": "new"})
    assert refused.status_code == 409
    assert "entered this at" in refused.text
    enter(people.prosecutor)
    assert (Charge.objects.count(), Accused.objects.count()) == (1, 1)
    other = second.post(address, {**SHEET, **theirs, "accused": "new", "offence": "TT-18",
                                  "submission_key": str(uuid.uuid4())})  # fmt: skip
    assert other.status_code == 302  # another charge is another row
    again = {"version": refused.context["form"]["version"].value(), "submission_key": str(uuid.uuid4())}
    assert second.post(address, {**SHEET, **again, "accused": "new"}).status_code == 302  # seen, and meant
