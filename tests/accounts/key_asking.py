"""Asking for work on the keys, and agreeing to it, as two administrators would."""

from __future__ import annotations

import base64
import uuid
from typing import Any

from carisecure.access.models import DataKey, KeyRequest
from carisecure.access.vault.key_models import KeyWork
from carisecure.accounts import key_work
from carisecure.accounts.models import User
from carisecure.accounts.operations import make_user
from tests.people import People, enter
from tests.roles import as_system

NEW = f"2:{base64.b64encode(b'n' * 32).decode()}"
OTHER = f"2:{base64.b64encode(b'o' * 32).decode()}"


def second_administrator(people: People) -> User:
    with as_system():
        return make_user(
            username="administrator2", full_name="Abel Also", role="administrator", agency=people.administrator.agency
        )


def ask(people: People, kind: str = KeyWork.ROTATE, **more: Any) -> KeyRequest:
    enter(people.administrator)
    return key_work.ask(kind=kind, reason="Yearly.", by=people.administrator, **more)


def agree(asked: KeyRequest, other: User) -> KeyRequest:
    enter(other)
    return key_work.approve(request=asked, by=other)


def left() -> int:
    return DataKey.objects.filter(wrapped_by=1, destroyed_at=None).count()


def key() -> dict[str, str]:
    return {"submission_key": str(uuid.uuid4())}
