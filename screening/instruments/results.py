"""What a scorer hands back: where the answers point, why, and what is still open. Never a decision on a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from carisecure.words import Words
from screening.instruments.loader import Instrument


class Answer(StrEnum):
    """A question that was not asked has no answer. Not known and will not say are never "no"."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not_known"
    WILL_NOT_SAY = "will_not_say"


class UnknownItem(ValueError):
    """An answer to a question that this version of the instrument does not have, or a value that is no answer."""


@dataclass(frozen=True)
class Sorted:
    """Item ids in the order of the instrument: yes, no, and open (not asked, not known, will not say)."""

    yes: tuple[str, ...]
    no: tuple[str, ...]
    open: tuple[str, ...]


def sort_answers(instrument: Instrument, answers: Mapping[str, str]) -> Sorted:
    """Answers by what they mean for a score. Raises `UnknownItem`, naming the item or the value."""
    if strange := sorted(set(answers) - set(instrument.items_by_id)):
        raise UnknownItem(f"{instrument.key} has no item {', '.join(strange)}")
    if strange := sorted(set(answers.values()) - {answer.value for answer in Answer}):
        raise UnknownItem(f"not an answer: {', '.join(strange)}")
    ids = [item.id for item in instrument.items]
    yes = tuple(id_ for id_ in ids if answers.get(id_) == Answer.YES)
    no = tuple(id_ for id_ in ids if answers.get(id_) == Answer.NO)
    return Sorted(yes, no, tuple(id_ for id_ in ids if id_ not in yes and id_ not in no))


@dataclass(frozen=True)
class DimensionScore:
    """How many indicators of each weight are present in one dimension, and whether that makes it positive.

    `is_open`: it is not positive, and what was not answered could still make it so.
    """

    id: str
    strong: int
    medium: int
    weak: int
    positive: bool
    is_open: bool
    why: Words


@dataclass(frozen=True)
class Result:
    """Where the answers point. `outcome` is a code of the instrument's outcomes, with its words.

    `complete` is false while open items could still change the outcome; `open_items` names them. An outcome
    "incomplete" or "too little known" carries in `so_far` what the answers given show by themselves. `reasons` are
    sentences for the page; `provisional` must be shown beside the outcome.
    """

    instrument: str
    version: str
    outcome: str
    label: Words
    meaning: Words
    next_step: Words
    reasons: tuple[Words, ...]
    complete: bool
    open_items: tuple[str, ...]
    provisional: bool
    so_far: str | None = None
    score: int | None = None
    dimensions: tuple[DimensionScore, ...] = ()
    labels: tuple[str, ...] = ()

    @property
    def positive_dimensions(self) -> tuple[str, ...]:
        return tuple(dimension.id for dimension in self.dimensions if dimension.positive)

    def stored(self) -> dict[str, object]:
        """Codes and numbers only, for the database: sentences are made again from the answers and the version."""
        return {
            "outcome": self.outcome,
            "so_far": self.so_far,
            "complete": self.complete,
            "open_items": list(self.open_items),
            "provisional": self.provisional,
            "score": self.score,
            "positive_dimensions": list(self.positive_dimensions),
            "labels": list(self.labels),
        }


def make_result(
    instrument: Instrument,
    outcome: str,
    *,
    reasons: tuple[Words, ...],
    complete: bool,
    open_items: tuple[str, ...],
    so_far: str | None = None,
    score: int | None = None,
    dimensions: tuple[DimensionScore, ...] = (),
    labels: tuple[str, ...] = (),
) -> Result:
    """A result with the words that the instrument has for its outcome."""
    words = instrument.outcome(outcome)
    return Result(
        instrument=instrument.id,
        version=instrument.version,
        outcome=outcome,
        label=words.label,
        meaning=words.meaning,
        next_step=words.next_step,
        reasons=reasons,
        complete=complete,
        open_items=() if complete else open_items,
        provisional=instrument.provisional,
        so_far=so_far,
        score=score,
        dimensions=dimensions,
        labels=labels,
    )


def open_reason(open_items: tuple[str, ...], total: int) -> Words:
    """The sentence for questions without a yes or a no."""
    number = len(open_items)
    return Words(
        en=f"{number} of {total} are open (not asked, not known, or the person will not say). Open is not no.",
        es=f"{number} de {total} están sin respuesta (no preguntado, no se sabe o no quiere decir). Eso no es un no.",
    )
