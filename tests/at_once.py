"""Two people who press at the same moment, on two connections of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from unittest import mock

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from carisecure.access.errors import NotPermitted, StaleRecord, TransitionRefused
from carisecure.accounts.models import User
from tests.people import enter

Press = Callable[[], object]


def as_person(user: User, press: Press) -> object:
    """One request of theirs: what it returns, or what refused it."""
    try:
        with transaction.atomic():
            enter(user)
            return press()
    except (ValidationError, TransitionRefused, NotPermitted, StaleRecord) as refusal:
        return refusal
    finally:
        connection.close()


def at_once(
    first: tuple[User, Press], second: tuple[User, Press], *, within: Any, step: str, seconds: float = 1
) -> list[object]:
    """The second press comes while the first stands in `step`, and has so many seconds to overtake it there."""
    inside, onward, given = threading.Event(), threading.Event(), [object(), object()]
    real = getattr(within, step)

    def paused(*args: Any, **kwargs: Any) -> object:
        if not inside.is_set():
            inside.set()
            onward.wait(10)
        return real(*args, **kwargs)

    def run(number: int, user: User, press: Press) -> None:
        given[number] = as_person(user, press)

    with mock.patch.object(within, step, paused):
        threads = [threading.Thread(target=run, args=(n, *one)) for n, one in enumerate((first, second))]
        threads[0].start()
        assert inside.wait(10)
        threads[1].start()
        threads[1].join(seconds)
        onward.set()
        for thread in threads:
            thread.join(20)
    assert not any(thread.is_alive() for thread in threads)
    return given
