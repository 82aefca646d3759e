"""Forms for notes and statements."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from carisecure.corrections.forms import CorrectionForm
from carisecure.countries.fields import LanguageField
from carisecure.days.fields import DayField
from carisecure.interface.forms import WorkForm
from cases.material.models import Note, Statement
from cases.record import choices
from cases.record.models import Involvement


class NoteForm(WorkForm):
    submit_label = gettext_lazy("Add the note")

    text = forms.CharField(label=gettext_lazy("Note"), widget=forms.Textarea(attrs={"rows": 6}))


class StatementForm(WorkForm):
    submit_label = gettext_lazy("Add the statement")

    involvement = forms.ChoiceField(
        label=gettext_lazy("Of"), required=False, help_text=gettext_lazy("Who said it, if they are in the case.")
    )
    taken_on = DayField(label=gettext_lazy("Taken on"), initial=timezone.localdate)
    language = LanguageField(label=gettext_lazy("Given in"), required=False, near=choices.near_languages)
    text = forms.CharField(label=gettext_lazy("Statement"), widget=forms.Textarea(attrs={"rows": 10}))

    def __init__(self, *args: Any, people: list[Involvement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        field = self.fields["involvement"]
        field.choices = [  # type: ignore[attr-defined]  # it is a ChoiceField
            ("", gettext_lazy("Somebody else")),
            *[(key, f"{person.label} ({person.role_words})") for key, person in self.people.items()],
        ]

    def clean_involvement(self) -> Involvement | None:
        return self.people.get(self.cleaned_data["involvement"])


class NoteCorrection(CorrectionForm, NoteForm):
    @staticmethod
    def typed(note: Note) -> dict[str, Any]:
        """The entry as it stands, to be put into the fields."""
        return {"text": note.text}


class StatementCorrection(CorrectionForm, StatementForm):
    @staticmethod
    def typed(statement: Statement) -> dict[str, Any]:
        of = str(statement.involvement_id or "")
        return {"involvement": of, **{name: getattr(statement, name) for name in ("taken_on", "language", "text")}}
