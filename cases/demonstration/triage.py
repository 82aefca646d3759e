"""Reports that are not a case of their own: waiting, joined, passed on, ended, repeated, corrected."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from cases.intake.models import IntakeReport
from cases.intake.operations.correcting import correct_report
from cases.intake.operations.deciding import Choice, correct_decision, decide_report
from cases.intake.operations.reporting import log_report
from cases.people.operations import PersonEntry
from cases.record.models import Case, Stage

if TYPE_CHECKING:
    from carisecure.embedded.scene import Scene


HALF_A_DAY = timedelta(hours=12)


def build(scene: Scene) -> None:
    """After the cases of the unit: the second report into one needs one that is open."""
    with scene.acting("investigator", scene.days_ago(6)) as by:
        case = Case.objects.filter(lead_officer=by, stage=Stage.INVESTIGATION).order_by("-opened_at").first()
    if case is None:
        raise AssertionError("the invented unit has an open case")
    first = _report(scene, 5.5, "The same neighbour rang again: the van came back, with two other women.", "hotline")
    _decide(scene, 5.4, first, Choice("joins_case", case=case, reason="The same house and the same van."))
    repeats = _report(scene, 5.2, "A second caller about the van; she had told her neighbour to ring.", "phone")
    _decide(scene, 5.1, repeats, Choice("repeats", repeats=first, reason="They are the same visit of the van."))
    _ends(scene)
    _corrected(scene)
    _reworded(scene)
    _report(
        scene, 0.9, "A teacher says that a girl of fifteen no longer comes and was seen at a bar at night.", "walk_in",
        region="TUP", form="sexual_exploitation",
        people=(PersonEntry(age_from=15, age_to=15, age_basis="said", gender="feminine"),),
    )  # fmt: skip
    _report(
        scene, 0.1, "He locked her in and went out; she whispered and hung up.", "hotline", region="CTT",
        danger_now="yes", danger_note="She is locked in; he comes back at six.", place="Flat above the tyre shop",
    )  # fmt: skip


def _ends(scene: Scene) -> None:
    dispute = _report(scene, 4.8, "Three men were not paid for the last week. They come and go freely.", "walk_in")
    _decide(scene, 4.7, dispute, Choice("not_trafficking", reason="A dispute about wages. No means, no control."))
    child = _report(scene, 4.2, "A boy sells phone cards at the lights all day; he says an uncle waits.", "message")
    _decide(scene, 4.1, child, Choice(
        "passed_on", agency=scene.agencies.get("children_authority") or scene.people["caseworker"].agency,
        reason="Rang at once; they go to see the boy with us.",
    ))  # fmt: skip
    asked = _report(scene, 3.6, "A cleaner asks whether her employer may keep her passport.", "walk_in")
    _decide(scene, 3.5, asked, Choice("to_screening", reason="She will talk to us on Thursday."))


def _corrected(scene: Scene) -> None:
    """Ended as a dispute, and opened after all when she rang again."""
    report = _report(scene, 2.6, "She says that her wages are kept for rent.", "phone", region="SFO")
    first = _decide(scene, 2.5, report, Choice("not_trafficking", reason="Wages are kept for rent."))
    with scene.acting("investigator2", scene.days_ago(1.8)) as by:
        correct_decision(
            decision=first, choice=Choice("opens_case"), version=first.version, by=by,
            reason="She rang again: he keeps her papers too, and she may not go out.",
        )  # fmt: skip


def _reworded(scene: Scene) -> None:
    """Written down in a hurry, and put right by who heard the recording: another place, and the night before."""
    report = _report(scene, 1.4, "Two girls in a house behind the market in Chaguanas. The line broke off.", "hotline",
                     region="CHA", place="Behind the market")  # fmt: skip
    changes = {
        **_told(report), "narrative": "Two girls in a house behind the port in Chaguaramas. The line broke off.",
        "place": "Behind the port", "region": "DMN", "received_at": report.received_at - HALF_A_DAY,
    }  # fmt: skip
    with scene.acting("investigator2", scene.days_ago(1.2)) as by:
        reason = "Heard again on the recording: it is the port, and she rang the night before."
        correct_report(report=report, version=1, reason=reason, by=by, changes=changes)


def _told(report: IntakeReport) -> dict[str, Any]:
    same = ("channel", "source", "from_whom", "danger_now", "danger_note", "form")
    return {name: getattr(report, name) for name in (*same, "is_child_involved", "is_official_involved")}


def _report(scene: Scene, days: float, narrative: str, channel: str, **more: Any) -> IntakeReport:
    values: dict[str, Any] = {"danger_now": "no", "from_whom": "will_not_say", "region": "POS", **more}
    with scene.acting("investigator", scene.days_ago(days)) as by:
        return log_report(narrative=narrative, channel=channel, decide_later=True, by=by, **values)


def _decide(scene: Scene, days: float, report: IntakeReport, choice: Choice) -> Any:
    with scene.acting("investigator", scene.days_ago(days)) as by:
        return decide_report(report=report, choice=choice, by=by)
