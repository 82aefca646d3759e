"""Addresses of this room."""

from django.urls import path

from cases.insiders.views import access, clocks, emergency, leaving, new_lead
from cases.insiders.views.access import restrict

urlpatterns = [
    path("cases/<uuid:pk>/restrict/", restrict, name="restrict"),
    path("cases/<uuid:pk>/access/", access.show, name="access"),
    path("cases/<uuid:pk>/access/seal/", access.seal, name="seal"),
    path("cases/<uuid:pk>/access/let-in/", access.let_in, name="let_in"),
    path("cases/<uuid:pk>/access/take-out/", access.put_out, name="put_out"),
    path("cases/<uuid:pk>/access/exclude/", access.exclude, name="exclude"),
    path("cases/<uuid:pk>/access/wider/", access.open_wider, name="open_wider"),
    path("cases/<uuid:pk>/access/readmit/", access.readmit, name="readmit"),
    path("cases/<uuid:pk>/access/share/", access.share, name="share"),
    path("emergency/", emergency.ask, name="emergency"),
    path("emergency/<uuid:pk>/end/", emergency.end, name="emergency_end"),
    path("emergency/<uuid:pk>/review/", emergency.review, name="emergency_review"),
    path("sealed-cases/", clocks.sealed, name="sealed_clocks"),
    path("sealed-cases/lead/", new_lead.ask, name="new_lead"),
    path("sealed-cases/lead/<uuid:pk>/", new_lead.decide, name="decide_new_lead"),
    path("unit/people/", leaving.people, name="unit_people"),
    path("unit/people/<uuid:pk>/leaves/", leaving.let_go, name="let_go"),
    path("unit/access-review/", leaving.access_review, name="access_review"),
    path("absence/", leaving.absence, name="absence"),
    path("absence/<uuid:pk>/end/", leaving.end_absence, name="end_absence"),
]
