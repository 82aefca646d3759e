"""Addresses of this room."""

from django.urls import path

from cases.file.views import case
from cases.file.views import desks as work

urlpatterns = [
    path("my-work/", work.my_work, name="my_work"),
    path("unit/", work.unit, name="unit"),
    path("front-line/", work.frontline, name="frontline_home"),
    path("cases/", case.CaseList.as_view(), name="case_list"),
    path("cases/<uuid:pk>/", case.show, name="case"),
    path("cases/<uuid:pk>/names/", case.show_names, name="case_names"),
]
