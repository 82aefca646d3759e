"""The forms of a role: added, ended, corrected."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from carisecure.corrections.forms import CorrectionForm
from carisecure.days import limits
from carisecure.days.fields import KnownDayField
from carisecure.interface.forms import WorkForm
from cases.people.roles import OF_A_SUSPECT, RELATIONSHIP, RoleFacts
from cases.record import choices
from cases.record.models import InvolvementRole

_FOR_SUSPECTS = gettext_lazy("For a suspect only.")


class RoleForm(WorkForm):
    """What somebody is to the case, beside what they are already."""

    submit_label = gettext_lazy("Save")

    role = forms.ChoiceField(
        label=gettext_lazy("Role in this case"), choices=[("", gettext_lazy("Choose")), *InvolvementRole.choices]
    )
    since = KnownDayField(label=gettext_lazy("Since"), required=False, limit=limits.HAPPENED)
    relationship = forms.ChoiceField(
        label=gettext_lazy("Relationship to the victim"), required=False, help_text=_FOR_SUSPECTS,
        choices=lambda: choices.codes(RELATIONSHIP, gettext_lazy("Not known yet")),
    )  # fmt: skip
    arrested = KnownDayField(
        label=gettext_lazy("Arrested on"), required=False, limit=limits.HAPPENED, help_text=_FOR_SUSPECTS
    )
    cautioned = KnownDayField(
        label=gettext_lazy("Cautioned on"), required=False, limit=limits.HAPPENED, help_text=_FOR_SUSPECTS
    )

    def facts(self) -> RoleFacts:
        return RoleFacts(**self.values())


class RoleCorrection(CorrectionForm, RoleForm):
    ended = KnownDayField(
        label=gettext_lazy("Ended"), required=False, limit=limits.HAPPENED,
        help_text=gettext_lazy("Empty: the person is this today."),
    )  # fmt: skip

    field_order = ("role", "since", "ended", "relationship", "arrested", "cautioned", *CorrectionForm.base_fields)


class MoreForm(RoleForm):
    """What was not known before. What is known already is not asked again."""

    role = None  # type: ignore[assignment]  # Django's way to leave an inherited field out

    def __init__(self, *args: Any, known: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = ("since", *OF_A_SUSPECT) if known["role"] == InvolvementRole.SUSPECT else ("since",)
        for name in RoleForm.base_fields:
            if name not in WorkForm.base_fields and name in self.fields and (name not in asked or known[name]):
                del self.fields[name]


class EndRoleForm(WorkForm):
    submit_label = gettext_lazy("End this role")

    ended = KnownDayField(label=gettext_lazy("Ended"), limit=limits.HAPPENED)
    then = forms.ChoiceField(
        label=gettext_lazy("From then on"), required=False,
        help_text=gettext_lazy("Needed where the person has no other role in this case."),
    )  # fmt: skip

    def __init__(self, *args: Any, roles: list[str], **kwargs: Any) -> None:
        """`roles`: what the person is already."""
        super().__init__(*args, **kwargs)
        offered = [(code, words) for code, words in InvolvementRole.choices if code not in roles]
        self.fields["then"].choices = [("", gettext_lazy("Nothing new")), *offered]  # type: ignore[attr-defined]  # it is a ChoiceField
