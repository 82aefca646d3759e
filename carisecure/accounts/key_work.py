"""Work on the keys of the house: one administrator asks, another agrees with a fresh factor, and only then it is done.

What is done: rotating is a job and begins with the yes. Retiring an old wrapping key happens with the yes. Computing
the search index anew needs the owner of the database, which no web process is: the yes stands for a day, and
`manage.py rebuild_search_index` uses it. The commands work without a yes, for the night in which no web is running:
then they ask for two names, which are written down and not proved (`by_command`).
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from carisecure.access import policy
from carisecure.access.errors import NotVisible, TransitionRefused
from carisecure.access.models import DataKey, KeyRequest, RetiredKey
from carisecure.access.two_people import operations as two_people
from carisecure.access.two_people.conditions import is_independent
from carisecure.access.vault import rotation
from carisecure.access.vault.key_models import STANDS_FOR, KeyWork
from carisecure.access.vault.keyring import keyring
from carisecure.accounts.models import User
from carisecure.accounts.roles import Role
from carisecure.audit.record import record
from carisecure.jobs.errors import WORDED, JobRefused
from carisecure.jobs.operations import enqueue
from carisecure.jobs.running import Running

WORDED["not_agreed"] = gettext_lazy("The approval is no longer valid. Ask again.")
WORDED["other_keys"] = gettext_lazy("This worker has other keys. Restart it with the new VAULT_KEYS.")
BY_COMMAND = gettext_noop("By a command on the server.")
KEEP = "accounts.keep_keys"
JOB = "accounts.rotate_keys"


@dataclass(frozen=True)
class WrappingKey:
    """One numbered key as this process knows it.

    `is_used`: keys of people, cases or files are under it. How many is not told: two looks would tell an administrator
    that a case has come which exists for nobody like them.
    """

    number: int
    mark: str
    is_used: bool
    is_current: bool
    is_retired: bool

    @property
    def is_configured(self) -> bool:
        return bool(self.mark)

    @property
    def may_retire(self) -> bool:
        return not (self.is_current or self.is_retired or self.is_used)


def wrapping_keys() -> list[WrappingKey]:
    """The newest first: those in VAULT_KEYS, those that something is still under, the retired ones. 2 queries."""
    ring = keyring()
    under = set(DataKey.objects.filter(destroyed_at=None).values_list("wrapped_by", flat=True).distinct())
    retired = set(RetiredKey.objects.values_list("number", flat=True))
    return [
        WrappingKey(
            number=number,
            mark=ring.mark(number) if number in ring.keys else "",
            is_used=number in under,
            is_current=number == ring.current,
            is_retired=number in retired,
        )
        for number in sorted({*ring.keys, *under, *retired}, reverse=True)
    ]


@transaction.atomic
def ask(*, kind: str, reason: str, by: User, number: int | None = None) -> KeyRequest:
    """Ask another administrator (administrator, with a fresh factor: the page sees to that).

    Raises TransitionRefused where it is asked for already or there is nothing to do, ValidationError without a reason.
    """
    policy.require(by, KEEP)
    two_people.known_kind(KeyRequest, kind)
    ring = keyring()
    about = {KeyWork.ROTATE: ring.current, KeyWork.RETIRE: number}.get(KeyWork(kind))
    row = KeyRequest(kind=kind, number=about, mark=ring.mark(about) if about in ring.keys else "", reason=reason)
    made = two_people.ask(row, alike=KeyRequest.objects.filter(kind=kind), by=by, ready=lambda: _check_asked(row, by))
    record("keys.asked", table="access_keyrequest", object_id=made.pk, detail={"kind": kind, "number": about})
    return made


@transaction.atomic
def approve(*, request: KeyRequest, by: User, answer: str = "") -> KeyRequest:
    """Agree to what another administrator asked for; it begins at once, or is used by the command."""
    found = _decide(request, by, granted=True, answer=answer)
    two_people.carry_out(found, by)
    return found


@transaction.atomic
def refuse(*, request: KeyRequest, by: User, answer: str) -> KeyRequest:
    """Say no to what another administrator asked for, and why."""
    two_people.check_refusal(answer)
    return _decide(request, by, granted=False, answer=answer)


def begin(request: KeyRequest, by: User) -> None:
    """What begins with the yes, after another look whether there is anything to do."""
    _check(request)
    if request.kind == KeyWork.ROTATE:
        request.job = enqueue(JOB, params={"request": str(request.pk)}, by=by).pk
        request.save(update_fields=["job"])
    elif request.kind == KeyWork.RETIRE and request.number is not None:
        RetiredKey.objects.create(number=request.number, request=request)
        _done(request, 0)


def rotate(running: Running, request: str) -> int:
    """The job: wrap every key with the newest wrapping key, all or nothing; returns how many.

    Raises JobRefused where this worker does not hold the key that was agreed to: one that was not restarted would wrap
    everything with the old key again, or with another key of the same number.
    """
    found = KeyRequest.objects.select_for_update().get(pk=UUID(request))
    if found.kind != KeyWork.ROTATE or not found.stands:
        raise JobRefused("not_agreed")
    ring = keyring()
    if ring.current != found.number or ring.mark(ring.current) != found.mark:
        raise JobRefused("other_keys")
    total = rotation.outstanding()

    def each(done: int) -> None:
        running.stop_if_cancelled()
        running.progress(100 * done // max(total, done, 1), 100)  # a share: the number would tell of hidden cases

    count = rotation.rewrap_all(each)
    _done(found, count)
    return count


def use_agreement(kind: str) -> KeyRequest | None:
    """For a command on the server: the agreement that stands for this, locked, or none."""
    agreed = two_people.standing(KeyRequest.objects.all(), two_people.known_kind(KeyRequest, kind))
    found: KeyRequest | None = agreed.select_for_update().first()
    return found


def by_command(*, kind: str, asked_by: str, agreed_by: str) -> KeyRequest:
    """For a command on the server without an agreement: two names, checked to be two active administrators.

    A procedure, not a proof: whoever has a shell there can type any two names. They stand in the access log, and the
    two see it on the page of the keys. Raises ValidationError.
    """
    keepers = {user.username: user for user in _keepers()}
    asker, agreer = keepers.get(asked_by), keepers.get(agreed_by)
    if asker is None or agreer is None or asker == agreer:
        raise ValidationError(_("Two different active administrators are needed: --asked-by and --agreed-by."))
    now, ring = timezone.now(), keyring()
    number = ring.current if kind == KeyWork.ROTATE else None
    return KeyRequest.objects.create(
        kind=kind, number=number, mark=ring.mark(number) if number else "", reason=BY_COMMAND,
        requested_by=asker, decided_by=agreer, decided_at=now, is_granted=True, good_until=now + STANDS_FOR,
        by_command=True,
    )  # fmt: skip


def finish(request: KeyRequest, count: int) -> None:
    """A command has done what was agreed to."""
    _done(request, count)


def other_keepers(by: User) -> list[User]:
    """The other administrators who may agree: none whom the asker added, who knew their first password."""
    return [user for user in _keepers() if is_independent(user, of=by)]


def waiting_for(user: User) -> list[KeyRequest]:
    """What other administrators have asked for and nobody has decided; one query."""
    asked = KeyRequest.objects.filter(decided_at=None).select_related("requested_by").defer("reason", "answer")
    return [one for one in asked if is_independent(user, of=one.requested_by)]


def may_decide(user: User, request: KeyRequest) -> bool:
    return two_people.may_decide(user, request) and policy.may(user, KEEP)


def why_not(request: KeyRequest, user: User) -> str:
    """Why this administrator cannot be the second one, in words."""
    if request.requested_by_id == user.pk:
        return _("You asked for this, so another administrator must decide.")
    if not is_independent(user, of=request.requested_by):
        return _("Another administrator must decide: the person asking added your account.")
    return ""


def _keepers() -> list[User]:
    return list(User.objects.filter(role=Role.ADMINISTRATOR, is_active=True, agency__is_active=True))


def _decide(request: KeyRequest, by: User, *, granted: bool, answer: str) -> KeyRequest:
    policy.require(by, KEEP)
    found = KeyRequest.objects.select_for_update().filter(pk=request.pk).first()
    if found is None:
        raise NotVisible
    two_people.decide(found, granted=granted, by=by, answer=answer)
    detail = {"kind": found.kind, "number": found.number, "asked_by": found.requested_by_id, "granted": granted}
    record("keys.decided", table="access_keyrequest", object_id=found.pk, detail=detail)
    return found


def _check_asked(request: KeyRequest, by: User) -> None:
    if not other_keepers(by):
        raise TransitionRefused(_("No second administrator can approve this: there is none, or you added them."))
    _check(request)


def _check(request: KeyRequest) -> None:
    """Whether there is anything to do, asked when it is asked for and again when somebody agrees."""
    ring = keyring()
    if request.kind == KeyWork.ROTATE:
        if request.number != ring.current or request.mark != ring.mark(ring.current):
            raise TransitionRefused(_("There is a newer wrapping key now. Ask again."))
        if not rotation.outstanding():
            raise TransitionRefused(_("Every key is already under the newest wrapping key."))
    elif request.kind == KeyWork.RETIRE:
        known = {key.number: key for key in wrapping_keys()}
        if request.number not in known or not known[request.number].may_retire:
            raise TransitionRefused(_("Only an old wrapping key with nothing under it can be retired."))


def _done(request: KeyRequest, count: int) -> None:
    request.done_count = count
    request.save(update_fields=["done_count"])
    two_people.use(request)
    detail = {
        "kind": request.kind, "number": request.number, "count": count, "asked_by": request.requested_by_id,
        "agreed_by": request.decided_by_id, "by_command": request.by_command,
    }  # fmt: skip
    record("keys.done", table="access_keyrequest", object_id=request.pk, detail=detail)
