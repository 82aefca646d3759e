"""Addresses of this room."""

from django.urls import path

from prosecutions.file import views as file

urlpatterns = [
    path("cases/<uuid:pk>/submit/", file.submit, name="submit_file"),
]
