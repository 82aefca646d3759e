"""Our referral, screening, consent and receipt, and foreign ones, for the sweep.

They are about people of cases of their own: the sweep's case and involvement must stay closed to the shelters. The
sweep's own person is screened and decided on by their unit, and referred to nobody.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from carisecure.accounts.models import User
from cases.keeping.operations import agreeing
from cases.record.models import Involvement
from screening.clients.operations import identity, keeping
from screening.clients.operations.ending import CLIENTS
from screening.clients.operations.referring import refer_client
from screening.contact.operations import About
from screening.interview.models import Screening
from screening.interview.operations import finish_screening, start_at_the_door
from screening.referral.operations.refer_in import Agreed, send
from screening.referral.operations.refer_out import Basis
from screening.referral.packet import Asked
from screening.status.operations import decide_status
from tests.access.world import World
from tests.factories import first_person, make_case
from tests.people import People, enter
from tests.screening.clients.made import make_client
from tests.screening.made import PREFACE, begin, consent, referred_in, referred_out

UNIT = ("investigator", "colleague", "supervisor")


def build(world: World) -> None:
    people: People = world.people
    own, foreign = (_screening(world, whose, by) for whose, by in _sides(people))
    world.add("screening", own=own, foreign=foreign, seen_by=UNIT)
    _referrals(world, people)
    _receipts(world, people)
    for whose, by in _sides(people):
        _decided(world, whose, by)
    _clients(world, people)


def _clients(world: World, people: People) -> None:
    """An agency's own client, in no case, with everything that a client can have: nobody else ever reads a word of it,
    though the person has been taken along to the unit."""
    made = {key: _client(world, key, getattr(people, key), people) for key in ("caseworker", "other_caseworker")}
    for target in made["caseworker"]:
        world.add(
            target, own=made["caseworker"][target], foreign=made["other_caseworker"][target],
            seen_by=("caseworker",), foreign_seen_by=("other_caseworker",),
        )  # fmt: skip


def _client(world: World, key: str, by: User, people: People) -> dict[str, Any]:
    def canary(where: str) -> str:
        whose = "OWN" if key == "caseworker" else "FOREIGN"
        return world.canary(f"CANARY-CLIENT-{where}-{whose}", readers=(key,))

    client = make_client(by, label=canary("CALLED"))
    note = keeping.add_client_note(client=client, text=canary("STRUCK"), by=by)
    note = keeping.correct_client_note(note=note, text=canary("NOTE"), version=1, reason=canary("CORRECTED"), by=by)
    fact = identity.add_client_name(client=client, kind="name", value=canary("NAME"), by=by)
    identity.add_client_name(client=client, kind="phone", value="868-620-1234", safe_to_call=canary("SAFE"), by=by)
    wrong = identity.add_client_name(client=client, kind="alias", value=canary("ALIAS"), by=by)
    identity.mark_client_name_mistaken(client=client, identity=wrong, reason=canary("MISTAKE"), by=by)
    keeping.client_left(client=client, reason="own_wish", note=canary("LEFT"), by=by)
    event = keeping.client_returned(client=client, note=canary("RETURNED"), by=by)
    begin(client.involvement, by, must_not_know=canary("PREFACE"))
    hold = agreeing.place_hold(CLIENTS, client, reason=canary("HOLD"), by=by)
    approval = agreeing.ask_to_lift(CLIENTS, hold, reason=canary("LIFT"), by=by)
    unit = people.investigator if key == "caseworker" else people.outsider
    refer_client(
        client=client, to_agency=unit.agency, asked=Asked("A talk.", (), ""), agreed=Agreed(language="es"), by=by
    )
    return {
        "client": client, "client_note": note, "client_event": event, "client_fact": fact,
        "own_person": client.involvement, "client_hold": hold, "client_approval": approval,
    }  # fmt: skip


def _decided(world: World, whose: str, by: User) -> None:
    """What the first screen noted and why it was decided, about the person whose address is asked for."""
    pair, readers = world.pairs["involvement"], _readers(whose)
    person = pair.own if whose == "OWN" else pair.foreign
    begin(person, by, must_not_know=world.canary(f"CANARY-NOTED-{whose}", readers=readers))
    decide_status(
        involvement=person, status="presumed", happened_on=dt.date(2026, 10, 17), precision="day",
        deciding_body="police", grounds=["first_screen"],
        ground=world.canary(f"CANARY-GROUND-{whose}", readers=readers), by=by,
    )  # fmt: skip


def _sides(people: People) -> tuple[tuple[str, User], tuple[str, User]]:
    return ("OWN", people.investigator), ("FOREIGN", people.outsider)


def _readers(whose: str) -> tuple[str, ...]:
    return UNIT if whose == "OWN" else ("outsider",)


def _person(by: User) -> Involvement:
    return first_person(make_case(by))


def _screening(world: World, whose: str, by: User) -> Screening:
    noted = world.canary(f"CANARY-PREFACE-{whose}", readers=_readers(whose))
    return begin(_person(by), by, must_not_know=noted)


def _referrals(world: World, people: People) -> None:
    made: dict[str, Any] = {}
    for (whose, by), shelter in zip(_sides(people), (people.caseworker, people.other_caseworker), strict=True):
        key = "caseworker" if whose == "OWN" else "other_caseworker"
        purpose = world.canary(f"CANARY-REFERRAL-{whose}", readers=(*_readers(whose), key))
        case = make_case(by, title=world.canary(f"CANARY-REFERRED-TITLE-{whose}", readers=_readers(whose)))
        given = consent(first_person(case), people, by=by, recipient=shelter.agency)
        asked = Asked(purpose, ("medical",), "")
        changes = {"to_agency": shelter.agency, "asked": asked, "basis": Basis(given)}
        made[whose] = referred_out(case, people, by=by, **changes)
        made[f"{whose}-consent"] = given
    world.add(
        "referral", own=made["OWN"], foreign=made["FOREIGN"],
        seen_by=(*UNIT, "caseworker"), foreign_seen_by=("outsider", "other_caseworker"),
    )  # fmt: skip
    world.add("consent", own=made["OWN-consent"], foreign=made["FOREIGN-consent"], seen_by=UNIT)


def _receipts(world: World, people: People) -> None:
    enter(people.frontline)
    story = world.canary("CANARY-DOOR-OWN", readers=UNIT)
    noted = world.canary("CANARY-DOOR-PREFACE-OWN", readers=UNIT)
    preface = {**PREFACE, "must_not_know": noted}
    screening = start_at_the_door(about=About(age_from=20), preface=preface, by=people.frontline)
    finish_screening(screening=screening, by=people.frontline)
    own = send(
        involvement=screening.involvement, to_agency=people.investigator.agency,
        asked=Asked(story, (), ""), agreed=Agreed(language="es"), by=people.frontline,
    )  # fmt: skip
    story = world.canary("CANARY-DOOR-FOREIGN", readers=("outsider", "other_caseworker"))
    foreign = referred_in(
        people, by=people.other_caseworker, to_agency=people.outsider.agency, asked=Asked(story, (), "")
    )
    world.add(
        "receipt", own=own, foreign=foreign,
        seen_by=(*UNIT, "frontline"), foreign_seen_by=("outsider", "other_caseworker"),
    )  # fmt: skip
