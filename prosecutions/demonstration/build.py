"""Files at the DPP: most of them wait, one has gone all the way from a hotline call to a sentence."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from carisecure.countries.packs import pack
from carisecure.embedded.scene import Scene
from cases.record.models import Case, Involvement, InvolvementRole, Stage
from prosecutions.accused.models import Accused
from prosecutions.accused.operations import add_accused
from prosecutions.advice.models import AdviceKind, Query
from prosecutions.advice.operations import answer_query, ask_query, record_advice, settle_query
from prosecutions.charges.models import Charge, LaidBy
from prosecutions.charges.operations import ChargeFacts, lay_charge
from prosecutions.charges.queries import suspects_filed, victims_filed
from prosecutions.charges.tied import Tied, tied_of
from prosecutions.court.models import AdjournedBecause, AskedBy, HearingState, Purpose
from prosecutions.court.operations import adjourn_hearing, record_hearing, record_stage, schedule_hearing
from prosecutions.file.models import FileSubmission
from prosecutions.file.operations import submit_file
from prosecutions.file.sheets import sheets_of
from prosecutions.matter.operations import assign_matter
from prosecutions.outcomes.alternatives import Becomes
from prosecutions.outcomes.corrections import correct_sentence
from prosecutions.outcomes.models import Verdict
from prosecutions.outcomes.operations import record_outcome, record_sentence
from prosecutions.record.correcting import Correction
from prosecutions.record.models import Prosecution

COURT = "High Court, Hall of Justice"
SEAT, JUDGE = "high_pos", "Master Ibis (invented)"
FILES = 9


def build(scene: Scene) -> None:
    with scene.acting("supervisor", scene.now):
        ready = [case for case in Case.objects.filter(stage=Stage.INVESTIGATION, opened_at__lt=scene.days_ago(60))
                 .order_by("opened_at") if _suspect(case) and case.statements.exists()]  # fmt: skip
    # The oldest goes all the way; of the others the newest are on somebody's desk.
    for number, case in enumerate([ready[0], *ready[1 - FILES :]]):
        submission = _submit(scene, case)
        if number == 0:
            _to_the_end(scene, submission)
        elif number % 3 != 2:
            _assign(scene, submission, number)
            _query(scene, submission, answered=number % 2 == 1)
            if number % 3 == 1:
                _charge(scene, submission.prosecution, submission.submitted_at + dt.timedelta(days=30), number)
                _next_hearing(scene, submission.prosecution, in_days=number)
            if number == 1:
                _second_matter(scene, case, submission)


def _suspect(case: Case) -> Involvement | None:
    return case.involvements.in_role(InvolvementRole.SUSPECT).first()


def _lead(scene: Scene, case: Case) -> str:
    return next(key for key, user in scene.people.items() if user.pk == case.lead_officer_id)


def _submit(scene: Scene, case: Case, *, days: int = 40, note: str = "", opens_matter: bool = False) -> FileSubmission:
    with scene.acting(_lead(scene, case), case.opened_at + dt.timedelta(days=days)) as by:
        return submit_file(
            case=case,
            items=[sheet.key for sheet in sheets_of(case, by=by)],
            note=note or "Advice is asked on charges against the person named in the file.",
            opens_matter=opens_matter,
            by=by,
        )


def _second_matter(scene: Scene, case: Case, first: FileSubmission) -> None:
    """While the first is before the court: another accused, on another prosecutor's desk."""
    note = "A matter of its own: advice is asked on whoever paid for the journey, who was found since."
    days = (first.submitted_at - case.opened_at).days + 45
    sent = _submit(scene, case, days=days, note=note, opens_matter=True)
    with scene.acting("prosecutor", sent.submitted_at + dt.timedelta(days=1)) as by:
        assign_matter(prosecution=sent.prosecution, to=scene.people["prosecutor2"], by=by)


def _query(scene: Scene, submission: FileSubmission, *, answered: bool) -> Query:
    asked = submission.submitted_at + dt.timedelta(days=9)
    with scene.acting("prosecutor", asked) as by:
        query = ask_query(
            prosecution=submission.prosecution,
            text="Who took the photographs, and is the interpreter of the statement available?",
            due_on=scene.day(asked + dt.timedelta(days=14)),
            by=by,
        )
    if answered:
        with scene.acting("investigator2", asked + dt.timedelta(days=5)) as by:
            answer_query(query=query, answer="The scenes officer. The interpreter has confirmed in writing.", by=by)
    return query


def _assign(scene: Scene, submission: FileSubmission, number: int) -> None:
    with scene.acting("prosecutor", submission.submitted_at + dt.timedelta(days=2)) as by:
        to = scene.people["prosecutor2" if number % 4 == 0 else "prosecutor"]
        assign_matter(prosecution=submission.prosecution, to=to, by=by)


def _next_hearing(scene: Scene, prosecution: Prosecution, *, in_days: int) -> None:
    with scene.acting("prosecutor", scene.now) as by:
        on = pack().holidays.working_day_from(scene.day(scene.now) + dt.timedelta(days=in_days))
        schedule_hearing(prosecution=prosecution, on=on, at=dt.time(9, 30), court_code=SEAT, judicial_officer=JUDGE,
                         accused=list(prosecution.accuseds.all()), purpose=Purpose.INITIAL, by=by)  # fmt: skip


