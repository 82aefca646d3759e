"""Addresses of this room."""

from django.urls import path

from cases.intake import views as reports

urlpatterns = [
    path("reports/", reports.ReportList.as_view(), name="report_list"),
    path("reports/new/", reports.new_report, name="new_report"),
]
