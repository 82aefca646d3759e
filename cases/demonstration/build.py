"""Two years of reports and cases of the invented unit: about sixty, most of them small, a few open too long."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from carisecure.days.known import KnownDay
from carisecure.embedded.scene import DAYS, Scene
from cases.course.operations import CLOSE, assign_lead, change_stage, close_case, update_elements
from cases.danger.operations import end_danger, raise_danger
from cases.demonstration import same, triage
from cases.demonstration.done import what_was_done
from cases.demonstration.parts import what_they_are
from cases.demonstration.proof import what_proves_it
from cases.demonstration.stories import CLOSINGS, NEXT_NOTES, STORIES, Story
from cases.dossier.operations import ask_for_copy
from cases.exhibits.operations import Custody, add_exhibit, correct_exhibit, record_custody
from cases.intake.models import IntakeReport
from cases.intake.operations.reporting import log_report
from cases.keeping.operations.holding import ask_to_lift, place_hold
from cases.material.models import Statement
from cases.material.operations import add_note, add_statement, correct_material
from cases.people.operations import PersonEntry, add_name
from cases.record.models import Case, Involvement, InvolvementRole, Stage
from cases.two_people import operations as approvals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from carisecure.accounts.models import User

CASES = 60
OFFICERS = ("investigator", "investigator2", "investigator3")
UNASSIGNED = 4
REGIONS = ("POS", "SFO", "CHA", "ARI", "TUP", "SIP", "CTT", "DMN", "SGE", "TOB", "PRT", "SJL")
CHANNELS = ("hotline", "phone", "walk_in", "operation", "other_agency", "message", "border", "hotline")
DANGER_OVER = "Brought to a safe place that night. The men who watched the house do not know where."
SOURCES = {"hotline": "hotline", "operation": "police", "border": "coast_guard", "other_agency": "immigration"}


def build(scene: Scene) -> None:
    """`scene.made["cases"]`: the cases, oldest first; `scene.made["victims"]`: their possible victims."""
    cases = [_one(scene, number) for number in range(CASES)]
    scene.made["cases"] = cases
    scene.made["victims"] = list(
        Involvement.objects.filter(case__in=cases, main_role=InvolvementRole.POSSIBLE_VICTIM)
        .select_related("case", "person")
        .order_by("case__opened_at", "created_at")
    )
    _danger(scene)
    _two_people(scene)
    triage.build(scene)
    same.build(scene)


def _danger(scene: Scene) -> None:
    """Since the night of the day before yesterday, on a case that the investigator leads. Older ones were ended."""
    with scene.acting("investigator", scene.days_ago(1.5)) as by:
        mine = Case.objects.filter(lead_officer=by, stage=Stage.INVESTIGATION).order_by("-opened_at")
        raise_danger(case=mine[1], note="She rang from the house: they mean to move her on Friday.", by=by)


def _two_people(scene: Scene) -> None:
    """A copy with names that may be downloaded, one that waits for a supervisor, and a hold that waits to be lifted."""
    with scene.acting("investigator", scene.days_ago(1.2)) as by:
        mine = Case.objects.filter(lead_officer=by).exclude(stage=Stage.CLOSED).order_by("-opened_at")
        ready, waits = mine[0], mine[1]
        asked = ask_for_copy(
            case=ready, purpose="court", receiver="Registrar of the High Court (invented)",
            parts=("people", "summary", "statements"), reason="The court takes paper only.", by=by,
        )  # fmt: skip
    with scene.acting("supervisor", scene.days_ago(1)) as by:
        approvals.approve(asked, by)
        closed = Case.objects.filter(stage=Stage.CLOSED).order_by("-closed_on").first()
        if closed is not None:
            hold = place_hold(case=closed, ground="claim", reason="Two of them claim their unpaid wages.", by=by)
            ask_to_lift(hold=hold, reason="The wages were paid yesterday.", by=by)
    with scene.acting("investigator", scene.days_ago(0.2)) as by:
        ask_for_copy(
            case=waits, purpose="other_country", receiver="Liaison officer of the neighbour state (invented)",
            parts=("summary", "events"), reason="They ask for what we know of the boat.", by=by,
        )  # fmt: skip


def _one(scene: Scene, number: int) -> Case:
    age = DAYS - number * (DAYS / CASES) - scene.chance.random() * 6
    opened = scene.days_ago(max(age, 0.2))
    story = STORIES[number % len(STORIES)]
    officer = OFFICERS[number % len(OFFICERS)]
    channel = CHANNELS[number % len(CHANNELS)]
    with scene.acting(officer, opened) as by:
        report = log_report(
            narrative=story.narrative,
            channel=channel,
            source=SOURCES.get(channel, "public"),
            from_whom="anonymous" if channel == "hotline" else "will_not_say",
            danger_now="yes" if number % 7 == 0 else "no",
            danger_note=story.danger if number % 7 == 0 else "",
            region=REGIONS[number % len(REGIONS)],
            place=story.place,
            title=story.title if number % 4 else "",
            people=_people(scene, story, number),
            by=by,
        )
    case = case_of_report(report)
    if number < CASES - UNASSIGNED:
        _work(scene, case, story, officer=officer, opened=opened, number=number)
    return case


def _birth_date(case: Case, number: int, by: User) -> None:
    """Beside the age that was guessed: within it, or, of every other one, not."""
    person = Involvement.objects.filter(case=case).possible_victims().select_related("person")[0]
    youngest = person.person.age_from or 0
    year = case.opened_at.year - youngest - (9 if number % 2 else 1)
    add_name(involvement=person, kind="birth_date", value=f"14/03/{year}", known_from="document", age="stays", by=by)


def case_of_report(report: IntakeReport) -> Case:
    if report.case is None:
        raise AssertionError("the unit opens a case with each of these reports")
    return report.case


def _people(scene: Scene, story: Story, number: int) -> Sequence[PersonEntry]:
    victims = 1 + (number % 5 == 0) + (number % 9 == 0)
    people = []
    for n in range(victims):
        youngest = story.age + scene.chance.randrange(0, 9) + n
        people.append(
            PersonEntry(
                age_from=youngest,
                age_to=youngest + scene.chance.choice((0, 2, 5)),
                age_basis=scene.chance.choice(("said", "impression", "document")),
                age_on=scene.day(scene.days_ago(1200)) if number % 10 == 7 else None,  # out of an older paper
                gender=story.gender,
                languages=(story.language,),
                citizenships=(story.citizenship,),
                name=story.names[(number + n) % len(story.names)] if number % 3 else "",
                phone=f"868-555-01{number:02} (friend)" if number % 4 == 1 and n == 0 else "",
                safe_to_call="After 6 pm. Say that it is about the English class."
                if number % 4 == 1 and n == 0
                else "",
            )
        )
    if number % 2 == 0:
        people.append(PersonEntry(role=InvolvementRole.SUSPECT, age_from=35, age_to=50, age_basis="impression",
                                  gender="masculine"))  # fmt: skip
    if number % 6 == 1:
        people.append(PersonEntry(role=InvolvementRole.WITNESS, age_from=40, age_to=60, age_basis="said"))
    return people


def _work(scene: Scene, case: Case, story: Story, *, officer: str, opened: dt.datetime, number: int) -> None:
    def later(days: float) -> dt.datetime:
        return opened + dt.timedelta(days=days)

    with scene.acting("supervisor", later(1)) as by:
        case = assign_lead(case=case, lead=scene.people[officer], by=by)
    with scene.acting(officer, later(3)) as by:
        case.refresh_from_db()
        if case.stage == Stage.REPORTED:
            case = change_stage(case=case, stage=Stage.INVESTIGATION, by=by)
        add_note(case=case, text=story.note, by=by)
        if number % 7 in (2, 3):
            _birth_date(case, number, by)
        case.refresh_from_db()
        if case.danger_since is not None:
            end_danger(case=case, note=DANGER_OVER, by=by)
            case.refresh_from_db()
        update_elements(
            case=case, acts=story.acts, means=story.means, purposes=story.purposes, version=case.version, by=by
        )
    what_was_done(scene, case, story, officer=officer, opened=opened, number=number)
    what_they_are(scene, case, officer=officer, opened=opened, number=number)
    if number % 2 == 0:
        with scene.acting(officer, later(9)) as by:
            add_statement(
                case=case, text=story.statement, taken_on=scene.day(later(9)), language=story.language, by=by,
                involvement=Involvement.objects.filter(case=case, main_role=InvolvementRole.POSSIBLE_VICTIM).first(),
            )  # fmt: skip
            _exhibit(scene, case, story, found=opened, lodged=later(2), by=by)
        _corrections(scene, case, story, officer=officer, at=later(9.2), number=number)
        what_proves_it(scene, case, officer=officer, at=later(9.4), number=number)
    if number % 2 and opened < scene.days_ago(90):
        reason, why = CLOSINGS[number % len(CLOSINGS)]
        _close(scene, case, reason, why, officer=officer, at=later(35))
    elif number % 9:  # the others stand still for too long
        with scene.acting(officer, max(later(10), scene.days_ago(number * 5 % 13))) as by:
            add_note(case=case, text=NEXT_NOTES[number % len(NEXT_NOTES)], by=by)


def _exhibit(scene: Scene, case: Case, story: Story, *, found: dt.datetime, lodged: dt.datetime, by: User) -> None:
    """Seized, and lodged in the store."""
    thing = add_exhibit(
        case=case, mark="EX-1", description=story.exhibit, kind=story.exhibit_kind, found_on=scene.day(found),
        found_at=story.place, seized_by=by.full_name, by=by,
    )  # fmt: skip
    custody = Custody(
        "lodged", KnownDay(scene.day(lodged)), handed_by=by.full_name, handed_to="Officer of the store (demonstration)",
        place="Property store (demonstration)", seal=f"DEMO-{case.reference[-4:]}",
    )  # fmt: skip
    record_custody(exhibit=thing, custody=custody, version=1, by=by)


def _corrections(scene: Scene, case: Case, story: Story, *, officer: str, at: dt.datetime, number: int) -> None:
    """Typed wrongly, and corrected the same day; a thing that was found elsewhere is struck out."""
    with scene.acting(officer, at) as by:
        if number % 8 == 0:
            statement = Statement.objects.get(case=case)
            changes = {"text": f"{story.statement} He kept the papers of three others too.", "language": story.language,
                       "taken_on": statement.taken_on, "involvement": statement.involvement}  # fmt: skip
            correct_material(
                row=statement, version=1, reason="A sentence was left out when it was typed.", changes=changes, by=by
            )
        if number % 8 == 2:
            thing = add_exhibit(case=case, mark="EX-2", description="Telephone without a card", by=by)
            correct_exhibit(
                exhibit=thing, version=1, reason="Found in another house.", is_retracted=True, changes={}, by=by
            )


def _close(scene: Scene, case: Case, reason: str, why: str, *, officer: str, at: dt.datetime) -> None:
    """Closing an opened case as "not trafficking" takes a second person."""
    with scene.acting(officer, at) as by:
        if reason != "not_trafficking":
            close_case(case=case, reason=reason, note=why, by=by)
            return
        asked = approvals.request(CLOSE, case, why, by)
    with scene.acting("supervisor", at + dt.timedelta(hours=5)) as by:
        approvals.approve(asked, by)
