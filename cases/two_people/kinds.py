"""The kinds of approvals in a case: registered by the rooms that do what is asked for."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from carisecure.access.two_people import kinds
from carisecure.accounts.models import User
from carisecure.accounts.roles import Role
from cases.record.models import Compartment
from cases.two_people.models import Approval

ASKS, DECIDES = "cases.ask_approval", "cases.decide_approval"


def register(code: str, words: str | Promise, **more: Any) -> kinds.Kind:
    """Say that this takes two people who hold the case; `more` as in `carisecure.access.two_people.kinds.Kind`."""
    return kinds.register(
        kinds.Kind(Approval, code, words, asks=ASKS, decides=DECIDES, page="cases:approval", why_not=why_not, **more)
    )


def label_of(choices: type[models.TextChoices], code: str) -> str:
    """A code of `params` in words; nothing for one that is in no list any more."""
    return str(choices(code).label) if code in choices.values else ""


def why_not(approval: Approval, user: User) -> str:
    """A supervisor who holds the case; in a sealed one, where there may be none, anybody inside. Never who asked."""
    fits = user.role == Role.SUPERVISOR or approval.case.compartment == Compartment.SEALED
    if fits and user.pk != approval.requested_by_id:
        return ""
    return _("Somebody else must decide: a supervisor of the case who did not ask for it.")
