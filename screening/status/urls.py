"""Addresses of this room."""

from django.urls import path

from screening.status import views as status

urlpatterns = [
    path("people/<uuid:pk>/status/", status.decide, name="decide_status"),
]
