"""Typed text is never lost: what is in a form and not sent yet, kept on the server for its author alone.

A draft is deleted in the transaction that stores what was sent. It carries the key of the form, so that a form put back
from a draft is the same submission as the one whose answer got lost.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from carisecure.access.kept import KeptList
from carisecure.accounts.models import User
from carisecure.interface.models import Draft, Submission

if TYPE_CHECKING:
    from carisecure.interface.rows import RowSet

# Longer than any narrative; shorter than what would fill the disk by leaning on a key.
LONGEST = 1_000_000
# Fields of the page and not of the text.
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "draft_version", "add_row", "discard"})


class DraftRefused(Exception):
    """The draft was not stored; `code` says why to the page: too_long, sent, elsewhere (with the version stored)."""

    def __init__(self, code: str, stored: Draft | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.stored = stored


@dataclass(frozen=True)
class Kept:
    """What was typed, ready to be put back into a form. `at` is None when it comes from the request itself."""

    data: QueryDict
    at: dt.datetime | None = None
    version: int = 0

    @classmethod
    def typed(cls, data: QueryDict) -> Self:
        return cls(data)

    @classmethod
    def of(cls, draft: Draft) -> Self:
        data = QueryDict(mutable=True)
        for name, value in _unpacked(draft.body):
            data.appendlist(name, value)
        return cls(data, draft.updated_at, draft.version)

    def values(self, form: forms.BaseForm) -> dict[str, Any]:
        """Initial values for the fields of a form, as they were typed: not cleaned, so a half-written date stays.

        The version of the record is left out: the page was made from the record as it is now.
        """
        found: dict[str, Any] = {}
        for name, field in form.fields.items():
            prefixed = form.add_prefix(name)
            if name == "version" or field.disabled or isinstance(field, forms.FileField):
                continue
            if not field.widget.value_omitted_from_data(self.data, {}, prefixed):
                found[name] = field.widget.value_from_datadict(self.data, {}, prefixed)
        key = found.get("submission_key")
        if key is not None and not is_uuid(key):
            del found["submission_key"]
        return found

    def rows(self, row_set: RowSet, prefix: str) -> list[dict[str, Any]]:
        """Initial values for each row of a repeating group, without the removed ones."""
        count = self.data.get(f"{prefix}-TOTAL_FORMS", "0")
        total = min(int(count[:9]), row_set.most) if count.isdecimal() else 0
        numbers = [n for n in range(total) if not self.data.get(f"{prefix}-{n}-DELETE")]
        return [self.values(row_set.form(prefix=f"{prefix}-{n}")) for n in numbers]


def load(request: HttpRequest, key: str) -> Kept | None:
    """The signed-in person's draft of this form, if there is one."""
    user = request.user
    if isinstance(user, AnonymousUser):
        return None
    draft = Draft.objects.filter(author_id=user.pk, key=key).first()
    return Kept.of(draft) if draft else None


def save(*, by: User, key: str, data: QueryDict, known_version: int) -> Draft:
    """Store what was typed. `known_version` is the version of the draft that the page knows (0: none).

    Raises DraftRefused; a draft changed in another window is not written over unseen.
    """
    body = json.dumps(_pairs(data.lists()), ensure_ascii=False)
    if len(body) > LONGEST:
        raise DraftRefused("too_long")
    submission_key = data.get("submission_key", "")
    with transaction.atomic():
        draft, made = _own(by, key, body)
        # A save that was still on its way when the form was taken must not bring the draft back. Asked when the row is
        # ours: until then the form may be on its way as well, and deletes the row with its commit.
        if is_uuid(submission_key) and Submission.objects.filter(key=submission_key).exists():
            raise DraftRefused("sent")
        if made:
            return draft
        if draft.version != known_version and draft.body != body:
            raise DraftRefused("elsewhere", draft)
        draft.body, draft.version, draft.updated_at = body, draft.version + 1, timezone.now()
        draft.save(update_fields=["body", "version", "updated_at"])
    return draft


def known_version(data: QueryDict) -> int:
    """The version of its draft that a page knew when it sent this; 0 where it says none, as without the script."""
    version = data.get("draft_version", "")[:9]
    return int(version) if version.isdecimal() else 0


def _own(by: User, key: str, body: str) -> tuple[Draft, bool]:
    """The draft under a lock, and whether it was made now: anew where it was sent or discarded at this moment."""
    while True:
        draft, made = Draft.objects.get_or_create(author=by, key=key, defaults={"body": body})
        found = draft if made else Draft.objects.select_for_update().filter(pk=draft.pk).first()
        if found is not None:
            return found, made


def discard(user: User, key: str) -> None:
    """Delete the draft; nothing happens where there is none."""
    Draft.objects.filter(author_id=user.pk, key=key).delete()


def mine(user: User) -> Iterable[Draft]:
    """The drafts of a person, newest first, for the page they live on."""
    found: Iterable[Draft] = _mine(user)
    return found


_mine = KeptList(lambda user: Draft.objects.filter(author_id=user.pk).order_by("-updated_at"))


def _pairs(lists: Iterable[tuple[str, list[Any]]]) -> list[list[str]]:
    return [[name, str(value)] for name, values in lists if name not in NOT_KEPT for value in values]


def _unpacked(body: str) -> list[list[str]]:
    """The pairs; none where the author's key was destroyed and a plain word came back instead."""
    try:
        pairs: list[list[str]] = json.loads(body)
    except ValueError:
        return []
    return pairs


def is_uuid(value: object) -> bool:
    try:
        uuid.UUID(str(value))
    except ValueError:
        return False
    return True


def fields_of(draft: Draft) -> Mapping[str, list[str]]:
    """What was typed, by field name."""
    return dict(Kept.of(draft).data.lists())
