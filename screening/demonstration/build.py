"""First screens, decisions and referrals of the invented unit."""

from __future__ import annotations

import datetime as dt

from carisecure.embedded.scene import Scene
from cases.course.operations import assign_lead, close_case
from cases.record.models import Case, Involvement
from cases.record.palermo import child_of_age
from screening.consent.models import Category, GivenBy, Purpose
from screening.consent.operations import record_consent
from screening.contact.operations import About
from screening.demonstration import clients
from screening.instruments.loader import instrument
from screening.interview.operations import answer_question, finish_screening, start_screening
from screening.interview.results import FIRST_SCREEN
from screening.referral.models import DeclineReason, Referral
from screening.referral.operations.refer_in import Agreed, refer_in
from screening.referral.operations.refer_out import Basis, accept_referral, decline_referral, read_referral, refer_out
from screening.referral.operations.take_up import decline_take_up, take_up_referral
from screening.referral.packet import Asked
from screening.status.operations import decide_status

SHARED = (Category.AGE_LANGUAGE, Category.NEEDS, Category.SAFETY_NOTES)
ANSWERS = ("yes", "yes", "no", "yes", "not_known", "yes", "no", "will_not_say", "yes", "no", "yes", "no")
SHELTERS = (("caseworker", "shelter_hibiscus"), ("caseworker2", "shelter_north_coast"))


def build(scene: Scene) -> None:
    newest = None
    for number, victim in enumerate(scene.made["victims"]):
        with scene.acting("supervisor", scene.now):
            if _case(victim).lead_officer_id is None:
                continue
        _screen_and_decide(scene, victim, number)
        if number % 3 == 0:
            _refer(scene, victim, number, _case_opened(scene, victim) + dt.timedelta(days=4))
        else:
            newest = victim
    if newest is not None:  # what the caseworker's card promises: somebody waits for an answer
        _refer(scene, newest, 0, scene.days_ago(0.2))
    for number in range(7):
        _refer_in(scene, number)
    clients.build(scene)


def _case(victim: Involvement) -> Case:
    """The case of somebody who is in one, as it stands now."""
    return Case.objects.get(pk=str(victim.case_id))


def _officer(scene: Scene, victim: Involvement) -> str:
    lead = _case(victim).lead_officer_id
    return next((key for key, user in scene.people.items() if user.pk == lead), "investigator")


def _screen_and_decide(scene: Scene, victim: Involvement, number: int) -> None:
    if number % 4 == 3:
        return  # not screened yet: such people are on the list of what is missing
    with scene.acting("supervisor", scene.now):
        officer, opened = _officer(scene, victim), _case(victim).opened_at
    with scene.acting(officer, opened + dt.timedelta(days=3, hours=2)) as by:
        preface: dict[str, str | list[str]] = {
            "safe_to_talk": "yes",
            "health": ["none_seen"],
            "age": "adult",
            "child_with": "no",
            "language": victim.person.languages[0],
            "interpreter": "in_person",
        }
        screening = start_screening(involvement=victim, preface=preface, by=by)
        for n, item in enumerate(instrument(FIRST_SCREEN).items):
            answer_question(screening=screening, item=item.id, answer=ANSWERS[(n + number) % len(ANSWERS)], by=by)
        finish_screening(screening=screening, by=by)
    decided = opened + dt.timedelta(days=12 + number % 20)
    if decided >= scene.now:
        return
    status = ("identified", "identified", "presumed", "not_a_victim")[number % 7 % 4]
    with scene.acting(officer, decided) as by:
        decide_status(
            involvement=victim,
            status=status,
            happened_on=scene.day(decided),
            precision="day",
            deciding_body="police",
            grounds=["first_screen", "statement"],
            ground="First screen, her own statement and what was found at the place agree."
            if status != "not_a_victim"
            else "A dispute about pay. No act, no means, no purpose of exploitation was found.",
            by=by,
        )


