"""One door to the scorers, and the two that count: the first screen and the short screens. Pure functions."""

from collections.abc import Mapping

from carisecure.words import Words
from screening.instruments.delphi import score_assessment
from screening.instruments.loader import Instrument, Item, Kind, StopRule
from screening.instruments.results import Answer, Result, Sorted, UnknownItem, make_result, open_reason, sort_answers

__all__ = ["Answer", "Result", "UnknownItem", "score", "what_to_do_first"]


def score(
    instrument: Instrument,
    answers: Mapping[str, str],
    *,
    age: int | None = None,
    child: bool | None = None,
    act_recorded: bool = False,
) -> Result:
    """Score the answers (item id -> `Answer`) with the rule of the instrument.

    `age` in whole years is for short screens, `child` (under 18, or possibly) for the first screen, `act_recorded` for
    assessments; what a kind does not use is ignored. Raises `UnknownItem`. A result never changes anybody's status.
    """
    if instrument.kind is Kind.ASSESSMENT:
        return score_assessment(instrument, answers, act_recorded=act_recorded)
    if instrument.kind is Kind.SHORT_SCREEN:
        return score_short_screen(instrument, answers, age=age)
    return score_first_screen(instrument, answers, child=age < 18 if child is None and age is not None else bool(child))


def what_to_do_first(instrument: Instrument, preface: Mapping[str, str | list[str]]) -> tuple[StopRule, ...]:
    """What the answers before the first question ask for, `stop` rules in front: with one of those nothing is asked.

    A question of the preface that has not been answered sets off nothing by itself; that it must be answered is the
    form's business.
    """
    order = {"stop": 0, "first": 1, "care": 2}
    found = [rule for rule in instrument.stop_rules if _given(preface.get(rule.question)) & set(rule.answers)]
    return tuple(sorted(found, key=lambda rule: order[rule.action]))


def _given(answer: str | list[str] | None) -> set[str]:
    return set() if answer is None else {answer} if isinstance(answer, str) else set(answer)


def score_first_screen(instrument: Instrument, answers: Mapping[str, str], *, child: bool) -> Result:
    """How many signs there are. Signs that are there are never hidden by open questions; "no signs" is said only when
    every question was answered no."""
    rule = instrument.count_rule
    if rule is None:
        raise ValueError(f"{instrument.key} is not a first screen")
    found = sort_answers(instrument, answers)
    level = _level(instrument, found.yes, rule.several_at, child=child)
    highest = _level(instrument, found.yes + found.open, rule.several_at, child=child)
    unknown = level == "no_signs" and bool(found.open)
    return make_result(
        instrument,
        "too_little_known" if unknown else level,
        so_far=level if unknown else None,
        reasons=_signs(instrument, found, child=child),
        complete=level == highest,
        open_items=found.open,
        score=len(found.yes),
    )


def _level(instrument: Instrument, yes: tuple[str, ...], several_at: int, *, child: bool) -> str:
    signs = [instrument.items_by_id[id_] for id_ in yes]
    if not signs:
        return "no_signs"
    strong = any(item.strength == "strong" for item in signs)
    of_exploitation = child and any(_shows_exploitation(item) for item in signs)
    several = len(signs) >= several_at or (strong and len(signs) >= 2) or of_exploitation
    return "several_signs" if several else "some_signs"


def _element(item: Item) -> str | None:
    return item.points_to.element if item.points_to else None


def _shows_exploitation(item: Item) -> bool:
    return item.points_to is not None and (item.points_to.element == "purpose" or bool(item.points_to.exploitation))


_ELEMENTS = {
    "act": Words(en="an act", es="un acto"),
    "means": Words(en="a means of control", es="un medio de control"),
    "purpose": Words(en="exploitation", es="explotación"),
}


def _signs(instrument: Instrument, found: Sorted, *, child: bool) -> tuple[Words, ...]:
    reasons = []
    for item in (instrument.items_by_id[id_] for id_ in found.yes):
        element = _ELEMENTS[_element(item) or "means"]
        reasons.append(
            Words(
                en=f"Yes to: {item.text.en} It points to {element.en}.",
                es=f"Sí a: {item.text.in_language('es')} Apunta a {element.es}.",
            )
        )
    if child and any(_shows_exploitation(instrument.items_by_id[id_]) for id_ in found.yes):
        reasons.append(
            Words(
                en="The person is or may be under 18: a sign of exploitation is enough (Palermo Protocol, art. 3(c)).",
                es="Es o puede ser menor de 18: basta un signo de explotación (Protocolo de Palermo, art. 3(c)).",
            )
        )
    if found.open:
        reasons.append(open_reason(found.open, len(instrument.items)))
    return tuple(reasons)


def score_short_screen(instrument: Instrument, answers: Mapping[str, str], *, age: int | None) -> Result:
    """Yes answers against the cut-off. Outside the age range the screen was built for it is `not_applicable`."""
    rule = instrument.short_rule
    if rule is None:
        raise ValueError(f"{instrument.key} is not a short screen")
    found = sort_answers(instrument, answers)
    if age is not None and not instrument.ages.contain(age):
        return make_result(instrument, "not_applicable", reasons=(_ages(instrument),), complete=True, open_items=())
    yes = len(found.yes)
    could_reach = yes + len(found.open) >= rule.cut_off
    outcome = "positive" if yes >= rule.cut_off else "incomplete" if could_reach else "negative"
    reasons = [Words(en=f"{yes} yes, cut-off {rule.cut_off}", es=f"{yes} sí, umbral {rule.cut_off}")]
    reasons += [open_reason(found.open, len(instrument.items))] if found.open else []
    reasons += [_ages(instrument)] if age is None and instrument.ages != type(instrument.ages)() else []
    return make_result(
        instrument,
        outcome,
        so_far="negative" if outcome == "incomplete" else None,
        reasons=tuple(reasons),
        complete=outcome != "incomplete",
        open_items=found.open,
        score=yes,
    )


def _ages(instrument: Instrument) -> Words:
    low, high = instrument.ages.from_, instrument.ages.to
    years = f"{low}-{high}" if low is not None and high is not None else f"{low}+" if low is not None else f"0-{high}"
    return Words(en=f"Built for people aged {years}", es=f"Hecho para personas de {years} años")
