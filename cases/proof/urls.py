"""Addresses of this room."""

from django.urls import path

from cases.proof import views

urlpatterns = [
    path("cases/<uuid:pk>/proof/add/", views.add, name="add_proof"),
    path("cases/proof/<uuid:pk>/correct/", views.correct, name="correct_proof"),
]
