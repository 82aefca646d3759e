"""Addresses of this room."""

from django.urls import path

from cases.finding.views import find_person, find_text

urlpatterns = [
    path("people/find/", find_person, name="find_person"),
    path("texts/find/", find_text, name="find_text"),
]
