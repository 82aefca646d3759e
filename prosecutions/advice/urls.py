"""Addresses of this room."""

from django.urls import path

from prosecutions.advice import views as advice
from prosecutions.advice.views import answer

urlpatterns = [
    path("queries/<uuid:pk>/answer/", answer, name="answer_query"),
    path("queries/<uuid:pk>/settle/", advice.settle, name="settle_query"),
    path("advice/<uuid:pk>/correct/", advice.correct, name="correct_advice"),
    path("<uuid:pk>/query/", advice.ask, name="ask_query"),
    path("<uuid:pk>/advice/", advice.advise, name="record_advice"),
]
