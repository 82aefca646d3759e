"""What was entered, in one line: how a page shows a row that was struck out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carisecure.interface import words
from prosecutions.court_path.words import step_label
from prosecutions.offences.penalties import offence_title, sentence_words

if TYPE_CHECKING:
    from prosecutions.advice.models import Advice
    from prosecutions.charges.models import Charge
    from prosecutions.court.models import Hearing
    from prosecutions.court_path.models import StageEvent
    from prosecutions.outcomes.models import Outcome, Sentence


def charge_line(charge: Charge, victims: Iterable[str] = (), alternative: str = "") -> str:
    parts = [
        offence_title(charge),
        ngettext("%(n)s count", "%(n)s counts", charge.counts) % {"n": charge.counts},
        _("date of offence %(day)s") % {"day": words.day(charge.committed_on, charge.committed_precision)},
        _("laid %(day)s") % {"day": words.day(charge.laid_on, charge.laid_precision)},
        charge.get_laid_by_display(),
        charge.complaint_number,
        charge.court,
        _("alternative to %(offence)s") % {"offence": alternative} if alternative else "",
        _("victims: %(whom)s") % {"whom": "; ".join(victims)} if victims else "",
    ]
    return ", ".join(str(part) for part in parts if part)


def outcome_line(outcome: Outcome) -> str:
    return f"{outcome.get_verdict_display()}, {words.day(outcome.happened_on, outcome.precision)}"


def sentence_line(sentence: Sentence) -> str:
    return f"{sentence_words(sentence)}, {words.day(sentence.happened_on, sentence.precision)}"


def step_line(step: StageEvent) -> str:
    return f"{step_label(step.path, step.stage)}, {words.day(step.happened_on, step.precision)}"


def hearing_line(hearing: Hearing) -> str:
    at = f"{hearing.at:%H:%M}" if hearing.at else ""
    adjourned = (hearing.get_adjourned_because_display(), hearing.get_adjourned_by_display())
    where = (hearing.get_purpose_display(), hearing.where, hearing.judicial_officer, hearing.whose)
    parts = (words.day(hearing.on), at, *where, hearing.get_state_display(), *adjourned, hearing.result)
    return ", ".join(str(part) for part in parts if part)


def advice_line(advice: Advice) -> str:
    given = words.day(advice.given_on, advice.given_precision)
    return f"{advice.get_kind_display()}, {given}: {advice.text}"
