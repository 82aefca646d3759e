"""Addresses of this room."""

from django.urls import path

from screening.consent import views as consent

urlpatterns = [
    path("people/<uuid:pk>/consent/", consent.record_one, name="record_consent"),
]
