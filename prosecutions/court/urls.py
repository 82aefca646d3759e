"""Addresses of this room."""

from django.urls import path

from prosecutions.court import views as court

urlpatterns = [
    path("hearings/<uuid:pk>/result/", court.hearing_result, name="hearing_result"),
    path("<uuid:pk>/stage/", court.stage, name="record_stage"),
    path("<uuid:pk>/hearing/", court.hearing, name="schedule_hearing"),
]
