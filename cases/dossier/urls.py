"""Addresses of this room."""

from django.urls import path

from cases.dossier import views as copies

urlpatterns = [
    path("cases/<uuid:pk>/copy/", copies.ask, name="copy"),
    path("approvals/<uuid:pk>/copy/", copies.download, name="copy_file"),
]
