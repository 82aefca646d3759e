"""What was sent to the prosecution service, frozen as it was sent."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import FreeTextField, IdentityField
from carisecure.access.models import Wall
from carisecure.days.columns import known_to
from carisecure.days.known import KnownDay
from carisecure.interface import words
from carisecure.interface.kept_words import say
from cases.people.models import IdentityKind
from cases.record.models import InvolvementRole
from prosecutions.record.models import Entry


class ItemKind(models.TextChoices):
    """What can go into a file. Diary notes, care, counselling and screening have no kind: they cannot go."""

    ELEMENTS = "elements", _("Act, means and purpose")
    EXPLOITATION = "exploitation", _("What was done")
    REPORT = "report", _("Report received")
    PERSON = "person", _("Person")
    STATEMENT = "statement", _("Statement")
    EXHIBIT = "exhibit", _("Exhibit")
    PROOF = "proof", _("What proves it")


HEADINGS: dict[str, Promise] = {
    ItemKind.ELEMENTS: _("The elements of the crime"),
    ItemKind.EXPLOITATION: _("What was done"),
    ItemKind.REPORT: _("Reports received"),
    ItemKind.PERSON: _("People"),
    ItemKind.STATEMENT: _("Statements"),
    ItemKind.EXHIBIT: _("Exhibits"),
    ItemKind.PROOF: _("What proves it"),
}


class FileSubmission(Entry):
    """One numbered, frozen list. `sha256` is taken over the canonical list (see `canonical.py`).

    `submitted_at` is the moment of the frozen list, from which changes in the case count; `sent_on` the day on which it
    went, which is a day gone by where the paper was sent before it was entered here. Of one that a register brought the
    list is not known and empty, and the day perhaps known in part.
    """

    wall: ClassVar[Wall] = Wall(anchor="prosecution", statistics=True)

    number = models.PositiveSmallIntegerField(_("submission"))
    submitted_at = models.DateTimeField(_("submitted"))
    sent_on = models.DateField(_("sent on"), default=timezone.localdate)
    sent_precision = known_to()
    note = FreeTextField(_("covering note"), blank=True)
    item_count = models.PositiveIntegerField(_("items"))
    sha256 = models.CharField(max_length=64)

    class Meta(Entry.Meta):
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["prosecution", "number"], name="submission_number_once")]
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")

    def __str__(self) -> str:
        return str(self.number)

    @property
    def when(self) -> str:
        """The moment in words; for a day gone by that day, and when it was entered."""
        entered = words.moment(self.submitted_at)
        if self.sent_on == timezone.localdate(self.submitted_at):
            return entered
        day = words.day(self.sent_on, self.sent_precision)
        return gettext("%(day)s, entered %(moment)s") % {"day": day, "moment": entered}

    @property
    def sent(self) -> KnownDay:
        return KnownDay(self.sent_on, self.sent_precision)


class FileItem(Entry):
    """One thing in a frozen list, with its text as it was on that day.

    `mark` is what `carisecure.file_parts` said of the thing then; the banner compares it with what it says now.
    `names_mark`: the same of who a person is; empty where whoever sent it may not see names.
    `role`: what a person was to the case then, for whom the prosecutor may charge; empty for all else. No digest covers
    it: the text says it too.
    `title` and `content` are the wording that was sent, which the digest covers. `kept`: what it was worded from, as
    codes, so that whoever reads another language has it in theirs; empty for what was frozen before the codes.
    `position` counts from 1, without gaps, and is the number a court is told.
    """

    wall: ClassVar[Wall] = Wall(anchor="prosecution")

    submission = models.ForeignKey(FileSubmission, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveIntegerField(_("no."))
    kind = models.CharField(_("kind"), max_length=20, choices=ItemKind.choices)
    object_id = models.UUIDField()
    object_version = models.PositiveIntegerField()
    mark = models.CharField(max_length=32)
    names_mark = models.CharField(max_length=32, blank=True, default="")
    # What a person was to the case when the sheet was frozen: the main role, and all of them.
    role = models.CharField(max_length=30, choices=InvolvementRole.choices, blank=True, default="")
    roles = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    title = FreeTextField(_("title"))
    content = FreeTextField(_("text as submitted"), blank=True)
    kept = FreeTextField(blank=True)
    sha256 = models.CharField(max_length=64)

    class Meta(Entry.Meta):
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["submission", "position"], name="item_position_once")]
        verbose_name = _("item")
        verbose_name_plural = _("items")

    def __str__(self) -> str:
        return str(self.position)

    @cached_property
    def _kept(self) -> dict[str, Any]:
        return json.loads(self.kept) if self.kept.startswith("{") else {}

    @property
    def shown_title(self) -> str:
        """In the reader's language; as it was frozen where that is not known. Lists defer the text: not asked here."""
        try:
            return say(self._kept["title"])
        except (KeyError, TypeError, ValueError):
            return self.title

    @property
    def shown_content(self) -> str:
        """The same of the text. What somebody typed is in their own words in every language."""
        try:
            return "\n\n".join(say(part) for part in self._kept["parts"] or [self.content])
        except (KeyError, TypeError, ValueError):
            return self.content

    @property
    def is_reworded(self) -> bool:
        """Whether the reader sees other words than those that the digest covers."""
        return (self.shown_title, self.shown_content) != (self.title, self.content)

    @property
    def as_filed(self) -> str:
        """Title and place in the file, without a name: "Person 3 (Suspect), no. 4 of submission 1"."""
        told = {"title": self.shown_title, "position": self.position, "number": self.submission.number}
        return gettext("%(title)s, no. %(position)s of submission %(number)s") % told


class FiledName(Entry):
    """What a frozen person sheet says about who it is. Behind its own permission, like `cases.PersonIdentity`."""

    wall: ClassVar[Wall] = Wall(anchor="prosecution", reading="see_identity")

    item = models.ForeignKey(FileItem, on_delete=models.PROTECT, related_name="names")
    kind = models.CharField(_("kind"), max_length=20)
    value = IdentityField(_("value"))

    class Meta(Entry.Meta):
        verbose_name = _("name in the file")
        verbose_name_plural = _("names in the file")

    @property
    def label(self) -> str:
        """What kind of fact it is, in words."""
        return str(IdentityKind(self.kind).label)
