"""Addresses of this room."""

from django.urls import path

from screening.person import views as person

urlpatterns = [
    path("people/<uuid:pk>/", person.show, name="person"),
]
