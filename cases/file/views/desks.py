"""The pages that people of the unit and of the front line live on."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from carisecure.access.policy import require
from carisecure.accounts import releases
from carisecure.countries.on_call import on_call
from carisecure.interface.doors import SignedIn, signed_in
from carisecure.interface.views import render_page
from cases.course.forms import AssignForm
from cases.danger.queries import in_danger
from cases.intake.queries import reports_on_desk
from cases.record import queries, worklist
from cases.record.models import Case
from cases.record.queries import IDLE_DAYS, idle_since
from cases.record.querysets import staff_of
from cases.two_people import queries as waiting

# As many as fit on a page that is looked at, not worked through; the lists behind the links hold all.
SHOWN = 30
IDLE_SHOWN = 12


@signed_in
@require_safe
def my_work(request: SignedIn) -> HttpResponse:
    """What an investigator opens the browser for."""
    require(request.user, "cases.work")
    desk = queries.desk_of(request.user, SHOWN)
    queries.tell_titles([*desk.danger[:SHOWN], *desk.mine, *desk.free], "cases:my_work")
    context = {
        "danger": desk.danger[:SHOWN],
        "danger_more": len(desk.danger) > SHOWN,
        "drafts": worklist.drafts_of(request.user),
        "items": worklist.items_for(request.user),
        "cases": desk.mine,
        "waiting_reports": reports_on_desk(request.user),
        "free": desk.free,
        "idle_before": idle_since(),
        "duty_numbers": on_call(request.user),
    }
    return render_page(request, "cases/file/my_work.html", context)


@signed_in
@require_safe
def unit(request: SignedIn) -> HttpResponse:
    """What a supervisor opens the browser for: what nobody has, and what stands still at whose desk."""
    require(request.user, "cases.view_unit")
    seen = Case.objects.visible_to(request.user, "cases.view_case")
    staff = staff_of(request.user.agency_id)
    people = list(staff)
    idle = seen.exclude(lead_officer=None).not_moved_since(idle_since()).ordinary().select_related("lead_officer")
    danger = in_danger(request.user, SHOWN + 1)
    at_once = [case for case in danger[:SHOWN] if case.lead_officer_id is None]
    rest = seen.unassigned().ordinary().filter(danger_since=None).order_by("opened_at")
    free = [*at_once, *rest[: SHOWN - len(at_once)]]
    standing = list(idle.order_by("last_moved_at")[:IDLE_SHOWN])
    approvals = waiting.approvals_to_decide(request.user)
    asked_about = [line.case for line in approvals]
    queries.tell_titles([*danger[:SHOWN], *free, *standing, *asked_about], "cases:unit")
    context = {
        "danger": danger[:SHOWN],
        "danger_more": len(danger) > SHOWN,
        "waiting_reports": reports_on_desk(request.user),
        "newcomers": releases.waiting_for(request.user),
        "free": [(case, AssignForm(staff=staff, auto_id=f"id_{case.pk}_%s")) for case in free],
        "staff": people,
        "idle": standing,
        "idle_days": IDLE_DAYS,
        "items": worklist.items_for(request.user),
        "approvals": approvals,
        "drafts": worklist.drafts_of(request.user),
        "duty_numbers": on_call(request.user),
    }
    return render_page(request, "cases/file/unit.html", context)


@signed_in
@require_safe
def frontline(request: SignedIn) -> HttpResponse:
    """Whom to call, and the way to report: a frontline officer looks nothing up."""
    require(request.user, "cases.view_duty")
    context = {
        "duty_numbers": on_call(request.user),
        "screen_url": reverse("screening:first_screen"),
        "refer_url": reverse("screening:refer_to_unit"),
        "receipts_url": reverse("screening:receipt_list"),
    }
    return render_page(request, "cases/file/frontline.html", context)
