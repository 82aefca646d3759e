"""Addresses of this room."""

from django.urls import path

from cases.exhibits import views

urlpatterns = [
    path("cases/<uuid:pk>/exhibits/add/", views.add_exhibit, name="add_exhibit"),
    path("cases/exhibits/<uuid:pk>/", views.exhibit, name="exhibit"),
    path("cases/exhibits/<uuid:pk>/correct/", views.correct_exhibit, name="correct_exhibit"),
    path("cases/exhibits/<uuid:pk>/custody/", views.record_custody, name="record_custody"),
    path("cases/exhibits/custody/<uuid:pk>/correct/", views.correct_custody, name="correct_custody"),
]
