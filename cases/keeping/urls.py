"""Addresses of this room."""

from django.urls import path

from cases.keeping.views import disposing, holding
from cases.keeping.views.erasing import erase

urlpatterns = [
    path("cases/<uuid:pk>/hold/", holding.hold, name="hold"),
    path("cases/<uuid:pk>/dispose/", disposing.dispose, name="dispose"),
    path("holds/<uuid:pk>/lift/", holding.lift, name="lift_hold"),
    path("people/<uuid:pk>/erase/", erase, name="erase_identity"),
]
