from django.urls import path

from carisecure.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.JobList.as_view(), name="mine"),
    path("<uuid:pk>/", views.show, name="show"),
    path("<uuid:pk>/cancel/", views.cancel, name="cancel"),
    path("<uuid:pk>/again/", views.ask_again, name="ask_again"),
    path("files/<uuid:pk>/", views.download, name="file"),
]
