"""Addresses of this room."""

from django.urls import path

from cases.intake.views import correcting, deciding, reports

urlpatterns = [
    path("reports/", reports.ReportList.as_view(), name="report_list"),
    path("reports/waiting/", reports.WaitingList.as_view(), name="reports_waiting"),
    path("reports/new/", reports.new_report, name="new_report"),
    path("reports/new/matches/", reports.report_matches, name="report_matches"),
    path("reports/<uuid:pk>/", deciding.show_report, name="report"),
    path("reports/<uuid:pk>/decide/", deciding.decide, name="decide_report"),
    path("reports/<uuid:pk>/correct/", correcting.correct_told, name="correct_report"),
    path("reports/decisions/<uuid:pk>/correct/", deciding.correct, name="correct_decision"),
]
