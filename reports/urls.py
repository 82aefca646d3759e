from django.urls import path, register_converter

from reports.collections import views as collections
from reports.figures import views as figures
from reports.importing import views as imports


class CodeConverter:
    """A figure's code: small letters, digits, dots and underscores."""

    regex = r"[a-z0-9_.]{1,60}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CodeConverter, "figure")

app_name = "reports"
urlpatterns = [
    path("", figures.figures, name="figures"),
    path("new/", figures.choose_figures, name="choose_figures"),
    path("runs/", figures.RunList.as_view(), name="run_list"),
    path("runs/<uuid:pk>/", figures.show_run, name="run"),
    path("runs/<uuid:pk>/export/<slug:ending>/", figures.export_run, name="export_run"),
    path("definitions/", figures.definitions, name="definitions"),
    path("definitions/<figure:code>/", figures.definition, name="definition"),
    path("collections/", collections.collection_list, name="collection_list"),
    path("collections/<uuid:pk>/", collections.collection, name="collection"),
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
