from django.urls import path

from carisecure.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.AccessLog.as_view(), name="access_log"),
    path("seals/", views.seals, name="seals"),
    path("of/<str:label>/<uuid:pk>/", views.readings, name="readings"),
]
