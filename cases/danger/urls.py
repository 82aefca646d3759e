"""Addresses of this room."""

from django.urls import path

from cases.danger import views as danger

urlpatterns = [
    path("cases/<uuid:pk>/danger/", danger.danger, name="danger"),
]
