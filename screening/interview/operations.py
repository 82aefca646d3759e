"""A first screen, one question at a time, and the assessment of indicators afterwards. Neither decides anything."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carisecure.access import policy
from carisecure.access.errors import TransitionRefused
from carisecure.access.policy import fetch
from carisecure.accounts.models import Agency
from carisecure.accounts.roles import AgencyKind
from cases.record.models import Involvement
from screening.contact.operations import About, hold_person, new_person
from screening.instruments.loader import Instrument, instrument
from screening.instruments.loader import Kind as InstrumentKind
from screening.instruments.scoring import score, what_to_do_first
from screening.interview.models import Answer, Kind, Screening, State
from screening.interview.queries import open_screens_of
from screening.interview.results import FIRST_SCREEN, instrument_of, may_be_child, preface_of

if TYPE_CHECKING:
    from carisecure.accounts.models import User

Preface = Mapping[str, str | list[str]]


@transaction.atomic
def start_screening(*, involvement: Involvement, preface: Preface, by: User) -> Screening:
    """Begin a first screen of somebody in a case. Where the preface says stop, it is recorded and nothing is asked.

    One that `by` has open is gone on with: a second one is refused (TransitionRefused). A colleague's open one stands
    in nobody's way: two conversations are two screens, and whose officer is away must not hold up the next.
    """
    involvement = hold_person(involvement.pk, by=by, action="screening.screen")
    if open_screens_of(by).filter(involvement=involvement).exists():
        raise TransitionRefused(_("You have already started a first screening of this person: continue that one."))
    return _begin(involvement, preface, keeper=by.agency.group, handed=None, by=by)


@transaction.atomic
def start_at_the_door(*, about: About, preface: Preface, by: User) -> Screening:
    """Begin a first screen of somebody who is in no case: the person is made without a name, for this officer alone.

    The answers are the unit's as soon as they are sent; until then only the officer reads them.
    """
    policy.require(by, "screening.screen_at_the_door")
    involvement = new_person(about=about, keeper=by.personal_group, by=by)
    unit = Agency.objects.filter(kind=AgencyKind.UNIT, is_active=True).order_by("name").first()
    return _begin(involvement, preface, keeper=by.personal_group, handed=unit.group if unit else None, by=by)


def _begin(involvement: Involvement, preface: Preface, *, keeper: Group, handed: Group | None, by: User) -> Screening:
    used = instrument(FIRST_SCREEN)
    stopped = any(rule.action == "stop" for rule in what_to_do_first(used, preface))
    languages = [str(preface.get(q.id, "")) for q in used.before_you_start if q.type == "language"]
    now = timezone.now()
    return Screening.objects.create(
        involvement=involvement,
        agency_group=keeper,
        handed_group=handed,
        kind=Kind.FIRST_SCREEN,
        instrument=used.id,
        instrument_version=used.version,
        language=languages[0] if languages else "",
        preface=json.dumps(dict(preface), ensure_ascii=False),
        state=State.STOPPED if stopped else State.OPEN,
        made_by=by,
        started_at=now,
        finished_at=now if stopped else None,
    )


@transaction.atomic
def answer_question(*, screening: Screening, item: str, answer: str, by: User) -> Screening:
    """Store one answer; asking again replaces it, as long as the screen is not finished."""
    screening = _open(screening, by)
    if answer not in Answer.values or item not in instrument_of(screening).items_by_id:
        raise ValidationError(_("This is not an answer to this question."))
    screening.answers = {**screening.answers, item: answer}
    screening.version += 1
    screening.save(force_update=True, update_fields=["answers", "version"])
    return screening


@transaction.atomic
def finish_screening(*, screening: Screening, by: User) -> Screening:
    """Close the questions and store where the answers point. Questions left out stay open: open is not no."""
    screening = _open(screening, by)
    held_on = timezone.localdate(screening.started_at)
    child = may_be_child(screening.involvement.person, preface_of(screening), on=held_on)
    result = score(instrument_of(screening), screening.answers, child=child)
    screening.result = {**result.stored(), "child": child}
    screening.state, screening.finished_at = State.FINISHED, timezone.now()
    screening.version += 1
    screening.save(force_update=True, update_fields=["result", "state", "finished_at", "version"])
    return screening


@transaction.atomic
def record_assessment(
    *, involvement: Involvement, used: Instrument, answers: Mapping[str, str], act_recorded: bool, by: User
) -> Screening:
    """Store a whole assessment of indicators (ILO/EC Delphi) and where it points."""
    policy.require(by, "screening.assess", involvement)
    if used.kind is not InstrumentKind.ASSESSMENT:
        raise ValidationError(_("This instrument is not an assessment of indicators."))
    now = timezone.now()
    return Screening.objects.create(
        involvement=involvement,
        agency_group=by.agency.group,
        kind=Kind.ASSESSMENT,
        instrument=used.id,
        instrument_version=used.version,
        answers=dict(answers),
        act_recorded=act_recorded,
        result=score(used, answers, act_recorded=act_recorded).stored(),
        state=State.FINISHED,
        made_by=by,
        started_at=now,
        finished_at=now,
    )


def _open(screening: Screening, by: User) -> Screening:
    found: Screening = fetch(Screening, viewer=by, action="screening.answer", pk=screening.pk, lock=True)
    if found.state != State.OPEN:
        raise TransitionRefused(_("This first screening is closed: its answers can no longer be changed."))
    return found
