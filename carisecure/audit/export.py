"""The access log as a file: the lines of the auditor's filter, with what proves them.

Each line carries the hash under which it was sealed and the number of its seal; above them stand the range of seals and
the anchor. Who doubts a file later has the database's `verify_ledger` run against the anchors, and compares the hashes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carisecure.access.errors import TransitionRefused
from carisecure.accounts.models import User
from carisecure.audit import anchors, ledger
from carisecure.audit.queries import ShownLine, shown
from carisecure.countries.packs import pack
from carisecure.interface.words import moment
from carisecure.sheets import csv_bytes

# Lines of one file. About 0.4 kB each; a month of one unit is some thousands.
MOST = 20_000


class TooManyLines(TransitionRefused):
    """More than a file takes. The message says what to do."""


def log_file(rows: QuerySet[Any], *, asked: Mapping[str, str], by: User) -> tuple[bytes, dict[str, object]]:
    """The file, and what the ledger says of it: how many lines, from which to which.

    Raises TooManyLines. Costs three queries and about 40 MB at the most.
    """
    found = list(rows.order_by("-id")[: MOST + 1])
    if len(found) > MOST:
        raise TooManyLines(
            _("More than %(n)s lines. Narrow the filter first, for example to one month or one person.")
            % {"n": f"{MOST:,}"}
        )
    proofs = ledger.seals_of([line.pk for line in found])
    sheet = [*_head(found, proofs, asked, by), [], _headings(), *_lines(found, proofs)]
    first, last = (found[-1].pk, found[0].pk) if found else (0, 0)
    return csv_bytes(sheet), {"lines": len(found), "first": first, "last": last}


def _head(
    found: list[Any], proofs: Mapping[int, tuple[str, int | None]], asked: Mapping[str, str], by: User
) -> Iterator[list[object]]:
    seals = sorted({seal for _leaf, seal in proofs.values() if seal is not None})
    open_ = sum(1 for _leaf, seal in proofs.values() if seal is None)
    yield [_("Access log"), pack().country.name.en]
    yield [_("Made"), moment(timezone.now()), by.full_name, by.agency.name]
    yield [_("Filter"), ", ".join(f"{name}: {value}" for name, value in asked.items()) or _("none")]
    yield [_("Lines"), len(found)]
    yield [_("Seals"), _("%(first)s to %(last)s") % {"first": seals[0], "last": seals[-1]} if seals else _("none")]
    if open_:
        waiting = ngettext("%(n)s newest line is not sealed yet", "%(n)s newest lines are not sealed yet", open_)
        yield ["", waiting % {"n": open_}]
    yield [_("Anchor"), anchors.anchor_line() or _("Nothing sealed yet.")]
    yield [_("To check"), _("manage.py verify_ledger, then the hash and the seal of each line")]


def _headings() -> list[object]:
    return [
        _("Line"), _("When (UTC)"), _("Who"), _("Agency"), _("Person's id"), _("Action"), _("In words"),
        _("Type of record"), _("Id"), _("Reference"), _("Also about"), _("Changes"), _("Particulars"), _("Request"),
        _("Connection"), _("Seal"), _("Hash"),
    ]  # fmt: skip


def _lines(found: Iterable[Any], proofs: Mapping[int, tuple[str, int | None]]) -> Iterator[list[object]]:
    for line in found:
        words: ShownLine = shown(line)
        leaf, seal = proofs.get(line.pk, ("", None))
        yield [
            line.pk,
            f"{line.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
            words.who,
            words.agency,
            line.actor,
            line.action,
            words.action,
            words.thing,
            line.object_id,
            words.reference,
            " ".join(str(one) for one in line.about or ()),
            "; ".join(f"{change.column}: {change.before} → {change.after}" for change in words.changes),
            "; ".join(f"{name}: {value}" for name, value in words.detail),
            line.request,
            f"{line.backend} {line.application}".strip(),
            seal,
            leaf,
        ]
