"""Ending again, in a restored database, what was ended after its backup was made (`endings`). Idempotent.

It runs as a superuser before anybody is let in, so that no wall hides a row; the ledger's triggers see what it does.
What the restored ledger has a line of was ended there already, and is left alone: somebody may have been let in again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from carisecure.access import session
from carisecure.access.grants import grant_models
from carisecure.access.index_fields import BlindIndex
from carisecure.access.models import Delegation
from carisecure.access.vault import keys
from carisecure.access.vault.cipher import HEADER_BYTES
from carisecure.access.vault.models import DataKey
from carisecure.access.vault.rebuilding import indexed_models
from carisecure.accounts.leaving import end_everything
from carisecure.accounts.models import Agency, Desk, Enrolment, KeptRequest, User
from carisecure.accounts.sign_in_models import Ended
from carisecure.backup.endings import Batch, Ending, forget_all, narrowing

# In the ledger's line about a restore: the last batch of endings that it knew.
UP_TO = "endings_to"

Apply = Callable[[Ending], int]
_EMPTY = {True: "null", False: "'{}'"}  # by whether the column can be null


@transaction.atomic
def replay(batches: Iterable[Batch]) -> dict[str, int]:
    """End again what these batches say and the restored ledger does not know; returns how many of each kind.

    The order is that of the lines, so that of two exclusions of one case the later counts.
    """
    session.enter(None, purpose="maintenance")
    missing = _unknown([ending for batch in batches for ending in batch.endings])
    done: Counter[str] = Counter()
    for ending in _in_order(_last_of_each(missing)):
        done[ending.kind] += _APPLY[ending.kind](ending)
    return {kind: count for kind, count in sorted(done.items()) if count}


@transaction.atomic
def close_doors() -> int:
    """Nobody comes back signed in: sessions, and codes and forms that wait for their owner. How many sessions."""
    session.enter(None, purpose="maintenance")
    Session.objects.all().delete()
    Enrolment.objects.filter(used_at=None).delete()
    KeptRequest.objects.all().delete()
    return Desk.objects.filter(ended_at=None).update(ended_at=timezone.now(), ended_why=Ended.SWITCHED_OFF)


def replayed_up_to() -> str:
    """The last batch that an earlier restore of this house has dealt with: what was given again since then stays."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(max(detail ->> %s), '') from audit_entry where action = 'ledger.restored'", [UP_TO]
        )
        return str(cursor.fetchone()[0])


def _unknown(endings: list[Ending]) -> list[Ending]:
    """Those whose line the restored ledger has not: by number and moment, because a number can have been given anew."""
    with connection.cursor() as cursor:
        cursor.execute("select id, at from audit_entry where id = any(%s)", [[one.line for one in endings]])
        here = set(cursor.fetchall())
    return [one for one in endings if (one.line, parse_datetime(one.at)) not in here]


def _last_of_each(endings: list[Ending]) -> list[Ending]:
    """An exclusion says who is excluded from then on; of several of one row the last one counts."""
    last = {(one.table, one.object): one for one in endings if one.kind == "exclusion"}
    return [one for one in endings if one.kind != "exclusion" or last[one.table, one.object] is one]


def _in_order(endings: list[Ending]) -> list[Ending]:
    """Exclusions of what others hang on come first: the rows below follow, and some take it from there alone."""
    with connection.cursor() as cursor:
        cursor.execute("select child, parent from carisecure.walled_table")
        below, above = map(set, zip(*cursor.fetchall(), strict=True))

    def depth(ending: Ending) -> int:
        if ending.kind != "exclusion" or ending.table not in below:
            return 0
        return 1 if ending.table in above else 2

    return sorted(endings, key=depth)


# --- One of each kind -------------------------------------------------------------------------------------------------
def _grant(ending: Ending) -> int:
    model = _model(ending.table, {m._meta.db_table: m for m in grant_models()})
    held = ending.what
    rows = model._default_manager.filter(
        pk=int(ending.object), content_object_id=held["on"], group_id=held["group"], permission_id=held["permission"]
    )
    return int(rows.delete()[0])


