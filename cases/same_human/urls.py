"""Addresses of this room."""

from django.urls import path

from cases.same_human import views

urlpatterns = [
    path("people/<uuid:pk>/same-human/", views.say, name="say_same_human"),
    path("people/same-human/<uuid:pk>/end/", views.end, name="end_same_human"),
]
