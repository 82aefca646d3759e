"""Accused, charges, verdicts and sentences."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from carisecure.access.policy import fetch
from carisecure.corrections.chains import newest_of
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form
from prosecutions.accused.models import Accused
from prosecutions.charges.corrections import charge_typed, correct_charge
from prosecutions.charges.forms import ChargeCorrection, ChargeForm, LayChargeForm, WithdrawForm
from prosecutions.charges.models import Charge
from prosecutions.charges.operations import charge_newcomer, charges_known, lay_charge, replace_charge, withdraw_charge
from prosecutions.charges.queries import charges_before_the_court, suspects_filed, victims_filed
from prosecutions.charges.tied import named
from prosecutions.offences.penalties import offence_title
from prosecutions.record.correcting import Correction, answer_correction
from prosecutions.record.doors import form_context, matter_url, opened
from prosecutions.record.models import Prosecution

LAY, OUTCOME = "prosecutions.lay_charge", "prosecutions.record_outcome"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def lay(request: SignedIn, pk: UUID) -> HttpResponse:
    prosecution: Prosecution = fetch(Prosecution, viewer=request.user, action=LAY, pk=pk)
    everybody = list(Accused.objects.visible_to(request.user, LAY).filter(prosecution=prosecution))
    suspects = suspects_filed(request.user, prosecution, action=LAY)
    form = LayChargeForm.open(
        request, draft=f"charge-{prosecution.pk}", accused=everybody, suspects=suspects,
        version=charges_known(prosecution), **_offered(request, prosecution),
    )  # fmt: skip

    def act() -> str:
        values, known = form.values(), {str(one.pk): one for one in everybody}
        common: Any = {
            "facts": form.facts(),
            "after": form.cleaned_data["version"],
            "tied": form.tied(),
            "by": request.user,
        }
        if accused := known.get(values["accused"]):
            lay_charge(accused=accused, **common)
        else:
            filed_as = {str(item.pk): item for item in suspects}.get(values["accused"])
            charge_newcomer(prosecution=prosecution, name=values["name"], filed_as=filed_as, **common)
        messages.success(request, _("Charge recorded."))
        return matter_url(prosecution, "accused")

    lead = _("The date of the offence decides the penalty; the date the charge was laid decides the court path.")
    return answer_form(request, form, act, context=form_context(prosecution, _("Accused and charge"), lead))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def change(request: SignedIn, pk: UUID) -> HttpResponse:
    charge = charge_of(request, pk, LAY)
    opened(charge.prosecution, "change_charge")
    form = ChargeForm.open(request, draft=f"charge-change-{charge.pk}", **_as_it_stands(request, charge))

    def act() -> str:
        replace_charge(charge=charge, facts=form.facts(), tied=form.tied(), by=request.user)
        messages.success(request, _("New version of the charge recorded."))
        return matter_url(charge.prosecution, "accused")

    lead = _("As the court amended it. What was typed wrongly is corrected instead.")
    return answer_form(request, form, act, context=form_context(charge.prosecution, _("Amend a charge"), lead))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def correct(request: SignedIn, pk: UUID) -> HttpResponse:
    charge = newest_of(charge_of(request, pk, LAY))
    opened(charge.prosecution, "correct_charge")
    form = ChargeCorrection.open(
        request, draft=f"charge-correction-{charge.entry_key}", version=charge.version,
        **_as_it_stands(request, charge),
    )  # fmt: skip
    title = _("Correct the charge: %(offence)s") % {"offence": offence_title(charge)}

    def act(correction: Correction) -> None:
        tied = None if correction.is_retracted else form.tied()
        correct_charge(charge=charge, correction=correction, tied=tied, by=request.user)

    return answer_correction(request, charge.prosecution, form, act, title=title, part="accused")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def withdraw(request: SignedIn, pk: UUID) -> HttpResponse:
    charge = charge_of(request, pk, LAY)
    form = WithdrawForm.open(request, draft=f"charge-withdrawal-{charge.pk}")

    def act() -> str:
        withdraw_charge(charge=charge, by=request.user, **form.values())
        messages.success(request, _("Withdrawal recorded."))
        return matter_url(charge.prosecution, "accused")

    title = _("Withdraw: %(offence)s") % {"offence": offence_title(charge)}
    return answer_form(request, form, act, context=form_context(charge.prosecution, title))


def _offered(request: SignedIn, prosecution: Prosecution, of: Accused | None = None) -> dict[str, Any]:
    """What the form offers beside the catalogue: victims of the file, other charges (`of` one accused)."""
    others = charges_before_the_court(request.user, prosecution, action=LAY)
    return {
        "victims": victims_filed(request.user, prosecution, action=LAY),
        "others": [one for one in others if of is None or one.accused_id == of.pk],
    }


def _as_it_stands(request: SignedIn, charge: Charge) -> dict[str, Any]:
    """A form filled with a charge. A victim is ticked by the latest sheet of theirs."""
    offered = _offered(request, charge.prosecution, charge.accused)
    named_in = {one.filed_as.object_id for one in named(charge)}
    ticked = [str(item.pk) for item in offered["victims"] if item.object_id in named_in]
    others = [one for one in offered["others"] if one.entry_key != charge.entry_key]
    first = charge.alternative_to
    if first is not None and first.pk not in {one.entry_key for one in others}:
        others.append(newest_of(first))  # withdrawn since, and still what this one was laid beside
    return {**offered, "others": others, "initial": {**charge_typed(charge), "victims": ticked}}


def charge_of(request: SignedIn, pk: UUID, action: str) -> Charge:
    rows = Charge.objects.select_related("prosecution", "accused")
    found: Charge = fetch(rows, viewer=request.user, action=action, pk=pk)
    return found
