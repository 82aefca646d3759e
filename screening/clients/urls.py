"""Addresses of this room."""

from django.urls import path

from screening.clients.views import course, ending, names, pages, referring

urlpatterns = [
    path("our-clients/", pages.our_clients, name="our_clients"),
    path("our-clients/new/", pages.new, name="new_client"),
    path("our-clients/of/<uuid:pk>/", pages.of_involvement, name="client_of"),
    path("our-clients/keep/<uuid:pk>/", pages.keep, name="keep_contact"),
    path("our-clients/<uuid:pk>/", pages.show, name="client"),
    path("our-clients/<uuid:pk>/edit/", pages.edit, name="edit_client"),
    path("our-clients/<uuid:pk>/note/", course.add_note, name="add_client_note"),
    path("our-clients/notes/<uuid:pk>/correct/", course.correct_note, name="correct_client_note"),
    path("our-clients/<uuid:pk>/left/", course.left, name="client_left"),
    path("our-clients/<uuid:pk>/returned/", course.returned, name="client_returned"),
    path("our-clients/events/<uuid:pk>/correct/", course.correct_event, name="correct_client_event"),
    path("our-clients/<uuid:pk>/names/", names.show_names, name="client_names"),
    path("our-clients/<uuid:pk>/names/add/", names.add_name, name="add_client_name"),
    path("our-clients/names/<uuid:pk>/mistake/", names.mistake, name="client_mistake"),
    path("our-clients/<uuid:pk>/erase/", ending.erase, name="erase_client"),
    path("our-clients/<uuid:pk>/hold/", ending.hold, name="hold_client"),
    path("our-clients/holds/<uuid:pk>/lift/", ending.lift, name="lift_hold_client"),
    path("our-clients/<uuid:pk>/dispose/", ending.dispose, name="dispose_client"),
    path("our-clients/approvals/<uuid:pk>/", ending.decide, name="approval_client"),
    path("our-clients/<uuid:pk>/copy/", names.copy, name="client_copy"),
    path("our-clients/<uuid:pk>/refer/", referring.refer, name="refer_client"),
]
