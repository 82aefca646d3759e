"""Addresses of this room."""

from django.urls import path

from reports.importing import views as imports

urlpatterns = [
    path("import/", imports.start_import, name="start_import"),
    path("imports/<uuid:pk>/", imports.show_import, name="import"),
    path("imports/<uuid:pk>/opening/", imports.open_file, name="import_opening"),
    path("imports/<uuid:pk>/look/", imports.look_into_import, name="look_into_import"),
    path("imports/<uuid:pk>/columns/", imports.map_columns, name="import_columns"),
    path("imports/<uuid:pk>/values/", imports.map_values, name="import_values"),
    path("imports/<uuid:pk>/mapping/", imports.save_mapping, name="save_mapping"),
    path("imports/<uuid:pk>/check/", imports.check_import, name="check_import"),
    path("imports/<uuid:pk>/commit/", imports.commit_import, name="commit_import"),
    path("imports/<uuid:pk>/commit-again/", imports.commit_again, name="commit_again"),
    path("imports/<uuid:pk>/undo/", imports.undo_import, name="undo_import"),
    path("imports/<uuid:pk>/discard/", imports.discard_import, name="discard_import"),
    path("imports/<uuid:pk>/faults/", imports.fault_list, name="import_faults"),
]
