from __future__ import annotations

import uuid
from typing import Any

import pytest

from carisecure.access.vault import keys
from carisecure.accounts.models import User
from carisecure.accounts.operations import make_user
from carisecure.jobs import bell
from tests.accounts.key_asking import NEW, second_administrator
from tests.people import People
from tests.roles import as_system


@pytest.fixture
def other(people: People) -> User:
    """A second administrator."""
    return second_administrator(people)


@pytest.fixture
def other_supervisor(people: People) -> User:
    """A supervisor of the foreign unit."""
    with as_system():
        return make_user(
            username="supervisor_abroad", full_name="Sid Abroad", role="supervisor", agency=people.outsider.agency
        )


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> None:
    """No bell: there is no worker."""
    monkeypatch.setattr(bell, "ring_all", lambda *_args, **_more: True)


@pytest.fixture
def new_key(settings: Any) -> Any:
    """Somebody added key 2 to VAULT_KEYS and restarted; what was there is under key 1."""

    def add(entry: str = NEW) -> None:
        keys.for_writing(uuid.uuid4())
        settings.VAULT_KEYS = f"{settings.VAULT_KEYS.split(',')[0]},{entry}"

    return add
