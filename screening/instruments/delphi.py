"""Scoring of the ILO/European Commission Delphi indicators (2009): six dimensions, then one reading of them all.

A dimension is positive with 2 strong; 1 strong and 1 medium or weak; 3 medium; or 2 medium and 1 weak. Source:
secondary transcriptions of WCMS_105023 that agree. The overall reading follows Palermo art. 3 (adults: purpose and a
means; children: purpose alone) with an act recorded, and is our reading of a secondary source. Both rules are data of
the instrument.
"""

from collections.abc import Collection, Mapping

from carisecure.words import Words
from screening.instruments.loader import DelphiRule, Dimension, Instrument, Item
from screening.instruments.results import DimensionScore, Result, Sorted, make_result, open_reason, sort_answers

Counts = tuple[int, int, int]  # strong, medium, weak

# From these upwards, what is still open can strengthen the result but not take it away.
_STANDS = frozenset({"trafficking_strongly_indicated", "trafficking_indicated", "incomplete_act_missing"})
_POSITIVE, _OPEN, _NOT_POSITIVE = (
    ("positive", "positiva"), ("still open", "todavía abierta"), ("not positive", "no positiva"),
)  # fmt: skip
_WEIGHTS_EN = {"strong": "strong", "medium": "medium", "weak": "weak"}
_WEIGHTS_ES = {"strong": ("fuerte", "fuertes"), "medium": ("medio", "medios"), "weak": ("débil", "débiles")}


def score_assessment(instrument: Instrument, answers: Mapping[str, str], *, act_recorded: bool) -> Result:
    """Score an assessment of indicators. `act_recorded`: an act (recruitment, transport, ...) stands in the file.

    Open items count as absent, and the outcome is `incomplete` if they could turn it into an indication or change what
    is pointed to. An indication already there is kept while items are open: more of them can only strengthen it.
    Raises `UnknownItem`; `ValueError` for an instrument of another kind.
    """
    rule = instrument.delphi_rule
    if rule is None:
        raise ValueError(f"{instrument.key} is not an assessment of indicators")
    found = sort_answers(instrument, answers)
    dimensions = tuple(_score_dimension(instrument, rule, it, found) for it in instrument.dimensions)
    so_far = _outcome(rule, _positive(dimensions), act_recorded)
    possible = frozenset(dimension.id for dimension in dimensions if dimension.positive or dimension.is_open)
    complete = so_far == _outcome(rule, possible, act_recorded)
    stands = complete or so_far in _STANDS
    return make_result(
        instrument,
        so_far if stands else "incomplete",
        so_far=None if stands else so_far,
        reasons=_reasons(instrument, dimensions, found, act_recorded=act_recorded),
        complete=complete,
        open_items=found.open,
        dimensions=dimensions,
        labels=_labels(_positive(dimensions)),
    )


def _score_dimension(instrument: Instrument, rule: DelphiRule, dimension: Dimension, found: Sorted) -> DimensionScore:
    here = _present(instrument, dimension, found.yes)
    strong, medium, weak = counts = _counts(here)
    positive = _makes_positive(rule, counts)
    is_open = not positive and _makes_positive(rule, _counts(_present(instrument, dimension, found.yes + found.open)))
    texts = Words(
        en="; ".join(f"{item.text.en} ({item.strength})" for item in here),
        es="; ".join(f"{item.text.in_language('es')} ({_WEIGHTS_ES[str(item.strength)][0]})" for item in here),
    )
    verdict = _POSITIVE if positive else _OPEN if is_open else _NOT_POSITIVE
    why = _why(dimension, counts, verdict, texts)
    return DimensionScore(dimension.id, strong, medium, weak, positive=positive, is_open=is_open, why=why)


def _present(instrument: Instrument, dimension: Dimension, ids: Collection[str]) -> list[Item]:
    return [item for item in instrument.items if item.dimension == dimension.id and item.id in ids]


def _counts(items: list[Item]) -> Counts:
    strong, medium, weak = (sum(item.strength == weight for item in items) for weight in _WEIGHTS_EN)
    return strong, medium, weak


def _makes_positive(rule: DelphiRule, counts: Counts) -> bool:
    return any(needs.met_by(*counts) for needs in rule.positive_if_any_of)


def _why(dimension: Dimension, counts: Counts, verdict: tuple[str, str], texts: Words) -> Words:
    """ "Deceptive recruitment: positive, 1 strong, 1 medium: Misled about the job (strong); ..." """
    if not any(counts):
        return Words(
            en=f"{dimension.label.en}: no indicator", es=f"{dimension.label.in_language('es')}: ningún indicador"
        )
    weights = [(number, weight) for number, weight in zip(counts, _WEIGHTS_EN, strict=True) if number]
    en = ", ".join(f"{number} {weight}" for number, weight in weights)
    es = ", ".join(f"{number} {_WEIGHTS_ES[weight][number > 1]}" for number, weight in weights)
    return Words(
        en=f"{dimension.label.en}: {verdict[0]}, {en}: {texts.en}",
        es=f"{dimension.label.in_language('es')}: {verdict[1]}, {es}: {texts.in_language('es')}",
    )


def _positive(dimensions: tuple[DimensionScore, ...]) -> frozenset[str]:
    return frozenset(dimension.id for dimension in dimensions if dimension.positive)


def _outcome(rule: DelphiRule, positive: frozenset[str], act: bool) -> str:
    """The first that applies, from the top."""
    means = any(dimension in positive for dimension in rule.means)
    if rule.purpose not in positive:
        return "means_without_exploitation" if means else "no_indication"
    if rule.needs_means and not means:
        return "exploitation_only"
    if not act:
        return "incomplete_act_missing"
    strict = rule.strict
    if strict and positive.issuperset(strict.all_of) and positive.intersection(strict.any_of):
        return "trafficking_strongly_indicated"
    return "trafficking_indicated"


def _labels(positive: frozenset[str]) -> tuple[str, ...]:
    """The category of the ILO's Moldova study: deceived and exploited, without coercion at the destination."""
    return ("deception_and_exploitation",) if {"D1", "D4"} <= positive and "D5" not in positive else ()


def _reasons(
    instrument: Instrument, dimensions: tuple[DimensionScore, ...], found: Sorted, *, act_recorded: bool
) -> tuple[Words, ...]:
    act = Words(en="An act is recorded", es="Consta un acto")
    no_act = Words(en="No act is recorded yet: ask for it", es="Todavía no consta ningún acto: pregunte por él")
    reasons = [dimension.why for dimension in dimensions if dimension.strong + dimension.medium + dimension.weak]
    reasons.append(act if act_recorded else no_act)
    if instrument.delphi_rule and not instrument.delphi_rule.needs_means:
        reasons.append(
            Words(
                en="For a child no means is needed (Palermo Protocol, art. 3(c))",
                es="Tratándose de un menor no se exige ningún medio (Protocolo de Palermo, art. 3(c))",
            )
        )
    if found.open:
        reasons.append(open_reason(found.open, len(instrument.items)))
    return tuple(reasons)
