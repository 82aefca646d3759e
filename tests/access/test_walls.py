"""Every table is behind the wall or says why not; what stands in the database is what the models declare."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection, models

from carisecure.access.models import Wall, Walled
from carisecure.access.path import anchor_model

# Tables of other people's packages, and the written reason why each stands without a wall.
REASONS = {
    "contenttypes.ContentType": "names of our own models",
    "auth.Permission": "names of permissions; the wall reads it",
    "auth.Group_permissions": "stays empty: permissions are held on objects, by grants",
    "auth.Group": "names of groups are ids of agencies and people; the wall reads their numbers only",
    "sessions.Session": "read by its random key before anybody is signed in; holds an id, no case",
    "guardian.UserObjectPermission": "empty: the application's role may not write it",
    "guardian.GroupObjectPermission": "empty: the application's role may not write it",
    "mfa.Authenticator": "asked before anybody is signed in; secrets are sealed under a key of their owner",
    "account.EmailAddress": "stays empty: nobody signs in or is reached by e-mail",
    "account.EmailConfirmation": "stays empty: no e-mail is confirmed",
    "axes.AccessAttempt": "asked before anybody is signed in; holds keyed digests of names, no address",
    "axes.AccessAttemptExpiration": "stays empty: the handler counts by time",
    "axes.AccessFailureLog": "stays empty: the ledger is the log",
    "axes.AccessLog": "stays empty: the ledger is the log",
    "accounts.User_groups": "memberships: the wall reads them",
}


def _models() -> list[type[models.Model]]:
    return list(apps.get_models(include_auto_created=True))


def _label(model: type[models.Model]) -> str:
    return f"{model._meta.app_label}.{model.__name__}"


WALLED = [m for m in _models() if issubclass(m, Walled)]


def test_every_table_has_a_wall_or_a_reason() -> None:
    without = [
        _label(m) for m in _models() if m not in WALLED and _label(m) not in REASONS and not getattr(m, "no_wall", "")
    ]
    assert without == []


def signature(model: type[models.Model]) -> str:
    wall: Wall = model.wall  # type: ignore[attr-defined]
    guard = anchor_model(model)
    anchor = "" if wall.through else "id" if wall.anchor == "id" else f"{wall.anchor}_id"
    own = ",".join(wall.ends) or wall.own
    return (
        f"guard={_label(guard)} anchor={anchor} through={wall.through}:{wall.through_column}:{own} "
        f"parties={','.join(wall.parties)} reading={wall.reading} writing={wall.writing} statistics={wall.statistics}"
    ) + "".join(f" {name}={getattr(wall, name)}" for name in ("keeper", "uncounted") if getattr(wall, name))


@pytest.mark.django_db
@pytest.mark.parametrize("model", WALLED, ids=_label)
def test_the_wall_in_the_database_is_the_one_declared(model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.polcmd, obj_description(p.oid, 'pg_policy') from pg_policy p where p.polrelid = %s::regclass",
            [model._meta.db_table],
        )
        policies = dict(cursor.fetchall())
        cursor.execute(
            "select relrowsecurity, relforcerowsecurity from pg_class where oid = %s::regclass", [model._meta.db_table]
        )
        enabled = cursor.fetchone()
    assert enabled == (True, True)
    assert policies == {command: signature(model) for command in ("r", "a", "w", "d")}


@pytest.mark.django_db
@pytest.mark.parametrize("model", WALLED, ids=_label)
def test_the_ledger_watches_every_walled_table(model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_trigger where tgrelid = %s::regclass and tgname = 'ledger' and tgenabled = 'O'",
            [model._meta.db_table],
        )
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db
def test_the_app_role_owns_nothing_and_bypasses_nothing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = 'carisecure_app'")
        assert cursor.fetchone() == (False, False, False)
        cursor.execute("select count(*) from pg_class where relowner = 'carisecure_app'::regrole")
        assert cursor.fetchone() == (0,)
        cursor.execute("select current_user")
        assert cursor.fetchone() == ("carisecure_app",)
