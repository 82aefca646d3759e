"""What the lines of the ledger are called on screen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from carisecure.access.fields import TypedField
from carisecure.collation import name_key

Text = str | Promise

ACTIONS: dict[str, Text] = {
    "insert": gettext_lazy("added"),
    "update": gettext_lazy("changed"),
    "delete": gettext_lazy("removed"),
    "read": gettext_lazy("read"),
    "read.identity": gettext_lazy("read names"),
    "identity.erased": gettext_lazy("erased an identity"),
    "case.disposed": gettext_lazy("disposed of a case"),
    "exhibit.changed": gettext_lazy("found a file of an exhibit changed"),
    "new_lead.asked": gettext_lazy("asked for a new lead officer"),
    "new_lead.decided": gettext_lazy("decided on a new lead officer"),
    "read.text": gettext_lazy("read a text"),
    "read.log": gettext_lazy("read this log"),
    "export.client_copy": gettext_lazy("copied the record of a client"),
    "listed": gettext_lazy("saw in a list"),
    "search": gettext_lazy("searched"),
    "export": gettext_lazy("exported"),
    "print": gettext_lazy("printed"),
    "emergency.asked": gettext_lazy("asked for emergency access"),
    "sign_in": gettext_lazy("signed in"),
    "sign_in.refused": gettext_lazy("refused: sign-in"),
    "sign_in.waits": gettext_lazy("refused: account not approved yet"),
    "sign_in.released": gettext_lazy("unlocked a name"),
    "sign_out": gettext_lazy("signed out"),
    "desk.locked": gettext_lazy("session locked"),
    "desk.unlocked": gettext_lazy("session unlocked"),
    "desk.ended": gettext_lazy("session ended"),
    "factor.added": gettext_lazy("second factor added"),
    "factor.removed": gettext_lazy("second factor removed"),
    "factor.confirmed": gettext_lazy("second factor shown"),
    "factor.refused": gettext_lazy("refused: second factor"),
    "password.changed": gettext_lazy("password changed"),
    "enrolment.asked": gettext_lazy("one-time enrolment requested"),
    "enrolment.issued": gettext_lazy("one-time enrolment issued"),
    "enrolment.used": gettext_lazy("one-time enrolment used"),
    "person.let_in": gettext_lazy("approved an account"),
    "person.kept_out": gettext_lazy("refused an account"),
    "person.deactivated": gettext_lazy("switched off a user"),
    "refused.not_visible": gettext_lazy("refused: not visible"),
    "refused.not_permitted": gettext_lazy("refused: not allowed"),
    "refused.stale": gettext_lazy("refused: changed in the meantime"),
    "refused.transition": gettext_lazy("refused: not at this stage"),
    "refused.invalid": gettext_lazy("refused: not valid"),
    "refused.csrf": gettext_lazy("refused: not sent from our page"),
    "refused.too_large": gettext_lazy("refused: too large"),
    "ledger.anchor": gettext_lazy("seal stored elsewhere"),
    "ledger.whole": gettext_lazy("log checked: intact"),
    "ledger.fault": gettext_lazy("log checked: does not match"),
    "ledger.restored": gettext_lazy("restored the records from a backup"),
    "ledger.review": gettext_lazy("unusual access reviewed"),
    "backup.drill": gettext_lazy("tried out a restore"),
    "backup.kept": gettext_lazy("copied the records to the second place"),
    "keys.asked": gettext_lazy("work on the keys requested"),
    "keys.decided": gettext_lazy("decided on work on the keys"),
    "keys.done": gettext_lazy("work on the keys done"),
    "keys.rewrapped": gettext_lazy("keys moved to another wrapping key"),
}
# What a room writes beside its action: names of the codes and counts. One that nobody has named yet stands as it is.
PARTICULARS: dict[str, Text] = {
    "action": gettext_lazy("what was asked for"),
    "agreed_by": gettext_lazy("agreed by"),
    "anchors_lost": gettext_lazy("anchors lost in a restore"),
    "answer": gettext_lazy("answer"),
    "approval": gettext_lazy("approval"),
    "asked": gettext_lazy("asked for"),
    "asked_by": gettext_lazy("asked by"),
    "by_command": gettext_lazy("by a command on the server"),
    "backup": gettext_lazy("backup"),
    "by_hand": gettext_lazy("by hand"),
    "bytes": gettext_lazy("size in bytes"),
    "cases": gettext_lazy("cases"),
    "code": gettext_lazy("why"),
    "copy": gettext_lazy("copy"),
    "counts": gettext_lazy("counted"),
    "done_by": gettext_lazy("done by"),
    "ended_again": gettext_lazy("ended again after the restore"),
    "erased": gettext_lazy("erased"),
    "factor": gettext_lazy("second factor"),
    "facts": gettext_lazy("facts"),
    "fault": gettext_lazy("what does not match"),
    "faults": gettext_lazy("faults"),
    "filter": gettext_lazy("filter"),
    "form": gettext_lazy("form"),
    "ground": gettext_lazy("ground"),
    "ids": gettext_lazy("which"),
    "involvement": gettext_lazy("person"),
    "involvements": gettext_lazy("people"),
    "found": gettext_lazy("found"),
    "job": gettext_lazy("job"),
    "kind": gettext_lazy("kind"),
    "lead": gettext_lazy("lead officer"),
    "name": gettext_lazy("name"),
    "names": gettext_lazy("names were shown"),
    "count": gettext_lazy("counted"),
    "first": gettext_lazy("first"),
    "last": gettext_lazy("last"),
    "lines": gettext_lazy("lines"),
    "number": gettext_lazy("number"),
    "reference": gettext_lazy("reference"),
    "operation": gettext_lazy("operation"),
    "others": gettext_lazy("others"),
    "page": gettext_lazy("page"),
    "parts": gettext_lazy("parts"),
    "people": gettext_lazy("people"),
    "places": gettext_lazy("places"),
    "purpose": gettext_lazy("purpose"),
    "reason": gettext_lazy("reason"),
    "restores": gettext_lazy("restores"),
    "seal": gettext_lazy("seal"),
    "second": gettext_lazy("second person"),
    "size": gettext_lazy("size in bytes"),
    "step": gettext_lazy("step"),
    "user": gettext_lazy("user"),
    "view": gettext_lazy("page"),
    "what": gettext_lazy("kind"),
    "why": gettext_lazy("why"),
    "with": gettext_lazy("with"),
}
# What the filter offers: a name, and how the codes of its actions begin.
KINDS: dict[str, tuple[Text, tuple[str, ...]]] = {
    "read": (gettext_lazy("Reading"), ("read", "listed", "search")),
    "write": (gettext_lazy("Writing"), ("insert", "update", "delete")),
    "refused": (gettext_lazy("Refused"), ("refused", "sign_in.refused", "factor.refused")),
    "export": (gettext_lazy("Export and print"), ("export", "print")),
    "sign_in": (gettext_lazy("Sign-in"), ("sign_in", "sign_out", "desk.", "factor.", "password.", "enrolment.")),
    "ledger": (gettext_lazy("The log"), ("ledger", "read.log")),
}
# What the trigger writes in place of a text, sealed or typed.
SEALED = ("(kept)", "(changed)")
# A column without choices shows its value only where it is too short for a sentence.
LONGEST_CODE = 40
_CODE = re.compile(r"[a-z0-9_.:+/-]{0,64}|[A-Z0-9-]{1,20}")


def action(code: str) -> Text:
    """An action in words; its code where a room writes one that nobody has named yet."""
    return ACTIONS.get(code, code)


def tone(code: str) -> str:
    """The look of an action's badge."""
    if code.startswith(("refused", "ledger.fault")) or code.endswith(".refused"):
        return "refused"
    return {"insert": "new", "update": "active", "delete": "closed", "ledger.whole": "done"}.get(code, "info")


