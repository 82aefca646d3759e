"""Addresses of this room."""

from django.urls import path

from cases.registers import alike_views, views

urlpatterns = [
    path("registers/", views.register_list, name="register_list"),
    path("registers/new/", views.send_register, name="send_register"),
    path("registers/<uuid:pk>/", views.show_register, name="register"),
    path("registers/<uuid:pk>/look/", views.look_into, name="look_into_register"),
    path("registers/<uuid:pk>/sheets/", views.sheets, name="register_sheets"),
    path("registers/<uuid:pk>/sheets/<int:number>/columns/", views.columns, name="register_columns"),
    path("registers/<uuid:pk>/sheets/<int:number>/values/", views.values, name="register_values"),
    path("registers/<uuid:pk>/mapping/", views.save_mapping, name="save_register_mapping"),
    path("registers/<uuid:pk>/mapping/take/", views.take_mapping, name="take_register_mapping"),
    path("registers/<uuid:pk>/mapping/file/", views.mapping_file, name="register_mapping_file"),
    path("registers/<uuid:pk>/check/", views.check, name="check_register"),
    path("registers/<uuid:pk>/commit/", views.commit, name="commit_register"),
    path("registers/<uuid:pk>/same-human/", alike_views.same_human, name="register_same_human"),
    path("registers/<uuid:pk>/faults/", views.fault_list, name="register_faults"),
    path("registers/<uuid:pk>/discard/", views.discard, name="discard_register"),
]
