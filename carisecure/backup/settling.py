"""What makes a loaded database the house again: the keys open it, its guards and its ledger are whole, what was ended
is ended, nobody is signed in, and the restore itself is recorded.

Runs in a process of its own with the restored house's keys, as a superuser of the new server, before anybody is let in.
The first thing that does not hold ends it.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt, encrypt
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from carisecure.access import session
from carisecure.access.fields import Sealed, SealedField
from carisecure.access.vault import proving
from carisecure.access.vault.keyring import CannotOpen, keyring
from carisecure.accounts.factors import KEY_ROLES
from carisecure.accounts.models import Desk, User
from carisecure.accounts.operations import make_user
from carisecure.accounts.roles import Role
from carisecure.accounts.secrets import secrets_of
from carisecure.accounts.sign_in_models import Factor
from carisecure.audit import anchors, guards, ledger, restores
from carisecure.audit.verification import verify
from carisecure.backup import replay
from carisecure.backup.endings import Batch

# Who may answer for a restore: at night there is one administrator, and a supervisor.
ANSWERING = (Role.ADMINISTRATOR, Role.SUPERVISOR, Role.AUDITOR)
TRIES = 100
AT_ONCE = 2  # connections that walk the log
FAULTS_TOLD = 20


class NotProved(Exception):
    """What was restored is not what was backed up, or cannot be used. The message says what, and names no key."""


@dataclass(frozen=True)
class Asked:
    """`people`: the user names of the two who answer for it; none in a drill. `backup`: its name. `endings`: what was
    ended, under the name by which each batch lies outside, oldest first. `despite`: go on with a house whose guards or
    log had faults.
    """

    backup: str
    endings: Sequence[tuple[str, Batch]]
    people: tuple[str, str] | None
    despite: bool = False

    @property
    def is_drill(self) -> bool:
        return self.people is None


def settle(asked: Asked) -> dict[str, Any]:
    """Prove and settle it. Returns counts and codes for the report; raises NotProved."""
    back_to = restores.newest()
    keys = _keys_open()
    texts = _a_text_opens()
    faults = guards.differences()
    _demand_none(faults, asked)
    known = replay.replayed_up_to()
    ended = replay.replay(batch for name, batch in asked.endings if name > known)
    sessions = replay.close_doors()
    _record(asked, back_to, {"ended_again": ended, **({"guards": len(faults)} if faults else {})})
    # Once, at the end: what was written here is the newest of it, and to walk a million lines takes some 20 seconds.
    verdict = verify(anchors.kept_in_file(), at_once=AT_ONCE)
    faults += [f"Access log: {one.fault}, seal {one.seal}, line {one.entry}." for one in verdict.problems]
    _demand_none(faults, asked)
    sign_in = _sign_in_data()
    return {
        "faults": faults,
        "signed_in": asked.is_drill and _somebody_signs_in(),
        "keys": keys, "texts_opened": texts, "lines": verdict.lines, "seals": verdict.seals, "anchors": verdict.anchors,
        "anchors_lost": verdict.anchors_lost, "seal": back_to.number if back_to else 0,
        "root": back_to.root if back_to else restores.NOTHING, "ended_again": ended, "sessions_ended": sessions,
        "losses": [[loss.seal, loss.at, list(loss.anchors)] for loss in verdict.losses], **sign_in,
    }  # fmt: skip


def _demand_none(faults: list[str], asked: Asked) -> None:
    """Raises NotProved, unless the two have decided to go on: a house that somebody tampered with is evidence."""
    if faults and not asked.despite:
        raise NotProved(
            f"The restored house is not guarded, or its log not whole, as this release has it ({len(faults)} faults): "
            f"{' '.join(faults[:FAULTS_TOLD])} Where it was so when it was backed up, --despite-faults goes on."
        )


def _keys_open() -> dict[str, str]:
    """The fingerprint of each wrapping key that the database needs, once it has opened something there."""
    tried = proving.tried()
    if faults := [one.fault for one in tried if one.fault]:
        raise NotProved(" ".join(faults))
    return {str(one.number): keyring().fingerprint(one.number) for one in tried}


def _a_text_opens() -> int:
    """One sealed text of each table that has any: how many were opened."""
    opened = 0
    with transaction.atomic():
        session.enter(None, purpose="maintenance")
        for model in apps.get_models():
            for field in model._meta.local_fields:
                if isinstance(field, SealedField):
                    # In no order: where a table has none, it is read once and not by its index.
                    for row in model._default_manager.exclude(**{field.name: Sealed()}).order_by()[:1]:
                        opened += bool(getattr(row, field.attname))
    return opened


def _record(asked: Asked, back_to: ledger.SealLine | None, detail: dict[str, Any]) -> None:
    """The old server's numbers of transactions end with a seal of their own, before the line: so the newest seal is one
    of this server, by which the next restore knows that the lines behind it were written here.
    """
    first, second = _two(asked.people)
    _seal_all()
    with transaction.atomic():
        session.enter(None, purpose="maintenance")
        restores.note(
            back_to, asked_by=first, agreed_by=second, backup=asked.backup, **detail,
            **({replay.UP_TO: asked.endings[-1][0]} if asked.endings else {}),
        )  # fmt: skip
    _seal_all()
    restores.tell_outside(back_to)


def _seal_all() -> None:
    for _try in range(TRIES):
        ledger.seal()
        if ledger.unsealed().waiting == 0:
            break


def _two(names: tuple[str, str] | None) -> tuple[Any, Any]:
    """Asked after what was ended is ended again: whoever has left answers for nothing. In a drill anybody two."""
    may = User.objects.filter(is_active=True, agency__is_active=True)
    if names is None:
        found = list(may.order_by("username").values_list("pk", flat=True)[:2])
    else:
        known = dict(may.filter(role__in=ANSWERING).values_list("username", "pk"))
        found = [known[name] for name in dict.fromkeys(names) if name in known]
    if len(found) != 2:
        raise NotProved(
            "Two different people who are active in the restored house are needed, administrators, supervisors or"
            " auditors: --asked-by and --agreed-by."
        )
    return found[0], found[1]


def _sign_in_data() -> dict[str, int]:
    """Whoever can sign in: a password, and a second factor whose secret opens."""
    active = User.objects.filter(is_active=True, agency__is_active=True)
    people = {user.pk: user for user in active if user.has_usable_password()}
    able = set()
    for factor in Authenticator.objects.filter(user__in=people, type__in=[Factor.TOTP, Factor.WEBAUTHN]):
        if factor.type == Factor.TOTP:
            try:
                with secrets_of(people[factor.user_id]):
                    decrypt(factor.data["secret"])
            except CannotOpen as fault:
                raise NotProved("The secret of a second factor does not open: these are not its keys.") from fault
        able.add(factor.user_id)
    return {"people": active.count(), "can_sign_in": len(able)}


def _somebody_signs_in() -> bool:
    """In a drill alone: somebody is made up in the scratch house and walks through its own pages, as far as the desk.

    False where the house has nobody yet beside whom they could be put.
    """
    name, password, secret = f"drill-{secrets.token_hex(4)}", secrets.token_urlsafe(24), generate_totp_secret()
    with transaction.atomic():
        session.enter(None, purpose="maintenance")
        beside = User.objects.filter(is_active=True).exclude(role__in=KEY_ROLES).order_by("username").first()
        if beside is None:
            return False
        user = make_user(username=name, full_name="Drill", role=beside.role, agency=beside.agency)
        user.set_password(password)
        user.enrolled_at = timezone.now()
        user.save(update_fields=["password", "enrolled_at"])
        with secrets_of(user):
            Authenticator.objects.create(user=user, type=Factor.TOTP, data={"secret": encrypt(secret)})
    host = next((name for name in settings.ALLOWED_HOSTS if not name.startswith((".", "*"))), "localhost")
    client = Client(SERVER_NAME=host)
    client.post(reverse("account_login"), {"username": name, "password": password}, secure=True)
    code = format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30))
    client.post(reverse("sign_in_factor"), {"code": code}, secure=True)
    if not Desk.objects.open().filter(user=user, locked_at=None).exists():
        raise NotProved("Nobody can sign in to the restored house.")
    return True
