"""How an age is asked for: a range in whole years, its day, and what it rests on; and what a date of birth does to it.

A range that rests on nothing is not taken, and a noted age gives way to a date of birth only where somebody says so.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carisecure.days import limits
from carisecure.days.ages import of_birth, years
from carisecure.days.fields import DayField
from carisecure.days.known import KnownDay
from carisecure.interface import words
from cases.record.models import AgeBasis, Person

# What a date of birth can be known from; nobody guesses one.
BORN_FROM = (AgeBasis.DOCUMENT, AgeBasis.SAID)
OLDEST = 120  # years: as old as a date of birth can make somebody


class Noted(models.TextChoices):
    """What becomes of an age that was noted before the date of birth was known."""

    GIVES_WAY = "gives_way", gettext_lazy("Use the age that the date of birth gives")
    STAYS = "stays", gettext_lazy("Keep the age as it was noted")


class Agreement(models.TextChoices):
    """How a noted age and a date of birth stand to each other, on the day on which the age was noted."""

    SAME = "same"
    DIFFER = "differ"  # both can be true: 14 to 17 noted, and 15 by the date of birth
    CONTRADICT = "contradict"


def agreement(person: Person, born: KnownDay) -> Agreement | None:
    """None where no age was noted. Compared on the day of the noting: time alone makes no difference between the two,
    and a date that is entered twice does not tell more about itself than once."""
    noted = person.noted_age
    if not noted.is_known or noted.on is None:
        return None
    then = of_birth(born, noted.on)
    if then is None or not then.meets(noted):
        return Agreement.CONTRADICT
    return Agreement.SAME if (then.low, then.high) == (noted.low, noted.high) else Agreement.DIFFER


def is_to_follow(born: KnownDay, person: Person, *, known_from: str, choice: str) -> bool:
    """Whether the person's age is to be the one that this date of birth gives.

    Raises ValidationError where nobody said what the date is known from, and where it was not said what is to become of
    a noted age that differs.
    """
    if known_from not in BORN_FROM:
        raise ValidationError({"known_from": _("Choose how the date of birth is known.")})
    found = agreement(person, born)
    if found is None:
        return True
    if found == Agreement.SAME and person.age_basis in BORN_FROM:
        return False
    if choice not in Noted.values:
        raise ValidationError({"age": question(person, born, found)})
    return choice == Noted.GIVES_WAY


def question(person: Person, born: KnownDay, found: Agreement) -> str:
    said = {"noted": _in_words(person), "given": _given(born)}
    if found == Agreement.CONTRADICT:
        return _("The age noted contradicts this date of birth. Noted: %(noted)s. The date gives: %(given)s.") % said
    return _("The age was noted before. Noted: %(noted)s. The date of birth gives: %(given)s.") % said


def by_birth(person: Person, born: KnownDay) -> list[str]:
    """For whoever sees the date of birth: the age of today by it, and that the age noted is another one."""
    return [_("By the date of birth: %(age)s.") % {"age": _given(born)}, *filter(None, [warning(person, born)])]


def kept_day(person: Person) -> str:
    return _("Noted: %(noted)s. Left empty: that day where the age stays as it is, else today.") % {
        "noted": _in_words(person)
    }


def warning(person: Person, born: KnownDay) -> str:
    """For whoever sees the date of birth: that the age beside it is another one; "" where the two agree."""
    found = agreement(person, born)
    if found == Agreement.CONTRADICT:
        return _("Contradicts the age noted, %(noted)s: this date gives %(given)s.") % {
            "noted": _in_words(person), "given": _given(born),
        }  # fmt: skip
    if found == Agreement.DIFFER:
        return _("The age noted is another: this date gives %(given)s.") % {"given": _given(born)}
    return ""


def _given(born: KnownDay) -> str:
    today = timezone.localdate()
    found = of_birth(born, today)
    return words.age_noted(found.low, found.high, today) if found else words.not_known_yet()


def _in_words(person: Person) -> str:
    return f"{words.age_noted(person.age_from, person.age_to, person.age_on)} ({person.age_rests_on})"


def lower() -> forms.IntegerField:
    return forms.IntegerField(label=gettext_lazy("Age, at least"), required=False, min_value=0, max_value=120)


def upper() -> forms.IntegerField:
    return forms.IntegerField(
        label=gettext_lazy("Age, at most"), required=False, min_value=0, max_value=120,
        widget=forms.NumberInput(attrs={"data-mended-by": "age_from", "data-not-below": "age_from"}),
    )  # fmt: skip


def basis() -> forms.ChoiceField:
    """ "" is taken as "not known yet": a page that does not ask claims nothing."""
    return forms.ChoiceField(
        label=gettext_lazy("Age known from"), required=False, choices=AgeBasis.choices,
        widget=forms.Select(attrs={"data-mended-by": "age_from age_to"}),
    )  # fmt: skip


def day() -> DayField:
    """Empty is today, or the day as before where nobody changed the age."""
    return DayField(
        label=gettext_lazy("Age as at"), required=False, limit=limits.HAPPENED,
        help_text=gettext_lazy("Today, if left empty. For an age out of an older paper: the day of that paper."),
    )  # fmt: skip


def known_from() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=gettext_lazy("Date of birth known from"), required=False,
        choices=lambda: [("", _("Choose")), *((one.value, one.label) for one in BORN_FROM)],
        help_text=gettext_lazy("For a date of birth only. The age follows from it."),
    )  # fmt: skip


def noted() -> forms.ChoiceField:
    """Asked where a date of birth and a noted age differ; until then the field is not on the page."""
    return forms.ChoiceField(
        label=gettext_lazy("The age noted before"), required=False, choices=Noted.choices, widget=forms.RadioSelect
    )


def too_old(low: int | None, on: date | None) -> str:
    """Why nobody had this age on this day: they would be older by now than a date of birth makes anybody; else ""."""
    if on is None or (low or 0) + years(on, timezone.localdate()) <= OLDEST:
        return ""
    return _("Check the year: by this age the person would be more than 120 today.")


def checked(form: forms.Form, cleaned: dict[str, Any]) -> dict[str, Any]:
    """Both ends may be not known yet: "at least 18" and nothing else stays so. Faults stand at the field to mend."""
    low, high = cleaned.get("age_from"), cleaned.get("age_to")
    if low is not None and high is not None and low > high:
        form.add_error("age_to", _("The highest age is below the lowest."))
    if cleaned.get("age_on") and low is None and high is None and not form.errors:
        form.add_error("age_on", _("No age entered. Enter one, or leave the day empty."))
    elif not form.errors and (old := too_old(low, cleaned.get("age_on"))):
        form.add_error("age_on", old)
    if "age_basis" in form.fields and "age_basis" in cleaned:
        rests_on = cleaned["age_basis"] = cleaned["age_basis"] or AgeBasis.NOT_KNOWN.value
        is_known = low is not None or high is not None
        is_faulty = form.has_error("age_from") or form.has_error("age_to")
        if is_known and rests_on == AgeBasis.NOT_KNOWN:
            form.add_error("age_basis", _("Choose how the age is known. If it is your own guess, choose “Impression”."))
        if not is_known and rests_on != AgeBasis.NOT_KNOWN and not is_faulty:
            form.add_error("age_basis", _("No age entered. Enter one, or choose “Not known yet”."))
    return cleaned
