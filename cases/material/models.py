"""What is written into a case: statements and notes, and the base of everything that is corrected there."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import FreeTextField, Sealed
from carisecure.access.index_fields import StemTokensField
from carisecure.access.models import Wall
from carisecure.corrections.models import Corrected
from cases.material.note_words import in_readers_words
from cases.record.models import Case, Involvement


class Material(Corrected):
    """Something that belongs to a case. What was typed wrongly is corrected by a later row; both stay."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True
        ordering = ["created_at"]


class Statement(Material):
    """What somebody said, as it was written down. `involvement` is who said it, where it is a person of the case."""

    wall: ClassVar[Wall] = Wall(anchor="case")

    involvement = models.ForeignKey(
        Involvement, on_delete=models.PROTECT, null=True, blank=True, related_name="statements", verbose_name=_("of")
    )
    taken_on = models.DateField(_("taken on"))
    language = models.CharField(_("language"), max_length=8, blank=True)
    text = FreeTextField(_("statement"))
    stem_tokens = StemTokensField(of=("text",), text="found_by")

    class Meta(Material.Meta):
        indexes = [
            GinIndex(fields=["stem_tokens"], name="statement_stems", fastupdate=False),
            models.Index(fields=["created_at", "id"], name="statement_newest"),
        ]
        verbose_name = _("statement")
        verbose_name_plural = _("statements")

    def __str__(self) -> str:
        return str(self.pk)

    def found_by(self) -> str:
        return self.text


class Note(Material):
    """An entry of the case diary by one officer; never goes to another agency with the file."""

    wall: ClassVar[Wall] = Wall(anchor="case")

    # An entry that the house made (`note_words`) is in its maker's language here; `kept` has the pieces, out of which a
    # page words it anew.
    text = FreeTextField(_("note"))
    kept = FreeTextField(blank=True, default=Sealed, editable=False)
    stem_tokens = StemTokensField(of=("text",), text="found_by")

    class Meta(Material.Meta):
        indexes = [
            GinIndex(fields=["stem_tokens"], name="note_stems", fastupdate=False),
            models.Index(fields=["created_at", "id"], name="note_newest"),
        ]
        verbose_name = _("note")
        verbose_name_plural = _("notes")

    def __str__(self) -> str:
        return str(self.pk)

    def found_by(self) -> str:
        return self.text

    @property
    def shown_text(self) -> str:
        """In the reader's language where the house made the entry."""
        return in_readers_words(self.text, self.kept)
