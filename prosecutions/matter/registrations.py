"""What this room hands to the others when the app is ready."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Count, Exists, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from carisecure.access.kept import KeptList, today
from carisecure.access.policy import rule
from carisecure.accounts.models import User
from carisecure.interface import references
from cases.insiders import access_review
from cases.record import panels
from cases.record.models import Case, Stage
from cases.record.panels import Panel, Shown, Step
from prosecutions.advice.models import Advice, AdviceKind, Query
from prosecutions.charges.models import Charge
from prosecutions.court.models import Hearing
from prosecutions.court_path.words import stage_label, stage_tone
from prosecutions.file.models import FileSubmission
from prosecutions.file.operations import FROM_STAGES, PURPOSE
from prosecutions.outcomes.models import Outcome
from prosecutions.record.models import BeforeCharge, Prosecution, ProsecutionGrant

VIEW = "prosecutions.view_matter"


def register() -> None:
    references.register("prosecutions", by_reference)
    panels.register_case_panel("prosecutions.file", file_panel, lists=matters_of_case)
    access_review.register("matters", access_review.Kind(_grants, _matter, lambda row: [row.content_object]))
    access_review.ended_elsewhere("matters", held_by_the_prosecution)


def by_reference(viewer: User, pattern: str) -> Iterator[references.Found]:
    """Matters for *Open by reference*."""
    if rule(VIEW).open_to(viewer):
        rows = references.matching(Prosecution.objects.visible_to(viewer, VIEW), pattern)
        for pk, reference in rows.values_list("pk", "reference"):
            yield references.Found(reference, _("Matter"), reverse("prosecutions:matter", args=[pk]))


def _grants(viewer: User) -> Any:
    """Who outside the unit sees a matter of its cases, and does not hold the case."""
    seen = Prosecution.objects.visible_to(viewer, VIEW).filter(case__agency=viewer.agency_id)
    grants = ProsecutionGrant.objects.filter(
        content_object__in=seen.values("pk"), permission__codename="view_prosecution"
    )
    return access_review.outside(grants, viewer, case="content_object__case").select_related("content_object")


def _matter(row: ProsecutionGrant) -> tuple[str, str]:
    return row.content_object.reference, reverse("prosecutions:matter", args=[row.content_object_id])


def held_by_the_prosecution(viewer: User, grants: Sequence[ProsecutionGrant]) -> dict[int, access_review.Elsewhere]:
    """The matter is the prosecution service's own from the first submission on: the unit does not take it back."""
    return {
        grant.pk: access_review.Elsewhere(_matter(grant)[1], _("Assigned this matter"))
        for grant in grants
        if grant.purpose == PURPOSE
    }


def matters_of_case(shown: Shown) -> list[Any] | None:
    """Every matter, with what the panel says of each: submissions, queries, advice, charges and the next hearing."""
    if not shown.rights.may("cases.view_case") or not rule(VIEW).open_to(shown.viewer):
        return None
    return [_matters(shown.viewer, shown.case)]


@KeptList
def _matters(viewer: User, case: Case) -> Any:
    rows = Prosecution.objects.visible_to(viewer, VIEW).filter(case=case).select_related("assigned_to")
    return _with_counts(rows).order_by("number")


def file_panel(shown: Shown, found: Sequence[Any]) -> Panel | None:
    may_submit = shown.rights.may("prosecutions.submit_file") and shown.case.stage in FROM_STAGES
    may_submit &= not shown.case.is_provisional
    if not found and not may_submit:
        return None
    context: dict[str, Any] = {
        "matters": [_line(one) for one in found],
        "submit_url": reverse("prosecutions:submit_file", args=[shown.case.pk]) if may_submit else "",
    }
    steps = list(_after_the_matters(shown, found))
    return Panel("prosecutions/matter/_case_panel.html", context, order=60, steps=steps)


def _line(found: Any) -> dict[str, Any]:
    advice = AdviceKind(found.advice_kind).label if found.advice_kind else ""
    return {"prosecution": found, "stage": stage_label(found), "tone": stage_tone(found), "advice": advice}


def _after_the_matters(shown: Shown, found: Sequence[Any]) -> Iterator[Step]:
    """What the unit does once nothing is left to do for the prosecution service, in any matter of the case."""
    if not shown.rights.may("cases.close_case") or shown.case.stage not in (Stage.WITH_DPP, Stage.BEFORE_COURT):
        return
    close = reverse("cases:close", args=[shown.case.pk])
    decided = [one for one in found if one.laid_count and not one.undecided_count]
    dropped = [one for one in found if one.stage == BeforeCharge.NO_CHARGE]
    if found and len(dropped) == len(found):
        yield Step(_("No charge was advised: close the case"), close, order=60)
    elif found and len({*decided, *dropped}) == len(found):
        yield Step(_("Every charge is decided: close the case"), close, order=60)


def _with_counts(rows: Any) -> Any:
    """The matter with what the panel says of it, as subqueries: the wall stands in each of them too."""
    of = {"prosecution": OuterRef("pk")}

    def count(queryset: Any) -> Subquery:
        return Subquery(queryset.order_by().values("prosecution").annotate(n=Count("pk")).values("n"))

    decided = Outcome.objects.filter(charge__entry_key=OuterRef("entry_key")).standing()
    to_come = Hearing.objects.filter(**of).listed_from(today())
    return rows.annotate(
        last_number=Subquery(FileSubmission.objects.filter(**of).order_by("-number").values("number")[:1]),
        last_on=Subquery(FileSubmission.objects.filter(**of).order_by("-number").values("sent_on")[:1]),
        to_answer=count(Query.objects.filter(**of).unanswered()),
        charge_count=count(Charge.objects.filter(**of, is_withdrawn=False).standing()),
        laid_count=count(Charge.objects.filter(**of).standing()),
        undecided_count=count(Charge.objects.filter(**of, is_withdrawn=False).standing().exclude(Exists(decided))),
        advice_kind=Subquery(Advice.objects.filter(**of).latest_first().values("kind")[:1]),
        next_hearing=Subquery(to_come.order_by("on").values("on")[:1]),
    )