def _membership(ending: Ending) -> int:
    rows = User.groups.through._default_manager.filter(user_id=ending.what["user"], group_id=ending.what["group"])
    return int(rows.delete()[0])


def _factor(ending: Ending) -> int:
    return int(Authenticator.objects.filter(pk=int(ending.object), user_id=ending.what["user"]).delete()[0])


def _absence(ending: Ending) -> int:
    rows = Delegation.objects.filter(pk=ending.object)
    if ending.what["ends_at"] is None:
        return rows.delete()[0]
    ends_at = parse_datetime(ending.what["ends_at"])
    return rows.filter(ends_at__gt=ends_at, begins_at__lt=ends_at).update(ends_at=ends_at)


def _leaver(ending: Ending) -> int:
    user = User.objects.filter(pk=ending.object, is_active=True).first()
    if user is not None:
        end_everything(user, why="ended_before_restore")
    return int(user is not None)


def _agency(ending: Ending) -> int:
    return Agency.objects.filter(pk=ending.object, is_active=True).update(is_active=False)


def _password(ending: Ending) -> int:
    """The one that was changed must not open the house again; the new one lies in no list: as a forgotten one."""
    user = User.objects.filter(pk=ending.object).first()
    if user is None or not user.has_usable_password():
        return 0
    user.set_unusable_password()
    user.save(update_fields=["password"])
    return 1


def _exclusion(ending: Ending) -> int:
    """Adds to those who are excluded there; whoever was let in again since stays out until somebody lets them in."""
    model = _model(ending.table, _all_models())
    groups = sorted(int(group) for group in ending.what["groups"])
    row = model._default_manager.filter(pk=ending.object).only("pk", "excluded_groups").first()
    held = set(getattr(row, "excluded_groups", groups))
    if set(groups) <= held:
        return 0
    both = sorted({*held, *groups})
    return int(model._default_manager.filter(pk=ending.object).update(excluded_groups=both))


def _key(ending: Ending) -> int:
    owner = UUID(ending.what["owner"])
    if not keys.destroy(owner):
        return 0
    forget_all(owner)
    _blank(DataKey.objects.get(owner=owner).pk)
    return 1


def _column(ending: Ending) -> int:
    """Only towards the narrower."""
    column, to = str(ending.what["column"]), str(ending.what["to"])
    order = narrowing(ending.table, column)
    model = _model(ending.table, _all_models())
    wider = order[: order.index(to)] if to in order else ()
    return int(model._default_manager.filter(pk=ending.object, **{f"{column}__in": wider}).update(**{column: to}))


_APPLY: Mapping[str, Apply] = {
    "grant": _grant,
    "membership": _membership,
    "factor": _factor,
    "absence": _absence,
    "leaver": _leaver,
    "agency": _agency,
    "password": _password,
    "exclusion": _exclusion,
    "key": _key,
    "column": _column,
}


def kinds() -> list[str]:
    return sorted(_APPLY)


def _blank(key: UUID) -> None:
    """The words by which texts under a destroyed key are found. Tables may be kept as recorded: no trigger asks."""
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        for model in indexed_models():
            indexes = [field for field in model._meta.local_fields if isinstance(field, BlindIndex)]
            empty = ", ".join(f"{field.column} = {_EMPTY[field.null]}" for field in indexes)
            texts = sorted({str(model._meta.get_field(name).column) for f in indexes for name in f.of})  # type: ignore[union-attr]
            under = " or ".join(f"substring({text} from 2 for {HEADER_BYTES - 1}) = %s" for text in texts)
            cursor.execute(f"update {model._meta.db_table} set {empty} where {under}", [key.bytes] * len(texts))  # noqa: S608
        cursor.execute("set local session_replication_role = origin")


def _all_models() -> dict[str, Any]:
    return {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}


def _model(table: str, known: Mapping[str, Any]) -> type[models.Model]:
    """Raises ValueError for a table that is none of ours: the list comes from outside."""
    if table not in known:
        raise ValueError(f"no table {table}")
    return cast("type[models.Model]", known[table])
