"""Addresses of this room."""

from django.urls import path

from cases.keeping.views import disposing, holding, reports
from cases.keeping.views.erasing import erase

urlpatterns = [
    path("cases/<uuid:pk>/hold/", holding.hold, name="hold"),
    path("cases/<uuid:pk>/dispose/", disposing.dispose, name="dispose"),
    path("holds/<uuid:pk>/lift/", holding.lift, name="lift_hold"),
    path("reports/<uuid:pk>/hold/", reports.hold, name="hold_report"),
    path("reports/holds/<uuid:pk>/lift/", reports.lift, name="lift_hold_report"),
    path("reports/<uuid:pk>/dispose/", reports.dispose, name="dispose_report"),
    path("reports/approvals/<uuid:pk>/", reports.decide, name="approval_report"),
    path("people/<uuid:pk>/erase/", erase, name="erase_identity"),
]
