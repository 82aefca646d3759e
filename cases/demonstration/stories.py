"""The invented stories of the demonstration. No place, person or firm in them exists."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Story:
    """One kind of report, as it might come in."""

    narrative: str
    title: str
    place: str
    danger: str
    note: str
    statement: str
    exhibit: str
    gender: str
    age: int
    language: str
    citizenship: str
    acts: tuple[str, ...]
    means: tuple[str, ...]
    purposes: tuple[str, ...]
    names: tuple[str, ...]
    sector: str = ""
    recruitment: str = ""
    promised: str = ""
    paid_by: str = ""
    control: tuple[str, ...] = ()
    exhibit_kind: str = "thing"
    also: str = ""  # a second form of exploitation, of some


STORIES = (
    Story(
        narrative="Caller says a young woman at a bar may not leave the building. A man brings her at six in the "
        "evening and fetches her after closing. She asked a customer to send a message to her mother.",
        title="Bar behind the market",
        place="A bar with rooms upstairs, side street behind the market",
        danger="The man who fetches her is said to be armed.",
        note="Watched the entrance two evenings. Same car both times, arrives 18:05, leaves 02:20.",
        statement="I was told I would work in a restaurant. When I arrived they took my passport and said I owed them "
        "for the boat.",
        exhibit="Notebook with dates, amounts and first names",
        exhibit_kind="document",
        gender="feminine",
        age=18,
        language="es",
        citizenship="VE",
        acts=("recruitment", "harbouring"),
        means=("deception", "abuse_of_vulnerability"),
        purposes=("sexual_exploitation",),
        names=("Luz Garza (invented)", "Mar Paloma (invented)", "Sol Gaviota (invented)"),
        sector="I",
        recruitment="social_networks",
        promised="A place in a restaurant kitchen, with a room.",
        paid_by="The man of the boat; she was told that she owed it.",
        control=("debt_bondage", "withholds_documents", "restricts_movement"),
        also="forced_labour",
    ),
    Story(
        narrative="Neighbour reports six men who live on a building site. They start before light, seven days a week, "
        "and the foreman holds their papers.",
        title="New road building site",
        place="Building site at the end of the new road",
        danger="One man was beaten last week.",
        note="Labour inspector visited with us: no wage records, mattresses in a container.",
        statement="We were promised twice what we get, and he keeps it until the work is finished.",
        exhibit="Seven passports in a locked box",
        exhibit_kind="document",
        gender="masculine",
        age=24,
        language="en",
        citizenship="IN",
        acts=("recruitment", "transportation", "harbouring"),
        means=("fraud", "abuse_of_vulnerability"),
        purposes=("forced_labour",),
        names=("Raju Robin (invented)", "Dev Dove (invented)"),
        sector="F",
        recruitment="place_of_business",
        promised="Twice the wage of home, and a ticket back.",
        paid_by="An agent; half of it was borrowed from a cousin.",
        control=("takes_earnings", "withholds_documents", "excessive_working_hours"),
    ),
    Story(
        narrative="A nurse writes that a housekeeper came with burns. Her employer answered every question for her and "
        "did not leave the room.",
        title="Gated street house",
        place="Private house in a gated street",
        danger="She goes back to the same house tonight.",
        note="Hospital social worker agreed to see her alone at the next dressing.",
        statement="I sleep in the kitchen. I have not been paid since I came. She says the police will lock me up.",
        exhibit="Photographs of the injuries, with the hospital's form",
        exhibit_kind="picture",
        gender="feminine",
        age=26,
        language="en",
        citizenship="GY",
        acts=("harbouring", "receipt"),
        means=("threat_or_use_of_force", "abuse_of_power"),
        purposes=("servitude",),
        names=("Wren Thrush (invented)", "Ara Finch (invented)"),
        sector="T",
        recruitment="family",
        promised="School in the evenings.",
        control=("physical_abuse", "threatens_law_enforcement", "withholds_necessities"),
    ),
    Story(
        narrative="Coast guard stopped a boat at night: eleven people, two girls without a relative. A man on board "
        "had their telephones in a bag.",
        title="South-western boats",
        place="Off the south-western peninsula",
        danger="The person who was to meet them knows where they are held.",
        note="Children's Authority told at 04:10. The girls are kept apart from the men of the boat.",
        statement="My aunt knew the man. He said there was a job looking after children.",
        exhibit="Bag with nine telephones",
        exhibit_kind="telephone",
        gender="feminine",
        age=14,
        language="es",
        citizenship="VE",
        acts=("recruitment", "transportation"),
        means=("deception",),
        purposes=("sexual_exploitation",),
        names=("Nube Alondra (invented)", "Flor Mirla (invented)"),
        recruitment="friends",
        promised="A job looking after children.",
        paid_by="Nobody knows yet.",
        control=("false_promises",),
    ),
    Story(
        narrative="A shop worker says the owner takes her pay for rent and food and that she has not had a day off in "
        "four months. Her cousin is in the same position at the other shop.",
        title="Supermarket store room",
        place="Supermarket, living quarters above the store room",
        danger="The owner has said he will have them deported.",
        note="Two workers willing to speak with an interpreter present.",
        statement="He says I still owe for the ticket. Every month it is more.",
        exhibit="Account book kept by the owner",
        exhibit_kind="document",
        gender="feminine",
        age=22,
        language="zh",
        citizenship="CN",
        acts=("recruitment", "receipt"),
        means=("abuse_of_vulnerability", "other_coercion"),
        purposes=("forced_labour",),
        names=("Lin Lark (invented)", "Mei Swift (invented)"),
        sector="G",
        recruitment="family",
        promised="Free lodging and a day off each week.",
        paid_by="The owner, against her wages.",
        control=("debt_bondage", "takes_earnings", "excessive_working_hours"),
    ),
)

CLOSINGS = (
    ("insufficient_evidence", "Nobody would speak, and the house was empty when we came back."),
    ("not_trafficking", "A dispute about wages, passed to the labour inspectorate. No means, no control."),
    ("repatriated", "She went home by her own choice, accompanied; the file may be opened again."),
    ("untraceable", "The number was switched off after the first call, and the place could not be found."),
)

# What was done last in a case that goes on.
NEXT_NOTES = (
    "The interpreter is found; we talk again on Thursday, at the place she chose.",
    "The telephone records have come. Two numbers call at the same hour every night.",
    "Went by in an ordinary car. The van stood there; the plate is with the exhibits.",
)
