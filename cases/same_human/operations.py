"""To say that two persons are one human, or that they are not, and to take it back."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import TransitionRefused
from carisecure.access.vault import keys
from carisecure.accounts.models import User
from carisecure.interface.words import moment
from cases.record.models import Involvement
from cases.same_human.models import Said, SamePerson


@transaction.atomic
def say(*, kind: str, involvement: Involvement, other: Involvement, reason: str, by: User) -> SamePerson:
    """Write what `by` says of the two persons. Who and when is on the row; why is sealed under a key of its own.

    Asks for the right to see identities and to change at both ends. Raises ValidationError by field, TransitionRefused
    where the two are one person already, an identity was erased, or something else stands between them.
    """
    one, two = (_end(end, by) for end in (involvement, other))
    if kind not in Said.values:
        raise ValidationError({"kind": _("“%(code)s” is not in the list.") % {"code": kind}})
    if not reason.strip():
        raise ValidationError({"reason": _("Say what it rests on.")})
    if one.person_id == two.person_id:
        raise TransitionRefused(_("This is one person already."))
    first, second = sorted((one.person_id, two.person_id))
    if keys.is_destroyed(first) or keys.is_destroyed(second):
        raise TransitionRefused(_("The identity of one of them was erased. Nothing can be said of the two any more."))
    _refuse_a_second(one, two, by)
    row = SamePerson(
        first_id=first, second_id=second, kind=kind, reason=reason.strip(), made_by=by, made_at=timezone.now()
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        _refuse_a_second(one, two, by)  # somebody else was faster by a moment
        raise
    return row


@transaction.atomic
def end(*, link: SamePerson, reason: str, by: User) -> SamePerson:
    """Take back what was said. It stays, ended; nothing else of the two persons changes.

    Raises NotVisible for who does not see both ends, ValidationError without a reason, TransitionRefused where it was
    ended meanwhile.
    """
    policy.fetch(SamePerson, viewer=by, action="cases.end_same_human", pk=link.pk)
    row: SamePerson = SamePerson.objects.select_for_update(of=("self",)).select_related("ended_by").get(pk=link.pk)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it is taken back.")})
    if row.ended_at is not None and row.ended_by is not None:
        raise TransitionRefused(
            _("Already taken back by %(who)s, %(when)s.")
            % {"who": row.ended_by.full_name, "when": moment(row.ended_at)}
        )
    row.ended_by, row.ended_at, row.ended_why, row.version = by, timezone.now(), reason.strip(), row.version + 1
    row.save(update_fields=["ended_by", "ended_at", "ended_why", "version"])
    return row


def _end(end: Involvement, by: User) -> Involvement:
    found: Involvement = policy.fetch(Involvement, viewer=by, action="cases.view_same_human", pk=end.pk)
    policy.require(by, "cases.say_same_human", found)
    return found


def _refuse_a_second(one: Involvement, two: Involvement, by: User) -> None:
    rows = SamePerson.objects.visible_to(by, "cases.view_same_human").standing().select_related("made_by")
    there = rows.between(one.person_id, two.person_id).first()
    if there is None:
        return
    facts = {"who": there.made_by.full_name, "when": moment(there.made_at)}
    if there.kind == Said.SAME:
        raise TransitionRefused(_("Already linked as the same human by %(who)s, %(when)s.") % facts)
    raise TransitionRefused(
        _("%(who)s said that they are not the same, %(when)s. Take that back first, with the reason.") % facts
    )
