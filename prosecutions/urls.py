"""Addresses of the prosecution's room."""

from django.urls import path

from prosecutions.advice import views as advice
from prosecutions.advice.views import answer
from prosecutions.charges import views as charges
from prosecutions.court import views as court
from prosecutions.docket.views import my_matters_page
from prosecutions.file import views as file
from prosecutions.matter import views as matters
from prosecutions.matter.views import assign
from prosecutions.outcomes.views import outcome, sentence

app_name = "prosecutions"

urlpatterns = [
    path("", my_matters_page, name="my_matters"),
    path("cases/<uuid:pk>/submit/", file.submit, name="submit_file"),
    path("submissions/<uuid:pk>/", matters.submission, name="submission"),
    path("submissions/<uuid:pk>/list.pdf", matters.submission_pdf, name="submission_pdf"),
    path("submissions/<uuid:pk>/names/", matters.submission_names, name="submission_names"),
    path("queries/<uuid:pk>/answer/", answer, name="answer_query"),
    path("queries/<uuid:pk>/settle/", advice.settle, name="settle_query"),
    path("charges/<uuid:pk>/change/", charges.change, name="change_charge"),
    path("charges/<uuid:pk>/withdraw/", charges.withdraw, name="withdraw_charge"),
    path("charges/<uuid:pk>/outcome/", outcome, name="record_outcome"),
    path("outcomes/<uuid:pk>/sentence/", sentence, name="record_sentence"),
    path("hearings/<uuid:pk>/result/", court.hearing_result, name="hearing_result"),
    path("<uuid:pk>/", matters.matter, name="matter"),
    path("<uuid:pk>/names/", matters.matter_names, name="matter_names"),
    path("<uuid:pk>/query/", advice.ask, name="ask_query"),
    path("<uuid:pk>/advice/", advice.advise, name="record_advice"),
    path("<uuid:pk>/assign/", assign, name="assign_matter"),
    path("<uuid:pk>/charge/", charges.lay, name="lay_charge"),
    path("<uuid:pk>/stage/", court.stage, name="record_stage"),
    path("<uuid:pk>/hearing/", court.hearing, name="schedule_hearing"),
]
