"""Addresses of this room."""

from django.urls import path

from cases.material import views as file

urlpatterns = [
    path("cases/<uuid:pk>/notes/add/", file.add_note, name="add_note"),
    path("cases/<uuid:pk>/statements/add/", file.add_statement, name="add_statement"),
    path("cases/notes/<uuid:pk>/correct/", file.correct_note, name="correct_note"),
    path("cases/statements/<uuid:pk>/correct/", file.correct_statement, name="correct_statement"),
]
