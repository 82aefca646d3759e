"""A first screen: before it, one question at a time, the end, the result."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from carisecure.access.policy import fetch, may
from carisecure.accounts.roles import Role
from carisecure.audit.record import record
from carisecure.countries.names import language_name
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import answer_form, render_page
from cases.record.models import Involvement
from cases.record.readers import readers_of
from screening.contact.forms import ConfirmForm
from screening.instruments.loader import Item, instrument
from screening.instruments.scoring import what_to_do_first
from screening.interview.forms.preface import AnswerForm, PrefaceForm
from screening.interview.models import Answer, Kind, Screening, State
from screening.interview.operations import answer_question, finish_screening, start_screening
from screening.interview.queries import open_screens_of
from screening.interview.results import FIRST_SCREEN, instrument_of, preface_lines, preface_of, scored


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def start(request: SignedIn, pk: UUID) -> HttpResponse:
    rows = Involvement.objects.select_related("person")
    involvement = fetch(rows.all(), viewer=request.user, action="screening.screen", pk=pk)
    begun = open_screens_of(request.user).filter(involvement=involvement).first()
    if begun is not None and request.method != "POST":  # what was typed meanwhile is told, not thrown away
        messages.info(request, _("You have already started this first screening: continue here."))
        return HttpResponseRedirect(reverse("screening:before", args=[begun.pk]))
    used = instrument(FIRST_SCREEN)
    spoken = {"language": involvement.person.languages[0]} if involvement.person.languages else {}
    form = PrefaceForm.open(request, instrument=used, draft=f"screen-{pk}", initial=spoken)

    def act() -> str:
        screening = start_screening(involvement=involvement, preface=form.preface(), by=request.user)
        return reverse("screening:before", args=[screening.pk])

    context = {
        "title": _("First screening: %(who)s") % {"who": involvement.label},
        "used": used,
        "cancel_url": _page_of(request, pk),
    }
    return answer_form(request, form, act, template="screening/interview/preface.html", context=context)


@require_safe
@signed_in
def before(request: SignedIn, pk: UUID) -> HttpResponse:
    """What the preface asks for before the first question; straight to the question where it asks for nothing.

    Somebody who comes back goes on with the question behind the last one that was answered.
    """
    screening = _fetch(request, pk, "screening.answer")
    rules = what_to_do_first(instrument_of(screening), preface_of(screening))
    answered = _answered_up_to(screening)
    next_url = _after(pk, answered, len(instrument_of(screening).items))
    if not rules and screening.state == State.OPEN:
        return HttpResponseRedirect(next_url)
    _record(screening, "before")
    context = {
        "screening": screening,
        "rules": rules,
        "is_stopped": screening.state == State.STOPPED,
        "next_url": next_url,
        "is_begun": answered > 0,
        "back_url": _back_url(request, screening),
    }
    return render_page(request, "screening/interview/before.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def question(request: SignedIn, pk: UUID, number: int) -> HttpResponse:
    screening = _fetch(request, pk, "screening.answer")
    used = instrument_of(screening)
    if not 1 <= number <= len(used.items):
        raise Http404
    if screening.state != State.OPEN:
        return HttpResponseRedirect(reverse("screening:result", args=[pk]))
    item = used.items[number - 1]
    if item.id in screening.answers:  # a question that was not asked yet shows nobody
        _record(screening, "question")
    form = AnswerForm.open(request)

    def act() -> str:
        answer_question(screening=screening, item=item.id, answer=form.cleaned_data["answer"], by=request.user)
        return _after(pk, number, len(used.items))

    context = {
        "screening": screening,
        "item": item,
        "shown": _shown(item, screening.language),
        "language": screening.language,
        "language_name": language_name(screening.language) if screening.language else "",
        "is_draft": screening.language in used.draft_languages,
        "number": number,
        "total": len(used.items),
        "answers": _buttons(screening.language, screening.answers.get(item.id, "")),
        "back_url": reverse("screening:question", args=[pk, number - 1]) if number > 1 else "",
        "skip_url": _after(pk, number, len(used.items)),
        "finish_url": reverse("screening:finish", args=[pk]),
    }
    return answer_form(request, form, act, template="screening/interview/question.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def finish(request: SignedIn, pk: UUID) -> HttpResponse:
    """All answers once more, each with a way back, then the end."""
    screening = _fetch(request, pk, "screening.answer")
    if screening.state != State.OPEN:
        return HttpResponseRedirect(reverse("screening:result", args=[pk]))
    _record(screening, "finish")
    form = ConfirmForm.open(request)

    def act() -> str:
        finish_screening(screening=screening, by=request.user)
        return reverse("screening:result", args=[pk])

    context = {"screening": screening, "answers": _given(screening)}
    return answer_form(request, form, act, template="screening/interview/finish.html", context=context)


@require_safe
@signed_in
def result(request: SignedIn, pk: UUID) -> HttpResponse:
    """Where the answers point, and why; for a first screen and for an assessment alike."""
    screening = _fetch(request, pk, "screening.view_result")
    if screening.state != State.FINISHED:
        return HttpResponseRedirect(reverse("screening:before", args=[pk]))
    used = instrument_of(screening)
    _record(screening, "result")
    found = scored(screening)
    labels = {dimension.id: dimension.label for dimension in used.dimensions}
    is_unit = may(request.user, "screening.view_person", screening.involvement)
    context = {
        "screening": screening,
        "used": used,
        "result": found,
        "so_far": used.outcome(found.so_far).label if found.so_far else "",
        "dimensions": [(labels[score.id], score) for score in found.dimensions],
        "answers": _given(screening) if screening.kind == Kind.FIRST_SCREEN else [],
        "preface": preface_lines(screening),
        "is_unit": is_unit,
        "is_first_screen": screening.kind == Kind.FIRST_SCREEN,
        "back_url": _back_url(request, screening),
        "readers": readers_of(screening, "screening.view_result", viewer=request.user),
    }
    return render_page(request, "screening/interview/result.html", context)


def _fetch(request: SignedIn, pk: UUID, action: str) -> Screening:
    rows = Screening.objects.select_related("involvement", "involvement__person", "made_by")
    found: Screening = fetch(rows.all(), viewer=request.user, action=action, pk=pk)
    return found


def _record(screening: Screening, page: str) -> None:
    """What was said before the questions or answered is on the page: no line, no page."""
    detail = {"page": f"screening.{page}", "involvement": screening.involvement_id}
    record("read", table="screening_screening", object_id=screening.pk, detail=detail)


def _answered_up_to(screening: Screening) -> int:
    """The number of the last question that was answered; 0 where none was."""
    numbered = enumerate(instrument_of(screening).items, start=1)
    return max((number for number, item in numbered if item.id in screening.answers), default=0)


def _after(pk: UUID, number: int, total: int) -> str:
    if number < total:
        return reverse("screening:question", args=[pk, number + 1])
    return reverse("screening:finish", args=[pk])


def _shown(item: Item, language: str) -> dict[str, str]:
    """The question in the language of the interview, and in English under it where that is another one."""
    own = item.text.in_language(language or "en")
    help_ = item.help
    return {
        "large": own,
        "small": item.text.en if own != item.text.en else "",
        "help": help_.in_language(language or "en") if help_ else "",
        "help_small": help_.en if help_ and help_.in_language(language or "en") != help_.en else "",
    }


_SPOKEN = {"es": {"yes": "Sí", "no": "No", "not_known": "No se sabe", "will_not_say": "No quiere decir"}}


def _buttons(language: str, given: str) -> list[dict[str, object]]:
    spoken = _SPOKEN.get(language.split("-")[0], {})
    return [
        {"code": a.value, "label": a.label, "spoken": spoken.get(a.value, ""), "is_given": a.value == given}
        for a in Answer
    ]


def _given(screening: Screening) -> list[dict[str, object]]:
    labels = dict(Answer.choices)
    return [
        {
            "number": number,
            "text": item.text,
            "answer": labels.get(screening.answers.get(item.id, ""), _("Not asked")),
            "code": screening.answers.get(item.id, "not_asked"),
            "url": reverse("screening:question", args=[screening.pk, number]),
        }
        for number, item in enumerate(instrument_of(screening).items, start=1)
    ]


def _back_url(request: SignedIn, screening: Screening) -> str:
    if request.user.role == "frontline":
        return reverse("screening:receipt_list")
    return _page_of(request, screening.involvement_id)


def _page_of(request: SignedIn, involvement: UUID) -> str:
    """Where this person's screenings stand: the unit's page, or the agency's own of its client."""
    is_care = request.user.role == Role.CASEWORKER
    return reverse("screening:client_of" if is_care else "screening:person", args=[involvement])
