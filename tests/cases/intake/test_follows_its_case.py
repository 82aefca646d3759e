"""A report is exactly as open as its case, whatever happens to either, in whatever order."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from carisecure.access.delegation import private_group
from carisecure.access.errors import NotPermitted, NotVisible, TransitionRefused
from carisecure.access.grants import end_grant, end_personal_grants, grant
from carisecure.access.models import PERMISSIONS
from carisecure.accounts.models import User
from cases.insiders.models import EmergencyAccess
from cases.insiders.operations import compartments, emergency
from cases.insiders.operations.leaving import delegate
from cases.intake.models import IntakeReport, ReportGrant, TriageDecision
from cases.intake.operations.deciding import Choice, correct_decision, decide_report, latest_decision
from cases.record.models import Case, CaseGrant
from tests.factories import make_case, make_report
from tests.people import People, enter
from tests.roles import as_system

pytestmark = pytest.mark.django_db
FIELDS = ("group_id", "purpose", "granted_by_id", "granted_at", "expires_at", "sharing_agreement", "kept_at")
REFUSALS = (NotPermitted, NotVisible, TransitionRefused, ValidationError)
STEPS = 30


def held(model: Any, pk: Any, suffix: str) -> set[tuple[Any, ...]]:
    rows = model.objects.filter(content_object_id=pk).values_list("permission__codename", *FIELDS)
    return {(row[0].removesuffix(suffix), *row[1:]) for row in rows}


def assert_as_open_as_its_case(pk: Any) -> None:
    with as_system():
        report = IntakeReport.objects.select_related("case").get(pk=pk)
        grants = held(ReportGrant, pk, "_intakereport")
        if report.case is not None:
            assert grants == held(CaseGrant, report.case_id, "_case")
            assert report.excluded_groups == report.case.excluded_groups
        else:
            assert {row[2] for row in grants} == {"own report"}
            assert len({row[1] for row in grants}) == 1
            assert report.excluded_groups == []
        assert {tuple(d.excluded_groups) for d in report.decisions.all()} <= {tuple(report.excluded_groups)}


@dataclass
class Scene:
    """Two cases of one unit and two reports that wander between them."""

    people: People
    chance: random.Random
    cases: list[Case]
    reports: list[IntakeReport]

    @property
    def staff(self) -> list[User]:
        return [self.people.investigator, self.people.colleague, self.people.supervisor]

    def some(self) -> tuple[Case, User]:
        by = self.chance.choice(self.staff)
        vars(by).pop("_active_groups", None)  # the next request
        enter(by)
        return Case(pk=self.chance.choice(self.cases).pk), by


def gives(scene: Scene) -> None:
    case, by = scene.some()
    until = scene.chance.choice([None, timezone.now() + dt.timedelta(hours=1)])
    to = scene.chance.choice([scene.people.outsider, *scene.staff]).personal_group_id
    grant(
        on=case, to=to, permissions=scene.chance.choice([["view"], PERMISSIONS]), purpose="x", by=by, expires_at=until
    )


def ends(scene: Scene) -> None:
    case, _by = scene.some()
    end_grant(on=case, to=scene.people.outsider.personal_group_id, permissions=scene.chance.choice([None, ["view"]]))


def seals(scene: Scene) -> None:
    case, by = scene.some()
    compartments.seal_case(case=case, people=[scene.chance.choice(scene.staff)], by=by)


def lets_in(scene: Scene) -> None:
    case, by = scene.some()
    compartments.let_in(case=case, person=scene.chance.choice(scene.staff), by=by)


def puts_out(scene: Scene) -> None:
    case, by = scene.some()
    compartments.put_out(case=case, person=scene.chance.choice(scene.staff), by=by)


def excludes(scene: Scene) -> None:
    case, by = scene.some()
    compartments.exclude_person(case=case, who=scene.chance.choice([*scene.staff, scene.people.outsider]), by=by)


def readmits(scene: Scene) -> None:
    """As `readmit` does once two people have agreed."""
    case, _by = scene.some()
    Case.objects.filter(pk=case.pk).update(excluded_groups=[])


def leaves(scene: Scene) -> None:
    _case, _by = scene.some()
    end_personal_grants(scene.people.colleague)


def stands_in(scene: Scene) -> None:
    _case, _by = scene.some()
    enter(scene.people.investigator)
    now = timezone.now()
    delegate(from_user=scene.people.investigator, to_user=scene.people.supervisor, begins_at=now,
             ends_at=now + dt.timedelta(days=1), reason="leave", by=scene.people.investigator)  # fmt: skip


def opens_in_emergency(scene: Scene) -> None:
    case, by = scene.some()
    with as_system():
        reference = Case.objects.get(pk=case.pk).reference
    emergency.open_in_emergency(reference=reference, reason="She says that he is at the door of the house now.", by=by)


def closes_the_emergency(scene: Scene) -> None:
    _case, by = scene.some()
    with as_system():
        access = EmergencyAccess.objects.filter(user=by).order_by("-opened_at").first()
    if access is not None:
        enter(by)
        emergency.end_emergency(access=access.pk, by=by)


def expires(scene: Scene) -> None:
    with as_system():
        CaseGrant.objects.exclude(expires_at=None).update(expires_at=timezone.now() - dt.timedelta(minutes=1))
        if scene.chance.random() < 0.5:
            CaseGrant.objects.filter(expires_at__lte=timezone.now()).delete()


def decides(scene: Scene) -> None:
    """Joins, moves to the other case, leaves for none, is struck out, repeats the other."""
    case, by = scene.some()
    report, other = scene.chance.sample(scene.reports, 2)
    choice: Choice | None = scene.chance.choice([
        Choice("joins_case", case=case, reason="Same house."), Choice("joins_case", case=case, reason="Same man."),
        Choice("not_trafficking", reason="A dispute."), Choice("repeats", repeats=other, reason="Same call."), None,
    ])  # fmt: skip
    report = IntakeReport.objects.visible_to(by, "cases.view_report").get(pk=report.pk)
    last = latest_decision(report)
    if not report.outcome and choice is not None:
        decide_report(report=report, choice=choice, by=by)
    elif last is not None:
        correct_decision(decision=last, choice=choice, version=last.version, reason="It was wrong.", by=by)


MOVES: list[Callable[[Scene], None]] = [
    gives, ends, seals, lets_in, puts_out, excludes, readmits, leaves, stands_in, opens_in_emergency,
    closes_the_emergency, expires, decides, decides, decides, decides,
]  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_it_is_as_open_as_its_case_after_each_step(people: People, seed: int) -> None:
    scene = Scene(
        people,
        random.Random(seed),  # noqa: S311  (a walk, no secret)
        [make_case(people.investigator), make_case(people.supervisor)],
        [make_report(people.investigator), make_report(people.colleague)],
    )
    moved = done = 0
    for _step in range(STEPS):
        move = scene.chance.choice(MOVES)
        try:
            with transaction.atomic():
                move(scene)
            done += 1
            moved += move is decides
        except (*REFUSALS, IntakeReport.DoesNotExist):
            pass
        for report in scene.reports:
            assert_as_open_as_its_case(report.pk)
    assert done >= STEPS // 3
    assert moved >= 2


def joined(people: People, **changes: Any) -> tuple[Case, IntakeReport]:
    case, report = make_case(people.investigator), make_report(people.investigator, **changes)
    decide_report(report=report, choice=Choice("joins_case", case=case, reason="Same house."), by=people.investigator)
    return case, report


def test_sealing_the_case_takes_the_report_from_the_unit(people: People) -> None:
    case, report = joined(people)
    enter(people.colleague)
    assert IntakeReport.objects.filter(pk=report.pk).exists()
    enter(people.investigator)
    compartments.seal_case(case=case, by=people.investigator)
    for person, seen in ((people.colleague, False), (people.supervisor, False), (people.investigator, True)):
        vars(person).pop("_active_groups", None)
        enter(person)
        assert IntakeReport.objects.filter(pk=report.pk).exists() is seen
        assert TriageDecision.objects.filter(report=report).exists() is seen


def test_what_leaves_a_narrow_case_is_for_who_decided_alone(people: People) -> None:
    case, report = joined(people)
    compartments.exclude_person(case=case, who=people.colleague, by=people.investigator)
    last = latest_decision(report)
    assert last is not None
    correct_decision(decision=last, choice=None, version=1, reason="Another house.", by=people.investigator)
    with as_system():
        groups = set(ReportGrant.objects.filter(content_object=report).values_list("group_id", flat=True))
    assert groups == {private_group(people.investigator)}


def test_what_leaves_an_open_case_is_the_units_again(people: People) -> None:
    _case, report = joined(people)
    last = latest_decision(report)
    assert last is not None
    correct_decision(decision=last, choice=None, version=1, reason="Another house.", by=people.investigator)
    enter(people.colleague)
    assert IntakeReport.objects.get(pk=report.pk).outcome == ""


@pytest.mark.parametrize("change", [{"case_id": None}, {"outcome": "not_trafficking"}])
def test_nobody_writes_the_decision_on_the_report_by_hand(people: People, change: dict[str, Any]) -> None:
    _case, report = joined(people)
    with pytest.raises(DatabaseError, match="what is decided about a report"):
        IntakeReport.objects.filter(pk=report.pk).update(**change)


@pytest.mark.parametrize(
    ("who", "match"), [("colleague", "decided by who speaks"), ("investigator", "who decides may change")]
)
def test_the_table_asks_who_decides_and_into_what(people: People, who: str, match: str) -> None:
    foreign = make_case(people.outsider)
    report = make_report(people.investigator)
    with pytest.raises(DatabaseError, match=match):
        TriageDecision.objects.create(
            report=report, outcome="joins_case", case_id=foreign.pk, recorded_by=getattr(people, who),
            happened_on=timezone.localdate(),
        )  # fmt: skip


def test_a_repeated_report_cannot_be_left_outside_its_case(people: People) -> None:
    case, first = joined(people)
    second = make_report(people.investigator)
    with pytest.raises(DatabaseError, match="goes where that one is"), transaction.atomic():
        TriageDecision.objects.create(
            report=second, outcome="repeats", repeats=first, recorded_by=people.investigator,
            happened_on=timezone.localdate(),
        )  # fmt: skip
    decide_report(report=second, choice=Choice("repeats", repeats=first, reason="Same call."), by=people.investigator)
    assert IntakeReport.objects.get(pk=second.pk).case == case