@cache
def _models() -> dict[str, type[models.Model]]:
    return {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}


def model_of(table: str) -> type[models.Model] | None:
    return _models().get(table)


def table(name: str) -> str:
    """The kind of thing a table holds: "case"; the table's own name where no model is known."""
    model = model_of(name)
    return str(model._meta.verbose_name) if model else name


def tables() -> list[tuple[str, str]]:
    """The kinds of thing that lines are about, in alphabetical order of their names."""
    inner = {"contenttypes", "sessions", "audit", "guardian"}
    found = {name: str(model._meta.verbose_name) for name, model in _models().items()
             if model._meta.app_label not in inner and not model._meta.auto_created}  # fmt: skip
    return sorted(found.items(), key=lambda item: name_key(item[1]))


@dataclass(frozen=True)
class Change:
    column: str
    before: str
    after: str


def changes(name: str, values: Mapping[str, Any] | None) -> list[Change]:
    """What a line changed, column by column; whatever might be somebody's word is only said to have changed."""
    model = model_of(name)
    fields = {str(f.column): f for f in model._meta.local_fields} if model else {}
    return [_change(fields.get(column), column, before, after) for column, (before, after) in (values or {}).items()]


def _change(field: Any, column: str, before: Any, after: Any) -> Change:
    label = str(field.verbose_name) if field is not None else column
    if not _is_code(field) and before not in SEALED and after not in SEALED:
        return Change(label, "", _("a text") if before is None else _("a text, changed"))
    return Change(label, _value(field, before), _value(field, after))


def _is_code(field: Any) -> bool:
    """A number, a day, a key, a choice, or a short column that holds codes.

    What was typed is none, however short: the trigger masks it, and older lines of the ledger have it in clear.
    """
    if isinstance(field, TypedField):
        return False
    if not isinstance(field, models.CharField | models.TextField):
        return field is not None and not isinstance(field, models.JSONField)
    return bool(field.choices) or (isinstance(field, models.CharField) and (field.max_length or 999) <= LONGEST_CODE)


def _value(field: Any, value: Any) -> str:
    if value is None:
        return ""
    if value in SEALED:
        return _("a sealed text") if value == "(kept)" else _("a sealed text, changed")
    if value == "(text)":
        return _("a text")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return str(dict(field.flatchoices).get(value, value))


def detail(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The codes and counts that a room wrote beside its action; an id is shown by the row, a list by its length."""
    shown = {key: value for key, value in values.items() if value not in ("", None, [], {})}
    return [(str(PARTICULARS.get(key, key)), _plain(value)) for key, value in shown.items()]


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, str):
        return value if _CODE.fullmatch(value) else _("a text")
    if isinstance(value, list):
        return ngettext("%(count)s ID", "%(count)s IDs", len(value)) % {"count": len(value)}
    if isinstance(value, dict):
        return ", ".join(f"{PARTICULARS.get(key, key)} {_plain(item)}" for key, item in value.items())
    return ""
