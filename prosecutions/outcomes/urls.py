"""Addresses of this room."""

from django.urls import path

from prosecutions.outcomes.views import outcome, sentence

urlpatterns = [
    path("charges/<uuid:pk>/outcome/", outcome, name="record_outcome"),
    path("outcomes/<uuid:pk>/sentence/", sentence, name="record_sentence"),
]
