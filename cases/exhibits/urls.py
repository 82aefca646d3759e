"""Addresses of this room."""

from django.urls import path

from cases.exhibits import file_views, views

urlpatterns = [
    path("cases/<uuid:pk>/exhibits/add/", views.add_exhibit, name="add_exhibit"),
    path("cases/exhibits/<uuid:pk>/", views.exhibit, name="exhibit"),
    path("cases/<uuid:pk>/exhibits/list/", views.exhibit_list, name="exhibit_list"),
    path("cases/exhibits/<uuid:pk>/certificate/", views.certificate, name="exhibit_certificate"),
    path("cases/exhibits/<uuid:pk>/correct/", views.correct_exhibit, name="correct_exhibit"),
    path("cases/exhibits/<uuid:pk>/custody/", views.record_custody, name="record_custody"),
    path("cases/exhibits/custody/<uuid:pk>/correct/", views.correct_custody, name="correct_custody"),
    path("cases/exhibits/<uuid:pk>/files/add/", file_views.add_file, name="add_file"),
    path("cases/exhibits/<uuid:pk>/files/begin/", file_views.begin, name="begin_upload"),
    path("cases/exhibits/uploads/<uuid:pk>/", file_views.piece, name="upload"),
    path("cases/exhibits/uploads/<uuid:pk>/finish/", file_views.finish, name="finish_upload"),
    path("cases/exhibits/files/<uuid:pk>/", file_views.download, name="exhibit_file"),
    path("cases/exhibits/files/<uuid:pk>/picture/", file_views.picture, name="exhibit_picture"),
]
