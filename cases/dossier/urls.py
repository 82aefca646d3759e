"""Addresses of this room."""

from django.urls import path

from cases.dossier import views

urlpatterns = [
    path("cases/<uuid:pk>/summary/", views.summary, name="case_summary"),
    path("cases/<uuid:pk>/copy/", views.ask, name="copy"),
    path("approvals/<uuid:pk>/copy/", views.download, name="copy_file"),
]
