"""What the catalogue says about a charge and a sentence, in words, with how far each fact is trusted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from carisecure.countries.packs import pack
from carisecure.words import Trust
from prosecutions.offences.catalogue import Offence, Penalty, catalogue, offence

if TYPE_CHECKING:
    from prosecutions.charges.models import Charge
    from prosecutions.outcomes.models import Sentence

TRUST: dict[Trust, Promise] = {
    Trust.VERIFIED: gettext_lazy("verified"),
    Trust.SECONDARY: gettext_lazy("secondary source"),
    Trust.GENERAL_KNOWLEDGE: gettext_lazy("general knowledge, not looked up"),
    Trust.UNVERIFIED: gettext_lazy("not verified"),
    Trust.OUR_CHOICE: gettext_lazy("our own choice"),
    Trust.DEMONSTRATION: gettext_lazy("invented"),
}


@dataclass(frozen=True)
class PenaltyWords:
    """A penalty for a page. `trust` is always shown beside `text`: counsel confirms before use."""

    text: str
    trust: str
    is_verified: bool


def offence_title(charge: Charge) -> str:
    """ "Trafficking in persons (section 16)", with its Act where that is another one.

    What was typed where the catalogue has no such offence; the bare code where it no longer has it.
    """
    if charge.is_typed:
        told = {"title": charge.typed_offence, "section": charge.typed_section, "act": charge.typed_act}
        if not charge.typed_offence:
            return _("Section %(section)s, %(act)s") % told
        return _("%(title)s (section %(section)s, %(act)s)") % told
    try:
        found = offence(charge.offence)
    except KeyError:
        return charge.offence
    told = {"title": str(found.title), "section": found.section}
    if (act := catalogue().act_of(found)) is not None:
        return _("%(title)s (section %(section)s, %(act)s)") % {**told, "act": act.title}
    return _("%(title)s (section %(section)s)") % told


def penalty_of(charge: Charge) -> PenaltyWords:
    """The penalty in force on the day of the offence; not known where that day is not, and the penalty changed."""
    penalty = _penalty(charge)
    if charge.is_typed:
        said = _("not known: the catalogue does not have this offence")
        return PenaltyWords(said, str(TRUST[Trust.UNVERIFIED]), is_verified=False)
    if penalty is None:
        return PenaltyWords(_("not known yet"), str(TRUST[Trust.UNVERIFIED]), is_verified=False)
    return PenaltyWords(_in_words(penalty), str(TRUST[penalty.trust]), penalty.trust is Trust.VERIFIED)


def _penalty(charge: Charge) -> Penalty | None:
    try:
        found: Offence = offence(charge.offence)
    except KeyError:
        return None
    first, last = (found.penalty_on(day) for day in (charge.committed.first, charge.committed.last))
    return first if first == last else None


def _in_words(penalty: Penalty) -> str:
    parts = [*_prison(penalty), *_fine(penalty)]
    if penalty.aggravated_extra_years:
        more = penalty.aggravated_extra_years
        parts.append(
            ngettext("%(n)s year more where aggravated", "%(n)s years more where aggravated", more) % {"n": more}
        )
    return "; ".join(parts) or _("not known yet")


def _prison(penalty: Penalty) -> list[str]:
    if penalty.life:
        return [_("up to imprisonment for life")]
    least, most, years = penalty.min_years, penalty.max_years, penalty.years
    texts = (
        (least, ngettext("not less than %(n)s year", "not less than %(n)s years", least or 0)),
        (most, ngettext("not more than %(n)s year", "not more than %(n)s years", most or 0)),
        (
            years,
            ngettext(
                "%(n)s year (not known whether minimum or maximum)",
                "%(n)s years (not known whether minimum or maximum)",
                years or 0,
            ),
        ),
    )
    return [text % {"n": number} for number, text in texts if number is not None]


def _fine(penalty: Penalty) -> list[str]:
    texts = (
        (penalty.min_fine, _("fine not less than %(fine)s")),
        (penalty.max_fine, _("fine not more than %(fine)s")),
        (penalty.fine, _("fine %(fine)s (not known whether minimum or maximum)")),
    )
    found = [text % {"fine": money(amount, pack().country.currency)} for amount, text in texts if amount is not None]
    return found or ([_("a fine is possible")] if penalty.fine_possible else [])


def money(amount: int, currency: str) -> str:
    """ "TTD 500,000"."""
    return f"{currency} {amount:,}"


def sentence_words(sentence: Sentence) -> str:
    """ "15 years and TTD 500,000"; three parts and more with commas."""
    parts = [_("imprisonment for life")] if sentence.is_life else []
    if sentence.months:
        parts.append(term_words(sentence.months))
    if sentence.suspended_months:
        parts.append(_("%(term)s suspended") % {"term": term_words(sentence.suspended_months)})
    if sentence.fine:
        parts.append(money(sentence.fine, sentence.currency))
    if sentence.compensation:
        parts.append(_("%(money)s in compensation") % {"money": money(sentence.compensation, sentence.currency)})
    parts += [_("forfeited: %(what)s") % {"what": _bare(sentence.forfeited)}] if sentence.forfeited else []
    parts += [_bare(sentence.other)] if sentence.other else []
    return _(" and ").join(parts) if len(parts) == 2 else ", ".join(parts)


def _bare(typed: str) -> str:
    """Without its full stop: it is followed by a comma."""
    return typed.strip().removesuffix(".")


def term_words(months: int) -> str:
    """180 -> "15 years"; 30 -> "2 years 6 months"."""
    years, rest = divmod(months, 12)
    parts = [ngettext("%(n)s year", "%(n)s years", years) % {"n": years}] if years else []
    parts += [ngettext("%(n)s month", "%(n)s months", rest) % {"n": rest}] if rest else []
    return " ".join(parts)


def sentence_warnings(charge: Charge, sentence: Sentence) -> list[str]:
    """Where a sentence lies outside the catalogue's bounds. They warn; they never stopped it from being recorded.

    A term that is no whole number of years is below a floor by its full years and above a ceiling by the next ones.
    """
    penalty = _penalty(charge)
    if penalty is None:
        return []
    months = sentence.months
    found = list(penalty.warnings(years=months // 12 if months else None, fine=sentence.fine))
    if months and months % 12 and not penalty.warnings(years=months // 12):
        found += penalty.warnings(years=months // 12 + 1)
    return [str(text) for text in found]
