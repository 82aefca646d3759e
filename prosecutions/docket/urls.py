"""Addresses of this room."""

from django.urls import path

from prosecutions.docket.views import my_matters_page

urlpatterns = [
    path("", my_matters_page, name="my_matters"),
]
