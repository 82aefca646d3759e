"""The shelters' own clients: in no case, most of them never referred."""

from __future__ import annotations

import datetime as dt

from carisecure.days.known import KnownDay
from carisecure.embedded.scene import Scene
from screening.clients.models import Client
from screening.clients.operations.identity import add_client_name, mark_client_name_mistaken
from screening.clients.operations.keeping import (
    add_client_note,
    client_left,
    client_returned,
    correct_client_note,
    new_client,
)
from screening.clients.operations.referring import refer_client
from screening.consent.models import Category, Purpose
from screening.consent.operations import record_consent
from screening.contact.operations import About
from screening.instruments.loader import instrument
from screening.interview.operations import answer_question, finish_screening, start_screening
from screening.interview.results import FIRST_SCREEN
from screening.referral.operations.refer_in import Agreed
from screening.referral.operations.refer_out import read_referral
from screening.referral.operations.take_up import take_up_referral
from screening.referral.packet import Asked

SHELTER = "caseworker"


def build(scene: Scene) -> None:
    _with_us(scene)
    _gone(scene)
    _taken_along(scene)
    with scene.acting("caseworker2", scene.days_ago(9)) as by:
        new_client(label="The baker", by=by)


def _with_us(scene: Scene) -> None:
    """Cared for, screened, agreed to nothing yet; a note was wrong, and a name."""
    came = scene.days_ago(41)
    about = About(22, 25, "said", "feminine", ["es"], ["VE"])
    with scene.acting(SHELTER, came) as by:
        client = new_client(label="Lucecita", about=about, by=by)
        first = add_client_note(client=client, text="She came with a cousin, who waits outside.", by=by)
        wrong = add_client_name(client=client, kind="name", value="Marina Demo-Prieto", by=by)
    with scene.acting(SHELTER, came + dt.timedelta(hours=20)) as by:
        correct_client_note(
            note=first, text="She came alone. The man outside is no relative.", version=1,
            reason="She told it once the door was shut.", by=by,
        )  # fmt: skip
        mark_client_name_mistaken(client=client, identity=wrong, reason="The name on the cousin's paper.", by=by)
        add_client_name(client=client, kind="name", value="Luz Marina Demo-Salas", by=by)
        add_client_name(
            client=client, kind="phone", value="868-555-0142", safe_to_call="Before noon; say it is the clinic", by=by
        )
        record_consent(
            involvement=client.involvement, purpose=Purpose.ASSISTANCE,
            recipient=scene.agencies["shelter_north_coast"], categories=[Category.NEEDS], given_by="self",
            language="es", given_on=scene.day(came), by=by,
        )  # fmt: skip
    _screen(scene, client, came + dt.timedelta(days=2))
    with scene.acting(SHELTER, came + dt.timedelta(days=16)) as by:
        add_client_note(client=client, text="Sleeps through. Wants to learn English before anything else.", by=by)


def _screen(scene: Scene, client: Client, at: dt.datetime) -> None:
    preface: dict[str, str | list[str]] = {
        "safe_to_talk": "yes", "health": ["none_seen"], "age": "adult", "child_with": "no", "language": "es",
        "interpreter": "not_needed",
    }  # fmt: skip
    with scene.acting(SHELTER, at) as by:
        screening = start_screening(involvement=client.involvement, preface=preface, by=by)
        for number, item in enumerate(instrument(FIRST_SCREEN).items):
            answer = ("yes", "not_known", "no")[number % 3]
            answer_question(screening=screening, item=item.id, answer=answer, by=by)
        finish_screening(screening=screening, by=by)


def _gone(scene: Scene) -> None:
    """Left, came back, left for good."""
    came = scene.days_ago(300)
    with scene.acting(SHELTER, came) as by:
        client = new_client(label="Mr T", about=About(40, 50, "impression", "masculine", ["en"]), by=by)
    for days, leaves in ((20, True), (33, False), (120, True)):
        moment = came + dt.timedelta(days=days)
        with scene.acting(SHELTER, moment) as by:
            on = KnownDay(scene.day(moment))
            if leaves:
                client_left(client=client, reason="own_wish" if days < 100 else "care_completed", on=on, by=by)
            else:
                client_returned(client=client, note="Knocked at night.", on=on, by=by)


def _taken_along(scene: Scene) -> None:
    """Referred with consent, name and all, and taken up: one human, a client here and in a case there."""
    came = scene.days_ago(70)
    about = About(31, 31, "document", "feminine", ["es", "en"], ["CO"])
    with scene.acting(SHELTER, came) as by:
        client = new_client(label="Señora P.", about=about, by=by)
        add_client_name(client=client, kind="name", value="Paulina Demo-Rojas", by=by)
        add_client_note(client=client, text="Does not want the unit to know where her daughter is.", by=by)
    asked = Asked("She has decided to tell what happened.", ["legal_aid"], "Only through us, in the morning.")
    with scene.acting(SHELTER, came + dt.timedelta(days=12)) as by:
        referral = refer_client(
            client=client, to_agency=scene.agencies["ctu"], asked=asked, agreed=Agreed(language="es"),
            more=[Category.IDENTITY], by=by,
        )  # fmt: skip
    with scene.acting("investigator2", came + dt.timedelta(days=13)) as by:
        take_up_referral(referral=read_referral(referral=referral, by=by), by=by)
