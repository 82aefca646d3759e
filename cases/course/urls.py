"""Addresses of this room."""

from django.urls import path

from cases.course import views as stage
from cases.course.views import correct_stage, course, edit_elements, edit_summary

urlpatterns = [
    path("cases/<uuid:pk>/summary/edit/", edit_summary, name="edit_summary"),
    path("cases/<uuid:pk>/elements/", edit_elements, name="edit_elements"),
    path("cases/<uuid:pk>/assign/", stage.assign, name="assign"),
    path("cases/<uuid:pk>/take/", stage.take, name="take"),
    path("cases/<uuid:pk>/close/", stage.close, name="close"),
    path("cases/<uuid:pk>/reopen/", stage.reopen, name="reopen"),
    path("cases/<uuid:pk>/course/", course, name="course"),
    path("cases/stages/<uuid:pk>/correct/", correct_stage, name="correct_stage"),
]
