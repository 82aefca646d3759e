"""What the pages of this room ask for. Forms clean and hand back; operations decide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.importing.queries import layouts_for
from carisecure.interface.forms import WorkForm
from reports.importing.reference import PUBLISHED
from reports.record.queries import collections_for

if TYPE_CHECKING:
    from carisecure.accounts.models import User


MEGABYTE = 1024 * 1024
LARGEST = 50 * MEGABYTE
EARLIEST, LATEST = 1900, 2100  # years that can be counted
TOO_LARGE = gettext_lazy("This file is larger than 50 MB and was not read. Split it and send the parts one by one.")


class ImportForm(WorkForm):
    """A file, the collection it belongs to, and how it is read."""

    submit_label = gettext_lazy("Send the file")

    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=150,
        allow_empty_file=True,  # the operation says it better
        help_text=gettext_lazy(
            "CSV (UTF-8), Excel (.xlsx, .xlsm) or OpenDocument (.ods), at most 50 MB. Nothing is"
            " imported until you confirm."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.xlsm,.ods,text/csv"}),
    )
    collection = forms.ChoiceField(label=gettext_lazy("Into the collection"), required=False)
    new_collection = forms.CharField(
        label=gettext_lazy("Or create a new collection, named"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Each collection is counted separately, and never added to the unit's own figures."),
    )
    layout_key = forms.ChoiceField(label=gettext_lazy("How the columns are read"), required=False)

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.collections = {str(c.pk): c for c in collections_for(viewer)}
        chooser: Any = self.fields["collection"]
        chooser.choices = [("", _("New collection")), *((key, c.name) for key, c in self.collections.items())]
        layouts: Any = self.fields["layout_key"]
        layouts.choices = [
            ("", _("Choose the mapping that fits")),
            *((key, layout.name) for key, layout in layouts_for(PUBLISHED, viewer).items()),
        ]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(TOO_LARGE)
        return file

    def received(self) -> dict[str, Any]:
        """Ready for `receive_file`."""
        data = self.cleaned_data
        return {
            "chunks": data["file"].chunks(),
            "file_name": data["file"].name,
            "collection": self.collections.get(data["collection"]),
            "new_collection": data["new_collection"].strip(),
            "layout": data["layout_key"],
        }

    def refuse(self, error: ValidationError | str) -> None:
        """The operation calls the field by its own word."""
        if isinstance(error, ValidationError) and hasattr(error, "error_dict") and "layout" in error.error_dict:
            error.error_dict["layout_key"] = error.error_dict.pop("layout")
        super().refuse(error)


class MappingNameForm(WorkForm):
    """The name under which a mapping is kept."""

    submit_label = gettext_lazy("Save this mapping")
    name = forms.CharField(label=gettext_lazy("Name of the mapping"), max_length=120)
