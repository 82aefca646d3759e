"""What stands on top of a matter's page: the next thing to do first."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.access.policy import Rights, rule
from carisecure.accounts.models import User
from prosecutions.matter.queries import MatterPage
from prosecutions.record.models import Prosecution

ADVICE, QUERY, CHARGE, HEARING = "record_advice", "ask_query", "lay_charge", "schedule_hearing"
LABELS: dict[str, Promise] = {
    ADVICE: gettext_lazy("Record advice"),
    QUERY: gettext_lazy("Send a query"),
    CHARGE: gettext_lazy("Accused and charge"),
    HEARING: gettext_lazy("List a hearing"),
}


@dataclass(frozen=True)
class Action:
    label: str
    url: str


def next_actions(prosecution: Prosecution, page: MatterPage, held: Rights) -> list[Action]:
    """The buttons for this person, the most urgent first."""
    waiting = [
        Action(_("Answer query %(n)s") % {"n": query.number}, reverse("prosecutions:answer_query", args=[query.pk]))
        for query in page.queries
        if query.answered_at is None and query.settled_at is None
    ]
    if held.may("prosecutions.answer_query"):
        submit = reverse("prosecutions:submit_file", args=[prosecution.case_id])
        again = Action(_("Submit again"), f"{submit}?matter={prosecution.pk}")
        return [*waiting[-1:], again]  # the oldest query first
    return [
        Action(str(LABELS[name]), reverse(f"prosecutions:{name}", args=[prosecution.pk]))
        for name in _order(page)
        if held.may(f"prosecutions.{name}")
    ]


def _order(page: MatterPage) -> tuple[str, ...]:
    if page.waits_for_advice:
        return ADVICE, QUERY
    if not page.accused:
        return CHARGE, QUERY, ADVICE
    return HEARING, QUERY, ADVICE


def case_url_for(viewer: User, prosecution: Prosecution) -> str:
    """The way back to the case, for the unit that holds it; nobody else is shown its address."""
    case_id: UUID = prosecution.case_id
    return reverse("cases:case", args=[case_id]) if rule("prosecutions.submit_file").open_to(viewer) else ""
