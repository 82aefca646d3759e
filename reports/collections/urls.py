"""Addresses of this room."""

from django.urls import path

from reports.collections import views as collections

urlpatterns = [
    path("collections/", collections.collection_list, name="collection_list"),
    path("collections/<uuid:pk>/", collections.collection, name="collection"),
]
