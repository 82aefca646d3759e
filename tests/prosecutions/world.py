"""A matter of ours and one of a foreign unit at another prosecution service, for the sweep.

Each has a case of its own: what is filed may be read by the prosecutor, the rest of that case by the unit alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from django.utils import timezone

from carisecure.accounts.models import Agency, User
from carisecure.accounts.operations import make_agency, make_user
from cases.course.operations import take_case, update_summary
from cases.exploitation.models import Exploitation
from cases.exploitation.operations import ExploitationFacts, record_exploitation
from cases.material.models import Statement
from cases.material.operations import add_note, add_statement
from cases.people.operations import PersonEntry
from cases.proof.operations import ProofFacts, record_proof
from cases.record.models import Case, Involvement
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
from tests.factories import first_person, make_case, make_person
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
    _second(prosecution, canary, prosecutor)
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
    undone = _done(case, involvement, by, canary, both)
    items = [sheet.key for sheet in sheets_of(case, by=by) if sheet.object_id not in (unsent.pk, undone.pk)]
    submission = submit_file(case=case, items=items, note=canary("COVER", both), by=by, to=service)
    person_alone = [key for key in items if key.startswith("person:")]
    submit_file(
        case=case, items=person_alone, note=canary("COVER-SECOND", both), by=by, to=service, opens_matter=True
    )  # fmt: skip
    return submission


def _done(case: Case, victim: Involvement, by: User, canary: Callable[..., str], both: tuple[str, ...]) -> Exploitation:
    """What was done and what proves it, which goes; and one more that was done, which does not and is returned."""
    suspect = make_person(case, by, role="suspect")
    facts = ExploitationFacts(
        victim=victim, form="servitude", place=canary("DONE-AT", both), recruited_by=canary("RECRUITED-BY", both),
        promised=canary("PROMISED", both), paid_by=canary("PAID-BY", both), suspects=(suspect,),
    )  # fmt: skip
    record_exploitation(case=case, facts=facts, by=by)
    source = Statement.objects.filter(case=case).order_by("created_at")[0]
    proof = ProofFacts(
        victim=victim, elements=("act",), source=source, suspects=(suspect,), shows=canary("SHOWS", both)
    )  # fmt: skip
    record_proof(case=case, facts=proof, by=by)
    unsent = ExploitationFacts(victim=victim, form="forced_labour", place=canary("DONE-UNSENT"))
    return record_exploitation(case=case, facts=unsent, by=by)


def _second(prosecution: Prosecution, canary: Callable[[str], str], by: User) -> None:
    """Another matter of the same case, with somebody accused and a query in it."""
    second = Prosecution.objects.filter(case_id=prosecution.case_id).exclude(pk=prosecution.pk).get()
    add_accused(prosecution=second, label="", name=canary("ACCUSED-SECOND"), by=by)
    ask_query(prosecution=second, text=canary("QUERY-SECOND"), due_on=None, by=by)
