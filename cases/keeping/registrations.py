"""What this room hands to the others when the app is ready."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from carisecure.access.two_people.kinds import Facts, GoOn
from carisecure.interface.words import moment
from cases.keeping import alone, queries
from cases.keeping.models import DISPOSAL, ERASE, LIFT_HOLD, DisposalGround, Hold
from cases.keeping.operations.erasing import NOT_REACHED
from cases.keeping.operations.holding import lift_as_agreed
from cases.keeping.operations.reports import REPORTS
from cases.record import worklist
from cases.two_people import kinds
from cases.two_people.models import Approval


def register() -> None:
    worklist.register_draft("case-hold", _("Hold"), "cases:hold")
    finish = GoOn("cases.dispose_case", "cases:dispose", _("Finish"))
    kinds.register(DISPOSAL, _("Disposal"), facts=what_is_disposed_of, go_on=finish)
    kinds.register(LIFT_HOLD, _("Lifting a hold"), carry_out=lift_as_agreed, facts=which_hold)
    kinds.register(ERASE, _("Erasing an identity"), facts=what_remains)
    alone.register(REPORTS)
    worklist.register("cases.kept_reports", queries.items_about_reports, lists=queries.report_rows)


def which_hold(approval: Approval) -> Facts:
    hold = Hold.objects.select_related("placed_by").filter(pk=approval.subject, case=approval.case_id).first()
    if hold is None:
        return []
    placed = f"{hold.placed_by.full_name}, {moment(hold.placed_at)}"
    return [
        (gettext("Hold"), str(hold.get_ground_display())),
        (gettext("Why it was placed"), hold.reason),
        (gettext("Placed by"), placed),
    ]


def what_is_disposed_of(approval: Approval) -> Facts:
    gone = gettext(
        "If you approve, the person who asked can destroy the keys of this case, and of its people"
        " who are in no other case. What was written cannot be recovered. A register entry with"
        " dates and counts remains."
    )
    ground = kinds.label_of(DisposalGround, approval.params["ground"])
    return [(gettext("Ground"), ground), (gettext("What happens"), gone)]


def what_remains(approval: Approval) -> Facts:
    return [(gettext("What remains"), str(NOT_REACHED))]