def _charge(scene: Scene, prosecution: Prosecution, moment: dt.datetime, number: int) -> tuple[Accused, Charge]:
    with scene.acting("prosecutor", moment) as by:
        record_advice(
            prosecution=prosecution, kind=AdviceKind.CHARGE, text="Act, means and purpose are each supported.",
            given_on=scene.day(moment), by=by,
        )  # fmt: skip
        accused = add_accused(
            prosecution=prosecution, label="Accused 1", name="Crow Corbeau (invented)", by=by,
            filed_as=next(iter(suspects_filed(by, prosecution, action="prosecutions.lay_charge")), None),
        )  # fmt: skip
        charge = lay_charge(
            accused=accused,
            facts=ChargeFacts(
                offence="TT-16",
                committed_on=scene.day(moment - dt.timedelta(days=70)),
                laid_on=scene.day(moment),
                laid_by=LaidBy.POLICE,
                complaint_number=f"DEMO-{number + 101}",
                court=COURT,
            ),
            tied=Tied(tuple(victims_filed(by, prosecution, action="prosecutions.lay_charge"))),
            by=by,
        )
    return accused, charge


def _alternative(scene: Scene, charge: Charge) -> None:
    """A charge under another Act, of which the accused can be convicted instead."""
    with scene.acting("prosecutor", charge.recorded_at + dt.timedelta(hours=1)) as by:
        facts = ChargeFacts(
            offence="TT-SOA-17", committed_on=charge.committed_on, laid_on=charge.laid_on, laid_by=charge.laid_by,
            complaint_number="DEMO-190", court=charge.court,
        )  # fmt: skip
        lay_charge(accused=charge.accused, facts=facts, tied=replace(tied_of(charge), alternative_to=charge), by=by)


def _to_the_end(scene: Scene, submission: FileSubmission) -> None:
    prosecution, sent = submission.prosecution, submission.submitted_at
    query = _query(scene, submission, answered=True)
    with scene.acting("prosecutor", sent + dt.timedelta(days=20)) as by:
        settle_query(query=query, by=by)
    _assign(scene, submission, 0)
    accused, charge = _charge(scene, prosecution, sent + dt.timedelta(days=35), 0)
    _alternative(scene, charge)

    def later(days: float) -> dt.datetime:
        """So many days after the file was sent, or on the next day on which the court sits."""
        moment = sent + dt.timedelta(days=days)
        return moment + (pack().holidays.working_day_from(scene.day(moment)) - scene.day(moment))

    steps = (("initial_hearing", 44), ("scheduling_order", 46), ("sufficiency_hearing", 190), ("put_on_trial", 192),
             ("indictment", 240), ("trial", 430), ("convicted", 447), ("sentenced", 470))  # fmt: skip
    for purpose, days, adjourned in ((Purpose.INITIAL, 44, False), (Purpose.SUFFICIENCY, 150, True),
                                     (Purpose.SUFFICIENCY, 190, False), (Purpose.TRIAL, 430, False)):  # fmt: skip
        _hearing(scene, prosecution, later(days), purpose, adjourned=adjourned)
    for stage, days in steps:
        with scene.acting("prosecutor", later(days)) as by:
            record_stage(prosecution=prosecution, stage=stage, happened_on=scene.day(later(days)), accused=accused,
                         by=by, confirmed=True)  # fmt: skip
    with scene.acting("prosecutor", later(470)) as by:
        outcome = record_outcome(
            charge=charge, verdict=Verdict.CONVICTED, happened_on=scene.day(later(447)), others=Becomes.FALLS, by=by
        )
        sentence = record_sentence(
            outcome=outcome, months=15 * 12, fine=50_000, compensation=120_000, forfeited="The minibus.",
            happened_on=scene.day(later(470)), by=by,
        )  # fmt: skip
    with scene.acting("prosecutor", later(471)) as by:
        wrong = Correction(1, "The order says 500,000; a nought was missing.", {"fine": 500_000})
        correct_sentence(sentence=sentence, correction=wrong, by=by)


def _hearing(scene: Scene, prosecution: Prosecution, at: dt.datetime, purpose: str, *, adjourned: bool) -> None:
    with scene.acting("prosecutor", at - dt.timedelta(days=20)) as by:
        hearing = schedule_hearing(
            prosecution=prosecution, on=scene.day(at), at=dt.time(9, 30), court_code=SEAT, judicial_officer=JUDGE,
            accused=list(prosecution.accuseds.all()), purpose=purpose, by=by,
        )  # fmt: skip
    with scene.acting("prosecutor", at) as by:
        if adjourned:
            adjourn_hearing(hearing=hearing, because=AdjournedBecause.WITNESS, asked_by=AskedBy.PROSECUTION,
                            result="The witness could not be reached.", by=by)  # fmt: skip
        else:
            record_hearing(hearing=hearing, state=HearingState.HELD, result="Held as listed.", by=by)
