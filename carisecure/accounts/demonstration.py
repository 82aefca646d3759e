"""The agencies of the country pack, and one or two invented people at each. Their names are birds."""

from __future__ import annotations

from carisecure.accounts.operations import make_agency, make_user
from carisecure.accounts.roles import Role
from carisecure.countries.packs import pack
from carisecure.embedded.scene import Scene

# Who stands on the front page: the first of each role, and the second supervisor and administrator (cards.py).
PEOPLE = (
    ("investigator", "Ina Ibis", Role.INVESTIGATOR, "ctu"),
    ("investigator2", "Kofi Kiskadee", Role.INVESTIGATOR, "ctu"),
    ("investigator3", "Omara Oropendola", Role.INVESTIGATOR, "ctu"),
    ("supervisor", "Mara Motmot", Role.SUPERVISOR, "ctu"),
    ("supervisor2", "Silas Sandpiper", Role.SUPERVISOR, "ctu"),
    ("caseworker", "Tessa Tanager", Role.CASEWORKER, "shelter_hibiscus"),
    ("caseworker2", "Nadia Heron", Role.CASEWORKER, "shelter_north_coast"),
    ("prosecutor", "Corin Cocrico", Role.PROSECUTOR, "dpp"),
    ("prosecutor2", "Perla Pelican", Role.PROSECUTOR, "dpp"),
    ("analyst", "Anil Anhinga", Role.ANALYST, "statistics_office"),
    ("frontline", "Grace Grebe", Role.FRONTLINE, "immigration"),
    ("auditor", "Odell Osprey", Role.AUDITOR, "oversight_body"),
    ("administrator", "Edda Egret", Role.ADMINISTRATOR, "it_services"),
    ("administrator2", "Tirso Trogon", Role.ADMINISTRATOR, "it_services"),
)

# The desks that send referrals to each other: invented numbers, so that an accepted one shows whom to call.
DESKS = {
    "ctu": "868-555-0150",
    "immigration": "868-555-0151",
    "children_authority": "868-555-0154",
    "shelter_hibiscus": "868-555-0152",
    "shelter_north_coast": "868-555-0153",
}


def build(scene: Scene) -> None:
    country = pack()
    for entry in country.agencies:
        scene.agencies[entry.code] = make_agency(
            code=entry.code,
            name=entry.name.en,
            kind=entry.kind,
            country=country.code,
            phone=DESKS.get(entry.code, ""),
        )
    for key, name, role, agency in PEOPLE:
        scene.people[key] = make_user(
            username=key, full_name=f"{name} (demonstration)", role=role, agency=scene.agencies[agency]
        )