def _case_opened(scene: Scene, victim: Involvement) -> dt.datetime:
    with scene.acting("supervisor", scene.now):
        return _case(victim).opened_at


def _may_be_child(victim: Involvement, on: dt.date) -> bool:
    return child_of_age(victim.person.noted_age.at(on)).treated_as_child


def _refer(scene: Scene, victim: Involvement, number: int, sent: dt.datetime) -> None:
    caseworker, shelter = SHELTERS[number // 3 % 2]
    with scene.acting("supervisor", scene.now):
        officer = _officer(scene, victim)
    asked = Asked(
        purpose="Safe place to stay, medical check, and somebody who speaks the language.",
        services=["shelter_emergency", "medical", "interpretation"],
        safety_notes="Ring only between nine and noon. The man who brought her knows the old address.",
    )
    with scene.acting(officer, sent) as by:
        consent = record_consent(
            involvement=victim,
            purpose=Purpose.ASSISTANCE,
            recipient=scene.agencies[shelter],
            categories=list(SHARED),
            given_by=GivenBy.AUTHORITY if _may_be_child(victim, scene.day(sent)) else GivenBy.SELF,
            language=victim.person.languages[0],
            given_on=scene.day(sent),
            by=by,
        )
        referral = refer_out(
            involvement=victim,
            to_agency=scene.agencies[shelter],
            asked=asked,
            categories=SHARED,
            basis=Basis(consent),
            by=by,
        )
    answered = sent + dt.timedelta(hours=20)
    if sent > scene.days_ago(60) or answered > scene.now:
        return  # waits for an answer
    with scene.acting(caseworker, answered) as by:
        referral = read_referral(referral=referral, by=by)
        if number % 15 == 12:
            decline_referral(
                referral=referral, reason=DeclineReason.NO_SPACE, note="Full until the end of the month.", by=by
            )
        else:
            accept_referral(referral=referral, note="A room is ready; we fetch her at the station.", by=by)


def _refer_in(scene: Scene, number: int) -> None:
    """Shelters refer somebody of their own to the unit: some taken up, one not, two waiting."""
    caseworker, _shelter = SHELTERS[number % 2]
    sent = scene.days_ago(400 - number * 66.4) if number < 6 else scene.days_ago(0.4)
    about = About(age_from=19 + number, age_to=24 + number, age_basis="said", gender="feminine", languages=["es"],
                  citizenships=["VE"])  # fmt: skip
    asked = Asked(
        purpose="She wants to tell the unit what happened to her, and is afraid of being deported.",
        services=["legal_aid", "interpretation"],
        safety_notes="Only through us. Nobody at her work may know.",
    )
    with scene.acting(caseworker, sent) as by:
        referral = refer_in(
            about=about, to_agency=scene.agencies["ctu"], asked=asked, agreed=Agreed(language="es"), by=by
        )
    if number >= 5:
        return
    with scene.acting("investigator2", sent + dt.timedelta(days=1)) as by:
        referral = read_referral(referral=referral, by=by)
        if number == 2:
            decline_take_up(
                referral=referral,
                reason=DeclineReason.NOT_TRAFFICKING,
                note="Passed to the labour inspectorate with her consent.",
                by=by,
            )
        else:
            take_up_referral(referral=referral, by=by)
            referral.refresh_from_db()
            _go_on(scene, referral, sent, is_closed=number < 4)


def _go_on(scene: Scene, referral: Referral, sent: dt.datetime, *, is_closed: bool) -> None:
    """What was taken up is somebody's case, and the older ones are over."""
    with scene.acting("supervisor", sent + dt.timedelta(days=2)) as by:
        case = assign_lead(case=_case(referral.involvement), lead=scene.people["investigator2"], by=by)
    if is_closed:
        with scene.acting("investigator2", sent + dt.timedelta(days=50)) as by:
            close_case(case=case, reason="repatriated", note="She went home by her own choice, accompanied.", by=by)
