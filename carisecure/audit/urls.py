from django.urls import path

from carisecure.audit import review_views, views

app_name = "audit"
urlpatterns = [
    path("", views.AccessLog.as_view(), name="access_log"),
    path("export/", views.export, name="export"),
    path("seals/", views.seals, name="seals"),
    path("review/", review_views.review, name="review"),
    path("review/<uuid:pk>/ask/", review_views.ask, name="ask"),
    path("review/<uuid:pk>/close/", review_views.settle, name="settle"),
    path("questions/", review_views.questions, name="questions"),
    path("questions/<uuid:pk>/", review_views.answer, name="answer"),
    path("of/<str:label>/<uuid:pk>/", views.readings, name="readings"),
    path("of/<str:label>/<uuid:pk>/printed/", views.printed, name="printed"),
]
