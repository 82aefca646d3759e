"""From a cleaned form to what the sending operations take."""

from __future__ import annotations

from carisecure.accounts.models import User
from carisecure.interface.forms import WorkForm
from screening.contact.operations import About
from screening.referral.forms import URGENT
from screening.referral.operations.refer_in import Agreed
from screening.referral.packet import Asked


def asked_of(form: WorkForm) -> Asked:
    data = form.cleaned_data
    return Asked(data["purpose"], data.get("services", []), data.get("safety_notes", ""))


def agreed_of(form: WorkForm) -> Agreed:
    data = form.cleaned_data
    if data["basis"] == URGENT:
        return Agreed(
            urgent_ground=data["urgent_ground"],
            urgent_reason=data["urgent_reason"],
            authorised_by=data["authorised_by"],
        )
    return Agreed(given_by=data["given_by"], language=data["language"], interpreter=data["interpreter"])


def only_for_of(form: WorkForm) -> User | None:
    """The one who alone reads it, where an official is involved."""
    found: User | None = form.cleaned_data["only_for"]
    return found


def about_of(form: WorkForm) -> About:
    data = form.cleaned_data
    return About(
        age_from=data["age_from"],
        age_to=data["age_to"],
        age_basis=data["age_basis"] or "not_known",
        gender=data["gender"],
        languages=[data["speaks"]] if data["speaks"] else [],
        citizenships=[data["citizenship"]] if data["citizenship"] else [],
    )
