"""Addresses of this room."""

from django.urls import path

from cases.people.views import person as people
from cases.people.views import roles
from cases.people.views.person import add_person

urlpatterns = [
    path("cases/<uuid:pk>/people/add/", add_person, name="add_person"),
    path("people/<uuid:pk>/", people.show, name="person"),
    path("people/<uuid:pk>/names/", people.show_names, name="person_names"),
    path("people/<uuid:pk>/names/add/", people.add_name, name="add_name"),
    path("people/names/<uuid:pk>/mistake/", people.mistake, name="mistake"),
    path("people/<uuid:pk>/roles/add/", roles.add, name="add_role"),
    path("people/roles/<uuid:pk>/more/", roles.more, name="more_of_role"),
    path("people/roles/<uuid:pk>/end/", roles.end, name="end_role"),
    path("people/roles/<uuid:pk>/correct/", roles.correct, name="correct_role"),
    path("people/<uuid:pk>/edit/", people.edit, name="edit_person"),
]
