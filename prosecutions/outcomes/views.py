"""Pages on which a verdict and a sentence are recorded."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from carisecure.access.policy import fetch
from carisecure.corrections.chains import newest_of
from carisecure.countries.packs import pack
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form
from prosecutions.charges.views import OUTCOME, charge_of
from prosecutions.offences.penalties import offence_title, sentence_words
from prosecutions.outcomes.alternatives import Beside
from prosecutions.outcomes.corrections import correct_outcome, correct_sentence, outcome_typed, sentence_typed
from prosecutions.outcomes.forms import OutcomeCorrection, OutcomeForm, SentenceCorrection, SentenceForm
from prosecutions.outcomes.models import Outcome, Sentence
from prosecutions.outcomes.operations import record_outcome, record_sentence, vary_sentence
from prosecutions.record.correcting import Correction, answer_correction
from prosecutions.record.doors import form_context, matter_url, opened


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def outcome(request: SignedIn, pk: UUID) -> HttpResponse:
    charge = charge_of(request, pk, OUTCOME)
    beside = Beside.of(charge)
    form = OutcomeForm.open(
        request, draft=f"outcome-{charge.pk}", alternatives=beside.undecided, fell_away=beside.conviction is not None
    )

    def act() -> str:
        record_outcome(charge=charge, by=request.user, **form.values())
        messages.success(request, _("Outcome recorded."))
        return matter_url(charge.prosecution, "accused")

    title = _("Outcome: %(offence)s") % {"offence": offence_title(charge)}
    return answer_form(request, form, act, context=form_context(charge.prosecution, title))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def correct_verdict(request: SignedIn, pk: UUID) -> HttpResponse:
    verdict = newest_of(_verdict(request, pk))
    opened(verdict.prosecution, "correct_outcome")
    asked = Beside.of(verdict.charge).undecided if verdict.is_retracted or not verdict.is_conviction else ()
    form = OutcomeCorrection.open(
        request, alternatives=asked, draft=f"outcome-correction-{verdict.entry_key}", version=verdict.version,
        initial=outcome_typed(verdict), fell_away=verdict.comes_with_id is not None,
    )  # fmt: skip
    title = _("Correct the outcome: %(offence)s") % {"offence": offence_title(verdict.charge)}

    def act(correction: Correction) -> None:
        changes = dict(correction.changes)
        others = changes.pop("others", "")
        put = replace(correction, changes=changes)
        correct_outcome(outcome=verdict, correction=put, others=others, by=request.user)

    return answer_correction(request, verdict.prosecution, form, act, title=title, part="accused")


def _verdict(request: SignedIn, pk: UUID) -> Outcome:
    rows = Outcome.objects.select_related("prosecution", "charge", "accused")
    found: Outcome = fetch(rows, viewer=request.user, action=OUTCOME, pk=pk)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def sentence(request: SignedIn, pk: UUID) -> HttpResponse:
    verdict = _verdict(request, pk)
    form = SentenceForm.open(
        request, draft=f"sentence-{verdict.pk}", currency=pack().country.currency,
        initial={"happened_on": verdict.happened},
    )  # fmt: skip

    def act() -> str:
        record_sentence(outcome=verdict, by=request.user, **form.values())
        messages.success(request, _("Sentence recorded."))
        return matter_url(verdict.prosecution, "accused")

    title = _("Sentence: %(offence)s") % {"offence": offence_title(verdict.charge)}
    lead = _("A sentence outside the limits in the catalogue is recorded as passed; the page says so.")
    return answer_form(request, form, act, context=form_context(verdict.prosecution, title, lead))


def _sentence(request: SignedIn, pk: UUID) -> Sentence:
    found: Sentence = fetch(Sentence.objects.all(), viewer=request.user, action=OUTCOME, pk=pk)
    return newest_of(found)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def vary(request: SignedIn, pk: UUID) -> HttpResponse:
    passed = _sentence(request, pk)
    form = SentenceForm.open(request, draft=f"sentence-varied-{passed.entry_key}", currency=passed.currency)

    def act() -> str:
        vary_sentence(sentence=passed, by=request.user, **form.values())
        messages.success(request, _("Sentence recorded."))
        return matter_url(passed.prosecution, "accused")

    title = _("Varied on appeal: %(sentence)s") % {"sentence": sentence_words(passed)}
    lead = _("The whole sentence as it now is. The first one stays on the page. Record the step of the appeal as well.")
    return answer_form(request, form, act, context=form_context(passed.prosecution, title, lead))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def correct_passed(request: SignedIn, pk: UUID) -> HttpResponse:
    passed = _sentence(request, pk)
    opened(passed.prosecution, "correct_sentence")
    form = SentenceCorrection.open(
        request, draft=f"sentence-correction-{passed.entry_key}", version=passed.version, currency=passed.currency,
        initial=sentence_typed(passed),
    )  # fmt: skip
    title = _("Correct the sentence: %(sentence)s") % {"sentence": sentence_words(passed)}

    def act(correction: Correction) -> None:
        correct_sentence(sentence=passed, correction=correction, by=request.user)

    return answer_correction(request, passed.prosecution, form, act, title=title, part="accused")
