"""What this room hands to the others when the app is ready."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from carisecure.importing.register import nouns
from cases.record import panels
from cases.record.panels import Shown, Step
from prosecutions.file import kept_words
from prosecutions.file.nouns import FileNoun
from prosecutions.file.operations import FROM_THE_UNIT


def register() -> None:
    kept_words.register_all()
    panels.register_case_steps("prosecutions.submit", submit_step)
    nouns.register(FileNoun())


def submit_step(shown: Shown) -> Iterable[Step]:
    """The button on the case page, while the file has not gone."""
    if shown.rights.may("prosecutions.submit_file") and shown.case.stage in FROM_THE_UNIT:
        yield Step(_("Submit the file to the DPP"), reverse("prosecutions:submit_file", args=[shown.case.pk]), order=70)
