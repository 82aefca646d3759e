"""A case as far as the prosecution service, made with the operations themselves."""

from __future__ import annotations

from datetime import date
from typing import Any

from carisecure.accounts.models import User
from carisecure.days.known import KnownDay
from cases.course.operations import take_case, update_elements
from cases.exhibits.models import Exhibit
from cases.exhibits.operations import add_exhibit
from cases.exploitation.models import Exploitation
from cases.exploitation.operations import ExploitationFacts, record_exploitation
from cases.material.models import Statement
from cases.material.operations import add_note, add_statement
from cases.proof.models import ProofItem
from cases.proof.operations import ProofFacts, Source, record_proof
from cases.record.models import Case, Involvement
from prosecutions.accused.operations import add_accused
from prosecutions.charges.models import Charge
from prosecutions.charges.operations import ChargeFacts, lay_charge
from prosecutions.file.models import FileSubmission
from prosecutions.file.operations import submit_file
from prosecutions.file.sheets import sheets_of
from prosecutions.record.models import Prosecution
from tests.factories import first_person, make_case, make_person
from tests.people import People, enter

CHARGE: dict[str, Any] = {
    "offence": "TT-16",
    "committed_on": date(2025, 3, 4),
    "laid_on": date(2025, 6, 1),
    "laid_by": "police",
}


def investigated(by: User) -> Case:
    """A case with one of everything: a report, a person, a statement, an exhibit, a note."""
    case = make_case(by)
    enter(by)
    take_case(case=case, by=by)
    person = Involvement.objects.filter(case=case).order_by("label").first()
    add_statement(
        case=case, involvement=person, taken_on=date(2025, 4, 2), language="es", text="The door was locked.", by=by
    )
    add_exhibit(case=case, mark="EX1", description="A ledger of debts.", by=by)
    add_note(case=case, text="CANARY-NOTE think about the shelter", by=by)
    case.refresh_from_db()
    update_elements(
        case=case, acts=["recruitment"], means=["deception"], purposes=["sexual_exploitation"],
        version=case.version, by=by,
    )  # fmt: skip
    case.refresh_from_db()
    return case


def proven(by: User) -> tuple[Case, Exploitation, list[ProofItem]]:
    """Such a case with a suspect (Person 2), what was done to Person 1, and a proof by each thing of the case."""
    case = investigated(by)
    suspect, victim = make_person(case, by, role="suspect"), first_person(case)
    facts = ExploitationFacts(
        victim=victim,
        form="forced_labour",
        began=KnownDay(date(2025, 3, 1)),
        ended=KnownDay(date(2025, 6, 3)),
        place="The kiln",
        suspects=(suspect,),
    )
    done = record_exploitation(case=case, facts=facts, by=by)
    sources: list[Source] = [Statement.objects.get(case=case), Exhibit.objects.get(case=case), case.reports.get()]
    items = []
    for element, source in zip(("act", "means", "purpose"), sources, strict=True):
        said = ProofFacts(
            victim=victim, elements=(element,), source=source, suspects=(suspect,), shows=f"Shows {element}"
        )
        items += record_proof(case=case, facts=said, by=by)
    return Case.objects.get(pk=case.pk), done, items


def submitted(people: People, case: Case | None = None, note: str = "The whole file.") -> FileSubmission:
    """Everything that can be sent has been sent. Leaves the investigator speaking."""
    case = case or investigated(people.investigator)
    enter(people.investigator)
    items = [sheet.key for sheet in sheets_of(case, by=people.investigator)]
    return submit_file(case=case, items=items, note=note, by=people.investigator)


def matter(people: People) -> Prosecution:
    """A matter that the prosecutor has; leaves the prosecutor speaking."""
    found = submitted(people).prosecution
    enter(people.prosecutor)
    return Prosecution.objects.get(pk=found.pk)


def charged(people: People, **facts: Any) -> Charge:
    """A matter with one accused and one charge; leaves the prosecutor speaking."""
    prosecution = matter(people)
    accused = add_accused(prosecution=prosecution, label="", name="Rex Demo", by=people.prosecutor)
    return lay_charge(accused=accused, facts=ChargeFacts(**{**CHARGE, **facts}), by=people.prosecutor)
