"""The administrator's addresses and everybody's own; the way in and out stands at the root (`carisecure/urls.py`).

None of allauth's addresses is included: no self-registration, no e-mail, no password by e-mail, no page of theirs.
"""

from django.urls import path

from carisecure.accounts.views import administration, desk, keys, let_in, security

app_name = "accounts"

urlpatterns = [
    path("people-and-agencies/people/", administration.PersonList.as_view(), name="person_list"),
    path("people-and-agencies/people/add/", administration.add_person, name="add_person"),
    path("people-and-agencies/people/<uuid:pk>/switch/", administration.switch_person, name="switch_person"),
    path("people-and-agencies/agencies/", administration.AgencyList.as_view(), name="agency_list"),
    path("people-and-agencies/agencies/add/", administration.add_agency, name="add_agency"),
    path("people-and-agencies/agencies/<uuid:pk>/telephone/", administration.agency_phone, name="agency_phone"),
    path("people-and-agencies/agencies/<uuid:pk>/switch/", administration.switch_agency, name="switch_agency"),
    path("people-and-agencies/keys/", keys.show_keys, name="keys"),
    path("people-and-agencies/keys/ask/<slug:kind>/", keys.ask_key_work, name="ask_key_work"),
    path("people-and-agencies/keys/<uuid:pk>/", keys.key_work, name="key_work"),
    path("security/", security.own_factors, name="own_factors"),
    path("security/add/", security.add_factor, name="add_factor"),
    path("security/remove/<int:pk>/", security.remove_factor, name="remove_factor"),
    path("security/recovery-codes/", security.recovery_codes, name="recovery_codes"),
    path("security/password/", security.change_password, name="change_password"),
    path("security/sessions/", desk.session_list, name="session_list"),
    path("security/sessions/<uuid:pk>/end/", desk.end_session, name="end_session"),
    path("security/locked-names/", security.locked_names, name="locked_names"),
    path("security/locked-names/<uuid:pk>/release/", security.release_name, name="release_name"),
    path("security/let-in/<uuid:pk>/", let_in.let_in, name="let_in"),
    path("security/lost-factor/", security.lost_factor, name="lost_factor"),
    path("security/lost-factor/<uuid:pk>/", security.confirm_enrolment, name="confirm_enrolment"),
]
