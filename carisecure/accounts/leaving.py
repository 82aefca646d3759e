"""Everything that ends when a person leaves: one operation, and a list on which other apps put what they hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from carisecure.access import policy
from carisecure.accounts import desks, factors
from carisecure.accounts.models import Enrolment, KeptRequest, KnownBrowser, User
from carisecure.accounts.sign_in_models import Ended
from carisecure.audit.record import record

UNUSED_AFTER = timedelta(days=90)

# Called with the person, in the transaction that deactivates them; each returns how many things it ended. A list and
# not a signal: what ends when somebody leaves can be read in one place, and one that fails stops the whole.
Ending = Callable[[User], int]
_endings: dict[str, Ending] = {}


def when_leaving(name: str, ending: Ending) -> None:
    """Put something on the list; called when an app is ready."""
    if name in _endings:
        raise ValueError(f"two endings named {name}")
    _endings[name] = ending


def endings() -> list[str]:
    return sorted(_endings)


@transaction.atomic
def deactivate_user(*, user: User, by: User) -> User:
    """End everything a person holds at once: sign-in, sessions, factors, personal grants.

    Effective at their next request. A running job asks at each chunk whether its person may still act, and a waiting
    one when it begins (`jobs.worker`), so nothing has to reach for them. Grants of their agency stay: those are the
    agency's. Switching them on again gives back none of it.
    """
    policy.require(by, "accounts.manage")
    return end_everything(user, why="by_person")


def end_everything(user: User, *, why: str) -> User:
    """What deactivating is, for operations that have asked already who may."""
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    user.is_active, user.waits_since = False, None
    user.save(update_fields=["is_active", "waits_since"])
    ended = {name: ending(user) for name, ending in sorted(_endings.items())}
    ended["sessions"] = desks.end_all(user, why=Ended.SWITCHED_OFF)
    ended["factors"] = factors.remove_all(user)
    KnownBrowser.objects.filter(user=user).delete()
    KeptRequest.objects.filter(user=user).delete()
    Enrolment.objects.filter(user=user, used_at=None).delete()
    record("person.deactivated", table="accounts_user", object_id=user.pk, detail={"why": why, **ended})
    return user


@transaction.atomic
def deactivate_unused() -> list[User]:
    """Switch off the accounts that nobody has used for 90 days; for the daily job alone. The last active
    administrator stays, or nobody could let anybody in again.
    """
    before = timezone.now() - UNUSED_AFTER
    unused = User.objects.filter(is_active=True).annotate(used_at=Coalesce("last_login", "added_at"))
    gone = []
    for user in unused.filter(used_at__lt=before).order_by("used_at"):
        others = User.objects.filter(is_active=True, role="administrator", agency__is_active=True).exclude(pk=user.pk)
        if user.role != "administrator" or others.exists():
            gone.append(end_everything(user, why="unused"))
    return gone
