"""A client comes, is written about, leaves and comes back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import StaleRecord, TransitionRefused
from carisecure.access.grants import grant
from carisecure.access.models import PERMISSIONS
from carisecure.corrections.chains import newest_of
from carisecure.corrections.operations import correct
from carisecure.days import limits
from carisecure.days.known import KnownDay
from cases.record.models import Involvement, Person
from screening.clients.models import Client, ClientEvent, ClientNote, Happened, LeavingReason
from screening.contact.operations import About, check_about, described, own_involvement

if TYPE_CHECKING:
    from carisecure.accounts.models import User

CHANGE = "screening.change_client"
OWN_CLIENT = "own client"
NOTHING = About()


@transaction.atomic
def new_client(*, label: str, about: About = NOTHING, since: KnownDay | None = None, by: User) -> Client:
    """Somebody comes into the care of the agency of `by`. What they are called is needed, all else may be missing.

    Raises ValidationError by field: no label, an age turned round, a day in the future.
    """
    policy.require(by, "screening.own_clients")
    check_about(about)
    person = described(about)
    client = _kept(person, label, since, by)
    person.save(force_insert=True)  # reached through the involvement, which is there now
    return client


@transaction.atomic
def keep_contact(*, involvement: Involvement, label: str, by: User) -> Client:
    """Somebody whom the agency referred to the unit without a record of its own becomes a client: the same person."""
    policy.require(by, "screening.own_clients")
    contact: Involvement = policy.fetch(
        Involvement, viewer=by, action="screening.send_own", pk=involvement.pk, lock=True
    )
    if Client.objects.visible_to(by, "screening.view_client").filter(involvement__person=contact.person_id).exists():
        raise TransitionRefused(_("This person is already among your clients."))
    return _kept(contact.person, label, None, by)


def _kept(person: Person, label: str, since: KnownDay | None, by: User) -> Client:
    if not label.strip():
        raise ValidationError({"label": _("Write what you call this person; a nickname is enough.")})
    day = since or KnownDay(timezone.localdate())
    limits.check(limits.AT_WORK, since=day)
    # Names are the client's own (`PersonIdentity.kept_by`): what the unit comes to know stays out of sight here.
    own = own_involvement(person, keeper=by.agency.group, permissions=["view", "change"], by=by)
    client = Client(agency=by.agency, involvement=own, label=label.strip(), made_by=by)
    grant(on=client, to=by.agency.group, permissions=PERMISSIONS, purpose=OWN_CLIENT, by=by)
    client.save(force_insert=True)
    ClientEvent.objects.create(
        client=client, event=Happened.CAME, happened_on=day.first, precision=day.precision, recorded_by=by
    )
    return client


@transaction.atomic
def update_client(*, client: Client, label: str, about: About, version: int, by: User) -> Client:
    """Write what is known now. `version` is the one that was read; raises StaleRecord when somebody was faster."""
    client = held(client.pk, by)
    check_about(about)
    if not label.strip():
        raise ValidationError({"label": _("Write what you call this person; a nickname is enough.")})
    if client.version != version:
        raise StaleRecord()
    person: Person = Person.objects.select_for_update().get(pk=client.involvement.person_id)
    known = described(about)
    if (person.age_from, person.age_to) == (known.age_from, known.age_to):
        known.age_on = person.age_on  # nobody asked for it again
    for name in ("age_from", "age_to", "age_basis", "age_on", "gender", "languages", "citizenships"):
        setattr(person, name, getattr(known, name))
    person.version += 1
    person.save(force_update=True)
    client.label, client.version = label.strip(), client.version + 1
    client.save(force_update=True, update_fields=["label", "version"])
    return client


@transaction.atomic
def add_client_note(*, client: Client, text: str, by: User) -> ClientNote:
    client = held(client.pk, by)
    return ClientNote.objects.create(client=client, recorded_by=by, text=text)


@transaction.atomic
def correct_client_note(
    *, note: ClientNote, text: str, version: int, reason: str, is_retracted: bool = False, by: User
) -> ClientNote:
    held(note.client_id, by)
    return correct(note, version=version, reason=reason, by=by, changes={"text": text}, is_retracted=is_retracted)


@transaction.atomic
def client_left(*, client: Client, reason: str, note: str = "", on: KnownDay | None = None, by: User) -> ClientEvent:
    """Close the record, with a reason; everything stays. Raises TransitionRefused where it is closed already."""
    client = held(client.pk, by)
    if client.left_on is not None:
        raise TransitionRefused(_("This record is already closed."))
    facts = {"reason": reason, "note": note}
    return _happened(client, Happened.LEFT, on, facts, by)


@transaction.atomic
def client_returned(*, client: Client, note: str = "", on: KnownDay | None = None, by: User) -> ClientEvent:
    client = held(client.pk, by)
    if client.left_on is None:
        raise TransitionRefused(_("This record is not closed."))
    return _happened(client, Happened.RETURNED, on, {"note": note}, by)


@transaction.atomic
def correct_client_event(
    *, event: ClientEvent, on: KnownDay, reason_left: str, note: str, version: int, reason: str,
    is_retracted: bool = False, by: User,
) -> ClientEvent:  # fmt: skip
    """A day, a reason or a word was wrong; or it did not happen, which only the latest leaving or return can.

    What was struck out can be put back while nothing was entered in its place.
    """
    client = held(event.client_id, by)
    before, after = _around(client, event)
    if is_retracted and (event.event == Happened.CAME or after):
        raise ValidationError(_("Only the latest entry can be struck out, and not the first one."))
    if not is_retracted:
        if newest_of(event).is_retracted and (after or not _can_follow(event.event, before[-1])):
            raise TransitionRefused(_("This was struck out, and something else was entered since."))
        _check(event.event, on, reason_left, before=before, after=after)
    newer = correct(
        event, version=version, reason=reason, by=by, is_retracted=is_retracted,
        changes={"happened_on": on.first, "precision": on.precision, "reason": reason_left, "note": note},
    )  # fmt: skip
    _follow(client)
    return newer


def held(pk: UUID, by: User) -> Client:
    """The client, held until the end of the transaction."""
    found: Client = policy.fetch(Client, viewer=by, action=CHANGE, pk=pk, lock=True)
    return found


def _in_order(client: Client) -> list[ClientEvent]:
    """What stands, in the order in which it was first entered."""
    first = _first_entered(client)
    rows = ClientEvent.objects.filter(client=client).standing()
    return sorted(rows, key=lambda one: first[one.entry_key])


def _first_entered(client: Client) -> dict[UUID, datetime]:
    rows = ClientEvent.objects.filter(client=client, replaces=None)
    return dict(rows.values_list("entry_key", "recorded_at"))


def _around(client: Client, event: ClientEvent) -> tuple[list[ClientEvent], list[ClientEvent]]:
    """What stands before and after an entry, which may be struck out itself."""
    first = _first_entered(client)
    others = [one for one in _in_order(client) if one.entry_key != event.entry_key]
    before = [one for one in others if first[one.entry_key] < first[event.entry_key]]
    return before, others[len(before) :]


def _can_follow(event: str, before: ClientEvent) -> bool:
    """Somebody leaves who is there, and comes back who left."""
    return (event == Happened.LEFT) != (before.event == Happened.LEFT)


def _happened(client: Client, event: str, on: KnownDay | None, facts: Mapping[str, Any], by: User) -> ClientEvent:
    day = on or KnownDay(timezone.localdate())
    _check(event, day, facts.get("reason", ""), before=_in_order(client), after=[])
    made = ClientEvent.objects.create(
        client=client, event=event, happened_on=day.first, precision=day.precision, recorded_by=by, **facts
    )
    _follow(client)
    return made


def _check(event: str, on: KnownDay, reason: str, *, before: list[ClientEvent], after: list[ClientEvent]) -> None:
    limits.check(limits.AT_WORK, on=on)
    if event == Happened.LEFT and reason not in LeavingReason.values:
        raise ValidationError({"reason": _("“%(code)s” is not a reason in the list.") % {"code": reason}})
    if before and on.is_before(before[-1].happened):
        raise ValidationError({"on": _("This is before the day of the entry before it.")})
    if after and after[0].happened.is_before(on):
        raise ValidationError({"on": _("This is after the day of the next entry.")})


def _follow(client: Client) -> None:
    """`left_on` repeats what stands."""
    latest = _in_order(client)[-1]
    left = latest.event == Happened.LEFT
    client.left_on, client.left_precision = (latest.happened_on, latest.precision) if left else (None, "day")
    client.version += 1
    client.save(force_update=True, update_fields=["left_on", "left_precision", "version"])
