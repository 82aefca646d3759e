"""A matter of ours and one of a foreign unit at another prosecution service, for the sweep.

Each has a case of its own: what is filed may be read by the prosecutor, the rest of that case by the unit alone.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.utils import timezone

from carisecure.accounts.models import Agency, User
from carisecure.accounts.operations import make_agency, make_user
from cases.course.operations import take_case, update_summary
from cases.material.operations import add_note, add_statement
from cases.people.operations import PersonEntry
from prosecutions.accused.operations import add_accused
from prosecutions.advice.operations import ask_query, record_advice
from prosecutions.charges.operations import ChargeFacts, lay_charge
from prosecutions.charges.queries import victims_filed
from prosecutions.charges.tied import Tied
from prosecutions.court.operations import schedule_hearing
from prosecutions.court_path.models import StageEvent
from prosecutions.file.models import FileSubmission
from prosecutions.file.operations import submit_file
from prosecutions.file.sheets import sheets_of
from prosecutions.outcomes.corrections import correct_sentence
from prosecutions.outcomes.operations import record_outcome, record_sentence
from prosecutions.record.correcting import Correction
from prosecutions.record.models import Prosecution
from tests.access.world import World
from tests.factories import first_person, make_case
from tests.people import enter
from tests.prosecutions.matters import CHARGE

UNIT = ("investigator", "colleague", "supervisor")


def build(world: World) -> None:
    people = world.people
    service = make_agency(code="foreign_dpp", name="Foreign prosecution", kind="dpp", country="TT")
    stranger = make_user(username="foreign_prosecutor", full_name="Fay Foreign", role="prosecutor", agency=service)
    own = _matter(world, "OWN", people.investigator, UNIT, people.prosecutor, ("prosecutor",))
    foreign = _matter(world, "FOREIGN", people.outsider, ("outsider",), stranger, ())
    for target, ours in own.items():
        world.add(target, own=ours, foreign=foreign[target], seen_by=(*UNIT, "prosecutor"))


def _matter(
    world: World, whose: str, by: User, unit: tuple[str, ...], prosecutor: User, dpp: tuple[str, ...]
) -> dict[str, object]:
    submission = _file(world, whose, by, unit, prosecutor.agency, (*unit, *dpp))
    prosecution = Prosecution.objects.get(pk=submission.prosecution_id)
    both = (*unit, *dpp)

    def canary(where: str) -> str:
        return world.canary(f"CANARY-DPP-{where}-{whose}", readers=both)

    enter(prosecutor)
    day, today = date(2026, 1, 5), timezone.localdate()
    query = ask_query(prosecution=prosecution, text=canary("QUERY"), due_on=None, by=prosecutor)
    advice = record_advice(prosecution=prosecution, kind="charge", text=canary("ADVICE"), given_on=today, by=prosecutor)
    accused = add_accused(prosecution=prosecution, label="", name=canary("ACCUSED"), by=prosecutor)
    facts = ChargeFacts(**CHARGE, complaint_number=canary("COMPLAINT"))
    named = Tied(tuple(victims_filed(prosecutor, prosecution, action="prosecutions.lay_charge")))
    decided = lay_charge(accused=accused, facts=facts, tied=named, by=prosecutor)
    typed = replace(facts, offence="", typed_act=canary("ACT"), typed_section="9", typed_offence=canary("OFFENCE"))
    charge = lay_charge(accused=accused, facts=typed, tied=named, by=prosecutor)
    outcome = record_outcome(charge=decided, verdict="convicted", happened_on=day, by=prosecutor)
    step = StageEvent.objects.filter(prosecution=prosecution, stage="convicted").get()
    sentence = record_sentence(
        outcome=outcome, happened_on=day, by=prosecutor, months=12, forfeited=canary("FORFEIT"), other=canary("ORDER")
    )
    put = Correction(sentence.version, canary("REASON"), {"months": 18})
    sentence = correct_sentence(sentence=sentence, correction=put, by=prosecutor)
    hearing = schedule_hearing(
        prosecution=prosecution, on=day, at=None, court=canary("COURT"), purpose="trial",
        judicial_officer=canary("JUDGE"), accused=[accused], by=prosecutor,
    )  # fmt: skip
    return {
        "prosecution": prosecution,
        "file_submission": submission,
        "dpp_query": query,
        "charge": charge,
        "outcome": outcome,
        "sentence": sentence,
        "court_step": step,
        "dpp_advice": advice,
        "hearing": hearing,
    }


def _file(
    world: World, whose: str, by: User, unit: tuple[str, ...], service: Agency, both: tuple[str, ...]
) -> FileSubmission:
    def canary(where: str, readers: tuple[str, ...] = unit) -> str:
        return world.canary(f"CANARY-FILED-{where}-{whose}", readers=readers)

    person = PersonEntry(name=canary("NAME", both), phone=f"620-1234 ({canary('PHONE')})", languages=("es",))
    case = make_case(
        by, people=(person,), narrative=canary("REPORT", both), place=canary("PLACE", both), title=canary("TITLE")
    )
    take_case(case=case, by=by)
    update_summary(case=case, summary=canary("SUMMARY"), region="POS", version=1, by=by)
    add_note(case=case, text=canary("NOTE"), by=by)
    involvement = first_person(case)
    day = timezone.localdate(case.opened_at)
    add_statement(case=case, involvement=involvement, text=canary("STATEMENT", both), taken_on=day, by=by)
    unsent = add_statement(case=case, involvement=involvement, text=canary("UNSENT"), taken_on=day, by=by)
    items = [sheet.key for sheet in sheets_of(case, by=by) if sheet.object_id != unsent.pk]
    return submit_file(case=case, items=items, note=canary("COVER", both), by=by, to=service)
