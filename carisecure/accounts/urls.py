"""The administrator's addresses; the way in and out stands at the root (`carisecure/urls.py`)."""

from django.urls import path

from carisecure.accounts.views import administration

app_name = "accounts"

urlpatterns = [
    path("people-and-agencies/people/", administration.PersonList.as_view(), name="person_list"),
    path("people-and-agencies/people/add/", administration.add_person, name="add_person"),
    path("people-and-agencies/people/<uuid:pk>/switch/", administration.switch_person, name="switch_person"),
    path("people-and-agencies/agencies/", administration.AgencyList.as_view(), name="agency_list"),
    path("people-and-agencies/agencies/add/", administration.add_agency, name="add_agency"),
    path("people-and-agencies/agencies/<uuid:pk>/switch/", administration.switch_agency, name="switch_agency"),
]
