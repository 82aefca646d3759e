"""Addresses of this room."""

from django.urls import path

from prosecutions.court import views as court

urlpatterns = [
    path("hearings/<uuid:pk>/result/", court.hearing_result, name="hearing_result"),
    path("hearings/<uuid:pk>/correct/", court.correct_listed, name="correct_hearing"),
    path("steps/<uuid:pk>/correct/", court.correct_stage, name="correct_step"),
    path("<uuid:pk>/stage/", court.stage, name="record_stage"),
    path("<uuid:pk>/hearing/", court.hearing, name="schedule_hearing"),
]
