"""The reviewer's list, fine or ask; and the reader's own page with what was asked."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from carisecure.access.policy import require
from carisecure.audit import operations, review_pages
from carisecure.audit.models import Outcome, UnusualReading
from carisecure.audit.record import record_read
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.forms import WorkForm
from carisecure.interface.views import answer_form, render_page

TABLE = UnusualReading._meta.db_table
form_methods = require_http_methods(["GET", "HEAD", "POST"])


class AskForm(WorkForm):
    submit_label = gettext_lazy("Ask")
    question = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        label=gettext_lazy("What do you want to know?"),
        help_text=gettext_lazy("They see your name, what was opened, and these words."),
    )


class AnswerQuestionForm(WorkForm):
    submit_label = gettext_lazy("Send the answer")
    answer = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        label=gettext_lazy("Your answer"),
        help_text=gettext_lazy("Do not name anybody: the person who asks may not know the case."),
    )


class SettleForm(WorkForm):
    submit_label = gettext_lazy("Close")
    outcome = forms.ChoiceField(choices=Outcome.choices, widget=forms.RadioSelect, label=gettext_lazy("Outcome"))


@require_safe
@signed_in
def review(request: SignedIn) -> HttpResponse:
    """The lines that this person reviews. That they read them is a line of the ledger as well."""
    require(request.user, operations.REVIEW)
    page = review_pages.review_page(request.user)
    shown = [*page.answered, *page.waiting, *page.asked, *page.closed]
    record_read(TABLE, [line.row.pk for line in shown], page="audit:review")
    return render_page(request, "audit/review.html", {"page_of": page})


@form_methods
@signed_in
def ask(request: SignedIn, pk: UUID) -> HttpResponse:
    reading = operations.reading_to_review(request.user, pk)
    form = AskForm.open(request, draft=f"review-ask-{pk}", initial={"question": _("Why did you open this?")})

    def act() -> str:
        operations.ask_reader(reading=reading, by=request.user, **form.values())
        messages.success(request, _("Question sent. The answer will appear in this list."))
        return reverse("audit:review")

    return answer_form(request, form, act, template="audit/review_form.html", context=_of(request, reading))


@form_methods
@signed_in
def settle(request: SignedIn, pk: UUID) -> HttpResponse:
    """Fine by one press on the list; here with the answer in sight, and for whoever comes without a form."""
    reading = operations.reading_to_review(request.user, pk)
    form = SettleForm.open(request)

    def act() -> str:
        operations.settle_reading(reading=reading, by=request.user, **form.values())
        messages.success(request, _("Closed."))
        return reverse("audit:review")

    return answer_form(request, form, act, template="audit/review_form.html", context=_of(request, reading))


@require_safe
@signed_in
def questions(request: SignedIn) -> HttpResponse:
    """What reviewers asked this person about their own reading."""
    require(request.user, operations.ANSWER)
    lines = review_pages.questions_page(request.user)
    record_read(TABLE, [line.row.pk for line in lines], page="audit:questions")
    return render_page(request, "audit/questions.html", {"lines": lines})


@form_methods
@signed_in
def answer(request: SignedIn, pk: UUID) -> HttpResponse:
    reading = operations.question_to(request.user, pk)
    form = AnswerQuestionForm.open(request, draft=f"review-answer-{pk}")

    def act() -> str:
        operations.answer_question(reading=reading, by=request.user, **form.values())
        messages.success(request, _("Sent to the person who asked."))
        return reverse("audit:questions")

    return answer_form(request, form, act, template="audit/answer.html", context=_of(request, reading))


def _of(request: SignedIn, reading: UnusualReading) -> dict[str, object]:
    record_read(TABLE, [reading.pk], page=f"audit:{request.resolver_match.url_name}" if request.resolver_match else "")
    return {"line": review_pages.line_of(request.user, reading)}
