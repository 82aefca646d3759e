"""Our case and a foreign one, for the sweep: with a word in every text that must never be read by anybody else."""

from __future__ import annotations

from carisecure.accounts.models import User
from cases.models import Case, Involvement
from cases.operations import PersonEntry, add_exhibit, add_note, add_statement, update_summary
from tests.access.world import World
from tests.factories import first_person, make_case

UNIT = ("investigator", "colleague", "supervisor")


def build(world: World) -> None:
    own = _case(world, "OWN", world.people.investigator, UNIT)
    foreign = _case(world, "FOREIGN", world.people.outsider, ("outsider",))
    world.add("case", own=own[0], foreign=foreign[0], seen_by=UNIT)
    world.add("involvement", own=own[1], foreign=foreign[1], seen_by=UNIT)


def _case(world: World, whose: str, by: User, readers: tuple[str, ...]) -> tuple[Case, Involvement]:
    def canary(where: str) -> str:
        return world.canary(f"CANARY-{where}-{whose}", readers=readers)

    person = PersonEntry(name=canary("NAME"), age_from=20, age_to=25, age_basis="impression", languages=("es",))
    case = make_case(by, people=(person,), narrative=canary("REPORT"), place=canary("PLACE"))
    update_summary(case=case, summary=canary("SUMMARY"), region="POS", version=1, by=by)
    add_note(case=case, text=canary("NOTE"), by=by)
    add_exhibit(case=case, mark="A1", description=canary("EXHIBIT"), by=by)
    involvement = first_person(case)
    add_statement(case=case, involvement=involvement, text=canary("STATEMENT"), taken_on=case.opened_at.date(), by=by)
    return Case.objects.get(pk=case.pk), involvement
