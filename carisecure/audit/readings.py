"""*Who has read this*: what the ledger says about one row, to whoever may see the row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carisecure.access.models import Walled
from carisecure.accounts.models import User
from carisecure.audit import ledger
from carisecure.interface.words import moment


@dataclass(frozen=True)
class Reader:
    """Somebody of the viewer's own agency by name; the people of any other agency together."""

    who: str
    agency: str
    reads: int
    changes: int
    asks: int  # for an emergency access to it, whether or not it opened
    last_at: datetime

    @property
    def words(self) -> str:
        """ "Ines Investigator, Counter Trafficking Unit, read it 3 times, last on 20 Nov 2026, 02:10 AST"."""
        did = []
        if self.reads:
            did.append(ngettext("read it once", "read it %(n)s times", self.reads) % {"n": self.reads})
        if self.changes:
            did.append(ngettext("changed it once", "changed it %(n)s times", self.changes) % {"n": self.changes})
        if self.asks:
            did.append(
                ngettext("requested emergency access once", "requested emergency access %(n)s times", self.asks)
                % {"n": self.asks}
            )
        return _("%(who)s, %(agency)s, %(did)s, last on %(at)s") % {
            "who": self.who,
            "agency": self.agency,
            "did": _(" and ").join(did),
            "at": moment(self.last_at),
        }


def readings_of(viewer: User, obj: Walled) -> list[Reader]:
    """Who has read and who has changed this row, the latest first: two queries.

    Asked inside the viewer's request. The database answers only where the row's own wall lets them through; pages on
    which the row stood among others count as reading.
    """
    found = ledger.readings(obj._meta.db_table, obj.pk)
    people = User.objects.filter(pk__in={reading.actor for reading in found}).select_related("agency").in_bulk()
    grouped: dict[tuple[str, str], list[ledger.Reading]] = {}
    names: dict[tuple[str, str], set[object]] = {}
    for reading in found:
        person = people.get(reading.actor)
        if person is None:
            continue
        own = person.agency_id == viewer.agency_id
        key = (person.full_name if own else "", person.agency.name)
        grouped.setdefault(key, []).append(reading)
        names.setdefault(key, set()).add(person.pk)
    readers = [
        _reader(who or _people(len(names[who, agency])), agency, rows) for (who, agency), rows in grouped.items()
    ]
    return sorted(readers, key=lambda reader: reader.last_at, reverse=True)


def _people(count: int) -> str:
    return ngettext("one person", "%(n)s people", count) % {"n": count}


def _reader(who: str, agency: str, found: Iterable[ledger.Reading]) -> Reader:
    reads = changes = asks = 0
    last = []
    for reading in found:
        if reading.action in ("insert", "update", "delete"):
            changes += reading.times
        elif reading.action == "emergency.asked":
            asks += reading.times
        else:
            reads += reading.times
        last.append(reading.last_at)
    return Reader(who, agency, reads, changes, asks, max(last))
