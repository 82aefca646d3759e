"""People of a book who may be one human: found by the dry run, said by a person, linked when the book comes in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from carisecure.access import bulk
from carisecure.access.errors import TransitionRefused
from carisecure.importing.register.alike import Alike
from cases.registers.alike_words import place_words, why_words
from cases.registers.models import RegisterBatch, RegisterState
from cases.registers.operations.held import held
from cases.same_human.models import Said, SamePerson

if TYPE_CHECKING:
    from carisecure.accounts.models import User

LISTED = 300


def put_pairs(batch: RegisterBatch, found: Alike) -> None:
    """What a dry run found. What was said stands for those that were found again, and is void for the others."""
    pairs = found.pairs()
    listed = [one.as_json() for one in pairs[:LISTED]]
    keys = {one["key"] for one in listed}
    said = {key: kind for key, kind in batch.alike["said"].items() if key in keys}
    batch.put_alike(pairs=listed, total=len(pairs), crowded=found.crowded, said=said)


@transaction.atomic
def say_alike(*, batch: RegisterBatch, said: Mapping[str, str], by: User) -> RegisterBatch:
    """Write what `by` says of some pairs, by their keys: `same`, `not_same`, or "" for not decided. The others stay.

    Raises TransitionRefused where nothing was found, or the rows are in; ValidationError for anything else to say. A
    pair that is no longer listed is refused too: the check was made anew.
    """
    batch = held(batch, by, becoming=RegisterState.CHECKED)
    alike = batch.alike
    known = {one["key"] for one in alike["pairs"]}
    if not said.keys() <= known:
        raise TransitionRefused(_("The book was checked again meanwhile. Look at the list again."))
    if wrong := set(said.values()) - {"", *Said.values}:
        raise ValidationError(_("“%(code)s” is not in the list.") % {"code": min(wrong)})
    stands = {**alike["said"], **said}
    batch.put_alike(said={key: kind for key, kind in stands.items() if kind})
    batch.save(update_fields=["alike_text"])
    return batch


def link_said(batch: RegisterBatch, by: User) -> int:
    """What was said becomes links between the persons, who are there now: never one person of two.

    They are said by whoever brings the register in, and their reason names it. How many rows of the database.
    """
    alike = batch.alike
    return bulk.insert(
        [_link(batch, one, alike["said"][one["key"]], by) for one in alike["pairs"] if one["key"] in alike["said"]]
    )


def _link(batch: RegisterBatch, pair: dict[str, Any], kind: str, by: User) -> SamePerson:
    first, second = sorted(UUID(one["person"]) for one in pair["people"])
    one, other = (place_words(end) for end in pair["people"])
    reason = _("From the register “%(file)s”: %(one)s and %(other)s. In common: %(why)s.") % {
        "file": batch.file_name, "one": one, "other": other, "why": why_words(pair["why"]),
    }  # fmt: skip
    return SamePerson(first_id=first, second_id=second, kind=kind, reason=reason, made_by=by)
