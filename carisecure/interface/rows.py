"""Repeating groups of fields in a form: people 1 to n, documents 1 to n."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.forms.formsets import formset_factory
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:  # Django's formsets take a type parameter for mypy only
    _FormSet = forms.BaseFormSet[forms.Form]
else:
    _FormSet = forms.BaseFormSet

Labels = str | Promise
ADD_ANOTHER = gettext_lazy("Add another")


class Rows(_FormSet):
    """A formset in which a blank row is never an error, wherever it stands."""

    initial: list[dict[str, Any]]
    default_error_messages = {
        **forms.BaseFormSet.default_error_messages,
        "missing_management_form": gettext_lazy("Part of the form did not arrive. Check the rows and send it again."),
        "too_many_forms": gettext_lazy("At most %(num)d at once. Send these, then add the rest."),
    }

    def initial_form_count(self) -> int:
        # Rows that were put back from a draft are as free to be emptied as new ones.
        return 0

    def total_form_count(self) -> int:
        if self.is_bound:
            return super().total_form_count()
        return min(max(len(self.initial or []) + self.extra, 1), self.absolute_max)

    def values(self) -> list[dict[str, Any]]:
        """The cleaned rows that say something, in their order."""
        kept = [form for form in self.forms if form.has_changed() and not form.cleaned_data.get("DELETE")]
        return [{name: value for name, value in form.cleaned_data.items() if name != "DELETE"} for form in kept]


@dataclass(frozen=True)
class RowSet:
    """A repeating group: the form of one row, what it is called, and how many rows are taken."""

    form: type[forms.Form]
    legend: Labels
    row_label: Labels
    add_label: Labels = ADD_ANOTHER
    most: int = 30

    def build(
        self, prefix: str, data: Mapping[str, Any] | None, files: Any, *, initial: list[dict[str, Any]], spare: int
    ) -> Rows:
        factory = formset_factory(
            self.form, formset=Rows, extra=spare, can_delete=True, min_num=0, max_num=self.most,
            validate_max=True, absolute_max=self.most + 50,
        )  # fmt: skip
        return cast(Rows, factory(data, files, prefix=prefix, initial=initial))
