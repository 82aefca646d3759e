"""What this app hands to the platform when it is ready: the work on the keys that takes two administrators."""

from __future__ import annotations

from carisecure.access.models import KeyRequest
from carisecure.access.two_people.kinds import Kind
from carisecure.access.two_people.kinds import register as register_kind
from carisecure.access.vault.key_models import STANDS_FOR, KeyWork
from carisecure.accounts import key_work


def register() -> None:
    for code, words in KeyWork.choices:
        register_kind(
            Kind(
                KeyRequest,
                code,
                words,
                asks=key_work.KEEP,
                decides=key_work.KEEP,
                page="accounts:key_work",
                why_not=key_work.why_not,
                stands_for=STANDS_FOR,
                carry_out=key_work.begin,
                used_by_it=False,
            )
        )
