"""What is kept by itself, in no case: held, and disposed of by two people. One way for everything of the kind.

A room derives its three tables from `KeptApproval`, `KeptHold` and `KeptDisposal`, says in a `Keeping` how they hang
together, calls `register` when its app is ready, and has four addresses that hand over to `views.alone`. The database
keeps the same rules (`sql/kept.sql`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.access.two_people import kinds
from carisecure.access.two_people.kinds import Facts
from carisecure.accounts.models import User
from carisecure.interface.words import moment
from cases.keeping.models import (
    DISPOSAL,
    ERASE,
    LIFT_HOLD,
    DisposalGround,
    KeptApproval,
    KeptDisposal,
    KeptHold,
)
from cases.keeping.operations.agreeing import lift_as_agreed


@dataclass(frozen=True)
class Keeping:
    """How one kind of thing is kept.

    `anchor`: what is kept; `tables`: its approvals, holds and disposals, each pointing at it by `name`, which is also
    the second part of the names of its addresses ("hold_report"). `action`: the line of the policy for all of it.
    `why_not_yet`: in words, why this one cannot be disposed of now, or nothing. `until`: the first day on which its
    keeping time is over; None where nobody has confirmed one. `count`: how much there is, by kind; `destroy`: for
    whoever asked or agreed. `called`, `page`: its heading and its address. `gone`: what is destroyed and
    what remains, for who asks and who agrees. `counted`: the words of what is counted.
    `finished_on`: where whoever asked goes on after a yes, by kind.
    """

    app: str
    name: str
    anchor: type[Any]
    asked: type[KeptApproval]
    holds: type[KeptHold]
    disposals: type[KeptDisposal]
    action: str
    why_not_yet: Callable[[Any, User], str]
    until: Callable[[Any], dt.date | None]
    count: Callable[[Any, User], dict[str, int]]
    destroy: Callable[[Any, User], None]
    called: Callable[[Any], str]
    page: Callable[[Any], str]
    gone: str | Promise
    counted: tuple[tuple[str | Promise, str], ...]
    styles: str = "css/cases.css"
    finished_on: Mapping[str, str] = field(default_factory=lambda: {DISPOSAL: "dispose"})

    def of(self, row: Any) -> Any:
        """What a row of one of the three tables is about."""
        return getattr(row, self.name)

    def url(self, verb: str, pk: object) -> str:
        return reverse(f"{self.app}:{verb}_{self.name}", args=[pk])

    def rows(self, table: type[Any], obj: Any, viewer: User) -> Any:
        """Of one of its tables, about this one; not read yet."""
        return table._default_manager.visible_to(viewer, self.action).filter(**{self.name: obj})


def register(keeping: Keeping) -> None:
    """Its kinds of approval, when the app is ready."""

    def which_hold(approval: KeptApproval) -> Facts:
        hold: Any = keeping.holds._default_manager.select_related("placed_by").filter(pk=approval.subject).first()
        if hold is None:
            return []
        placed = f"{hold.placed_by.full_name}, {moment(hold.placed_at)}"
        return [(_("Why it was placed"), hold.reason), (_("Placed by"), placed)]

    def what_goes(approval: KeptApproval) -> Facts:
        ground = str(DisposalGround(approval.params["ground"]).label)
        return [(_("Ground"), ground), (_("What happens"), str(keeping.gone))]

    kinds.register(_kind(keeping, DISPOSAL, gettext_lazy("Disposal"), facts=what_goes))
    lift = lift_as_agreed(keeping)
    kinds.register(_kind(keeping, LIFT_HOLD, gettext_lazy("Lifting a hold"), facts=which_hold, carry_out=lift))


def kind_of_erasing(keeping: Keeping) -> kinds.Kind:
    """Of something that has an identity apart from its record; whoever asked does it."""
    return _kind(keeping, ERASE, gettext_lazy("Erasing an identity"))


def _kind(keeping: Keeping, code: str, words: Promise, **more: Any) -> kinds.Kind:
    return kinds.Kind(
        keeping.asked, code, words, asks=keeping.action, decides=keeping.action, why_not=why_not,
        page=f"{keeping.app}:approval_{keeping.name}", **more,
    )  # fmt: skip


def why_not(approval: KeptApproval, user: User) -> str:
    """Anybody who holds it and did not ask."""
    if user.pk != approval.requested_by_id:
        return ""
    return _("Somebody else must decide: whoever did not ask for it.")
