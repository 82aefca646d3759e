"""The lines of the ledger as its page shows them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from carisecure.access.policy import require
from carisecure.accounts.models import User
from carisecure.audit import ledger, words
from carisecure.audit.models import Line
from carisecure.audit.words import Change

READ_LOG = "audit.read_log"


@dataclass(frozen=True)
class ShownLine:
    """One line in words. It carries codes and ids; what might be somebody's word is named and not shown."""

    pk: int
    at: datetime
    who: str
    agency: str
    actor: uuid.UUID | None
    action: str | Promise
    tone: str
    thing: str
    object_id: str
    reference: str
    others: int
    changes: list[Change]
    detail: list[tuple[str, str]]
    request: str
    application: str
    backend: int


def lines(viewer: User) -> QuerySet[Any]:
    """Every line, with who did it: for auditors. Raises NotPermitted for anybody else."""
    require(viewer, READ_LOG)
    actor = User.objects.filter(pk=OuterRef("actor"))
    return Line.objects.annotate(
        who=Subquery(actor.values("full_name")[:1]), agency=Subquery(actor.values("agency__name")[:1])
    )


def about(rows: QuerySet[Any], asked: str) -> QuerySet[Any]:
    """The lines about one object, by its id or its reference: its own, and those that it stands in among others."""
    found = _as_id(asked) or ledger.object_of_reference(asked.strip().upper())
    if not found:
        return rows.none()
    among = Q(about__contains=[found]) if _as_id(found) else Q()
    return rows.filter(Q(object_id=found) | among)


def _as_id(text: str) -> str:
    try:
        return str(uuid.UUID(text.strip()))
    except ValueError:
        return ""


def shown(line: Any) -> ShownLine:
    system = _("the system") if line.purpose in ("maintenance", "statistics") else _("not signed in")
    return ShownLine(
        pk=line.pk,
        at=line.at,
        who=line.who or (str(line.actor) if line.actor else system),
        agency=line.agency or "",
        actor=line.actor,
        action=words.action(line.action),
        tone=words.tone(line.action),
        thing=words.table(line.table_name),
        object_id=line.object_id,
        reference=line.reference or "",
        others=len(line.about or ()),
        changes=words.changes(line.table_name, line.changes),
        detail=words.detail(line.detail),
        request=line.request,
        application=line.application,
        backend=line.backend,
    )
