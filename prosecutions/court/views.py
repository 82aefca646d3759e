"""Court path and hearings."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from carisecure.access.policy import fetch
from carisecure.corrections.chains import newest_of
from carisecure.interface import words
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form
from prosecutions.accused.models import Accused
from prosecutions.court.corrections import correct_hearing, correct_step, hearing_typed
from prosecutions.court.forms import (
    HeardCorrection,
    HearingForm,
    HearingResultForm,
    ListedCorrection,
    StageCorrection,
    StageForm,
)
from prosecutions.court.models import Hearing, HearingState
from prosecutions.court.operations import adjourn_hearing, record_hearing, record_stage, schedule_hearing
from prosecutions.court_path.models import StageEvent
from prosecutions.court_path.operations import as_typed
from prosecutions.court_path.paths import court_path
from prosecutions.court_path.standing import Standings, standings, steps_of
from prosecutions.court_path.words import step_label
from prosecutions.record.correcting import Correction, answer_correction
from prosecutions.record.doors import form_context, matter_url, opened
from prosecutions.record.models import Prosecution

STAGE, HEARING = "prosecutions.record_stage", "prosecutions.schedule_hearing"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def stage(request: SignedIn, pk: UUID) -> HttpResponse:
    prosecution: Prosecution = fetch(Prosecution, viewer=request.user, action=STAGE, pk=pk)
    if not prosecution.court_path:
        messages.warning(request, _("The court path starts with a charge. Record the charge first."))
        return redirect(reverse("prosecutions:lay_charge", args=[prosecution.pk]))
    where = standings(steps_of(prosecution))
    rows = Accused.objects.visible_to(request.user, STAGE).filter(prosecution=prosecution)
    everybody = [one for one in rows if one.pk in where]
    paths = list({one.path.code: one.path for one in where.values()}.values())
    usual = dict.fromkeys(following.code for one in where.values() for following in one.following)
    draft = f"court-step-{prosecution.pk}"
    form = StageForm.open(request, draft=draft, paths=paths, following=usual, accused=everybody)

    def act() -> str:
        values = form.values()
        who = {str(one.pk): one for one in everybody}.get(values.pop("accused"))
        record_stage(prosecution=prosecution, accused=who, by=request.user, **values)
        messages.success(request, _("Step recorded."))
        return matter_url(prosecution, "path")

    context = form_context(prosecution, _("Step on the court path"), _where(everybody, where))
    return answer_form(request, form, act, context=context)


def _where(everybody: list[Accused], where: Standings) -> str:
    """Where it stands now; of several accused, each of them."""
    if len(where) == 1:
        (only,) = where.values()
        return _("%(path)s. Now: %(stage)s.") % {"path": only.path.facts.label, "stage": only.stage.label}
    return " ".join(
        _("%(who)s: %(stage)s (%(path)s).") % {"who": one.label, "stage": at.stage.label, "path": at.path.facts.label}
        for one in everybody
        for at in [where[one.pk]]
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def hearing(request: SignedIn, pk: UUID) -> HttpResponse:
    prosecution: Prosecution = fetch(Prosecution, viewer=request.user, action=HEARING, pk=pk)
    everybody = _everybody(request, prosecution)
    initial = {"accused": [str(one.pk) for one in everybody]}
    form = HearingForm.open(request, draft=f"hearing-{prosecution.pk}", accused=everybody, initial=initial)

    def act() -> str:
        schedule_hearing(prosecution=prosecution, accused=form.whose(), by=request.user, **form.values())
        messages.success(request, _("Hearing listed."))
        return matter_url(prosecution, "hearings")

    return answer_form(request, form, act, context=form_context(prosecution, _("List a hearing")))


def _everybody(request: SignedIn, prosecution: Prosecution) -> list[Accused]:
    rows = Accused.objects.visible_to(request.user, HEARING).filter(prosecution=prosecution)
    return list(rows.order_by("recorded_at", "pk"))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def hearing_result(request: SignedIn, pk: UUID) -> HttpResponse:
    rows = Hearing.objects.select_related("prosecution")
    found: Hearing = newest_of(fetch(rows, viewer=request.user, action=HEARING, pk=pk))
    opened(found.prosecution, "hearing_result")
    form = HearingResultForm.open(request, draft=f"hearing-result-{found.pk}", version=found.version)

    def act() -> str:
        _record(found, request, form)
        messages.success(request, _("Recorded."))
        return matter_url(found.prosecution, "hearings")

    title = _("What happened at the hearing")
    lead = f"{found.get_purpose_display()}, {words.day(found.on)}, {found.where}"
    return answer_form(request, form, act, context=form_context(found.prosecution, title, lead))


def _record(found: Hearing, request: SignedIn, form: HearingResultForm) -> None:
    values, version = form.values(), form.cleaned_data["version"]
    if values.pop("state") == HearingState.ADJOURNED:
        adjourn_hearing(hearing=found, by=request.user, version=version, **values)
    else:
        state, result = form.cleaned_data["state"], values["result"]
        record_hearing(hearing=found, state=state, result=result, by=request.user, version=version)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def correct_stage(request: SignedIn, pk: UUID) -> HttpResponse:
    step: StageEvent = newest_of(fetch(StageEvent.objects.all(), viewer=request.user, action=STAGE, pk=pk))
    opened(step.prosecution, "correct_step")
    form = StageCorrection.open(
        request, draft=f"step-correction-{step.entry_key}", version=step.version, path=court_path(step.path),
        initial=as_typed(step),
    )  # fmt: skip
    title = _("Correct the step: %(step)s") % {"step": step_label(step.path, step.stage)}

    def act(correction: Correction) -> None:
        correct_step(step=step, correction=correction, by=request.user)

    return answer_correction(request, step.prosecution, form, act, title=title, part="path")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def correct_listed(request: SignedIn, pk: UUID) -> HttpResponse:
    found: Hearing = newest_of(fetch(Hearing.objects.all(), viewer=request.user, action=HEARING, pk=pk))
    opened(found.prosecution, "correct_hearing")
    kind = ListedCorrection if found.state == HearingState.LISTED else HeardCorrection
    draft = f"hearing-correction-{found.entry_key}"
    form = kind.open(
        request, draft=draft, version=found.version, initial=hearing_typed(found),
        accused=_everybody(request, found.prosecution),
    )  # fmt: skip
    title = _("Correct the hearing of %(day)s") % {"day": words.day(found.on)}

    def act(correction: Correction) -> None:
        whose = None if correction.is_retracted else form.whose()
        correct_hearing(hearing=found, correction=correction, accused=whose, by=request.user)

    return answer_correction(request, found.prosecution, form, act, title=title, part="hearings")
