"""Addresses of a register that was brought in."""

from django.urls import path

from cases.registers import standing_views as views

urlpatterns = [
    path("registers/<uuid:pk>/in/", views.show, name="register_in"),
    path("registers/<uuid:pk>/confirm/", views.confirm, name="confirm_register"),
    path("registers/<uuid:pk>/undo/", views.undo, name="undo_register"),
]
