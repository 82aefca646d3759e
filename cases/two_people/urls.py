"""Addresses of this room."""

from django.urls import path

from cases.two_people import views

urlpatterns = [
    path("approvals/<uuid:pk>/", views.decide, name="approval"),
]
