"""Addresses of this room."""

from django.urls import path

from prosecutions.matter import views as matters
from prosecutions.matter.views import assign

urlpatterns = [
    path("submissions/<uuid:pk>/", matters.submission, name="submission"),
    path("submissions/<uuid:pk>/list.pdf", matters.submission_pdf, name="submission_pdf"),
    path("submissions/<uuid:pk>/names/", matters.submission_names, name="submission_names"),
    path("<uuid:pk>/", matters.matter, name="matter"),
    path("<uuid:pk>/names/", matters.matter_names, name="matter_names"),
    path("<uuid:pk>/assign/", assign, name="assign_matter"),
]
