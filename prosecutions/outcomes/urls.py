"""Addresses of this room."""

from django.urls import path

from prosecutions.outcomes.views import correct_passed, correct_verdict, outcome, sentence, vary

urlpatterns = [
    path("charges/<uuid:pk>/outcome/", outcome, name="record_outcome"),
    path("outcomes/<uuid:pk>/sentence/", sentence, name="record_sentence"),
    path("outcomes/<uuid:pk>/correct/", correct_verdict, name="correct_outcome"),
    path("sentences/<uuid:pk>/varied/", vary, name="vary_sentence"),
    path("sentences/<uuid:pk>/correct/", correct_passed, name="correct_sentence"),
]
