"""What a register says that no field of the house is for: an entry of the diary, with the place where it stood."""

from __future__ import annotations

import json
from collections.abc import Iterable
from uuid import UUID

from carisecure.access import bulk
from carisecure.accounts.models import User
from carisecure.importing.register.nouns import Thing
from carisecure.importing.register.writing import derived
from carisecure.interface.kept_words import say
from cases.material import note_words
from cases.material.models import Note


def remarked(told: Iterable[tuple[Thing, UUID, str]], by: User) -> int:
    """One entry for each thing that has something to say: (thing, case, what the noun adds to its remarks)."""
    rows = []
    for thing, case, more in told:
        words = "\n".join(filter(None, [more, thing.remarks]))
        if words:
            said = note_words.brought(thing.place.sheet, thing.place.row, words)
            rows.append(
                Note(
                    pk=derived(thing.id, "remark"), case_id=case, recorded_by=by, text=say(said), kept=json.dumps(said)
                )
            )
    return bulk.insert(rows)
