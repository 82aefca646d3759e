"""Charges. One is never edited: a later version replaces it, a withdrawal is a version too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from carisecure.access.errors import StaleRecord, TransitionRefused
from carisecure.accounts.models import User
from carisecure.corrections.operations import follow_up
from carisecure.days import limits
from carisecure.days.known import KnownDay, Precision
from carisecure.interface import words
from prosecutions.accused.models import Accused
from prosecutions.accused.operations import add_accused
from prosecutions.charges.models import Charge
from prosecutions.charges.tied import Tied, named, tied_of
from prosecutions.court_path.models import StageEvent
from prosecutions.court_path.operations import moved_on
from prosecutions.court_path.paths import path_for
from prosecutions.file.models import FileItem
from prosecutions.offences.catalogue import offences_in_force
from prosecutions.record.following import let_case_follow
from prosecutions.record.models import Prosecution
from prosecutions.record.operations import add, begin, locked, moved
from prosecutions.record.twice import who_was_faster

TYPED = "typed"  # in the list of offences of a form: none of the catalogue's
SAME = ("offence", "typed_act", "typed_section", "committed_on", "laid_on")  # what makes two entries one charge


@dataclass(frozen=True)
class ChargeFacts:
    """What a charge sheet says. `offence` is of the catalogue, or empty where Act and section are typed.

    `committed_on` (the act's last day) decides the dated penalty, `laid_on` the path.
    """

    offence: str
    committed_on: date
    laid_on: date
    laid_by: str
    typed_act: str = ""
    typed_section: str = ""
    typed_offence: str = ""
    committed_precision: str = Precision.DAY
    laid_precision: str = Precision.DAY
    counts: int = 1
    complaint_number: str = ""
    court: str = ""

    def check(self) -> None:
        """Raises ValidationError beside the field that is wrong, or not exact enough where the day decides."""
        limits.check(limits.HAPPENED, committed_on=self.committed_on, laid_on=self.laid_on)
        committed = KnownDay(self.committed_on, self.committed_precision)
        laid = KnownDay(self.laid_on, self.laid_precision)
        if laid.is_before(committed):
            raise ValidationError({"laid_on": _("A charge cannot be laid before the date of the offence.")})
        self._check_offence(committed)
        self._check_path(laid)
        if self.counts < 1:
            raise ValidationError({"counts": _("Enter at least one count.")})

    def _check_offence(self, committed: KnownDay) -> None:
        typed = {"typed_act": self.typed_act, "typed_section": self.typed_section}
        if not self.offence:
            if missing := [name for name, text in typed.items() if not text.strip()]:
                said = _("Type Act and section, or choose an offence of the list.")
                raise ValidationError(dict.fromkeys(missing, said))
            return
        if any((*typed.values(), self.typed_offence)):
            raise ValidationError({"offence": _("Either an offence of the list, or Act and section typed.")})
        known = [
            self.offence in {offence.code for offence in offences_in_force(day)}
            for day in (committed.first, committed.last)
        ]
        if not any(known):
            raise ValidationError(
                {"offence": _("According to the catalogue, nobody can be charged with this offence for that date.")}
            )
        if not all(known):
            raise ValidationError(
                {"committed_on": _("This offence existed for only part of that time: give the exact date.")}
            )

    def _check_path(self, laid: KnownDay) -> None:
        earlier, later = path_for(laid.first), path_for(laid.last)
        if earlier.code != later.code and later.facts.from_ is not None:
            since = words.day(later.facts.from_)
            raise ValidationError(
                {"laid_on": _("The court path changed on %(day)s: give the exact date of the charge.") % {"day": since}}
            )

    def columns(self) -> dict[str, Any]:
        """Of a row: as `happened_on` stands the day on which it was laid."""
        return {**asdict(self), "happened_on": self.laid_on, "precision": self.laid_precision}


@transaction.atomic
def lay_charge(
    *, accused: Accused, facts: ChargeFacts, by: User, after: int | None = None, tied: Tied | None = None
) -> Charge:
    """Record a charge; it begins the court path in force on the day it was laid, and the case is before the court.

    `after` is how many entries of charges the person knew of (`charges_known`). Raises StaleRecord where a colleague
    entered the same charge meanwhile: two people at one charge sheet leave one row.
    """
    prosecution = begin(accused.prosecution, "prosecutions.lay_charge", by=by)
    accused, tied = locked(accused, prosecution), tied or Tied()
    facts.check()
    tied.check(prosecution, accused)
    _not_entered_meanwhile(prosecution, facts, after, lambda theirs: theirs.accused_id == accused.pk)
    charge = add(Charge, prosecution, by=by, accused=accused, **facts.columns(), **tied.columns())
    tied.name_victims(charge, by)
    begin_court_path(charge, prosecution, by)
    let_case_follow(prosecution)
    return charge


@transaction.atomic
def charge_newcomer(
    *, prosecution: Prosecution, facts: ChargeFacts, by: User, name: str = "", filed_as: FileItem | None = None,
    after: int | None = None, tied: Tied | None = None,
) -> Charge:  # fmt: skip
    """The first charge of somebody who is not accused yet: a suspect of the file, or somebody whom it does not have.

    Two new people under one charge sheet may be one: who entered it second is told, before anybody is made an accused.
    """
    prosecution = begin(prosecution, "prosecutions.lay_charge", by=by)
    facts.check()

    def may_be_theirs(theirs: Charge) -> bool:
        filed = theirs.accused.filed_as
        return filed is None or (filed_as is not None and filed.object_id == filed_as.object_id)

    _not_entered_meanwhile(prosecution, facts, after, may_be_theirs)
    accused = add_accused(prosecution=prosecution, label="", name=name, filed_as=filed_as, by=by)
    return lay_charge(accused=accused, facts=facts, by=by, tied=tied)


def charges_known(prosecution: Prosecution) -> int:
    """How many charges were ever entered here, struck out or not: what a form is opened with."""
    return Charge.objects.filter(prosecution=prosecution, replaces=None).count()


def _not_entered_meanwhile(
    prosecution: Prosecution, facts: ChargeFacts, after: int | None, is_theirs: Callable[[Charge], bool]
) -> None:
    if after is None:
        return
    rows = Charge.objects.filter(prosecution=prosecution, replaces=None).select_related(
        "accused__filed_as", "recorded_by"
    )
    for theirs in rows.order_by("recorded_at", "pk")[after:]:
        same = all(getattr(theirs, name) == getattr(facts, name) for name in SAME)
        if same and is_theirs(theirs):
            shown = {"accused": theirs.accused.label, "offence": theirs.offence or TYPED,
                     "committed_on": theirs.committed, "laid_on": theirs.laid}  # fmt: skip
            again = _("Send it again only if it is another charge.")
            raise StaleRecord(shown, words=f"{who_was_faster(theirs)} {again}")


def begin_court_path(charge: Charge, prosecution: Prosecution, by: User) -> None:
    """The step "charge" of this accused, once: a matter that was over for the others goes on with it."""
    path = path_for(charge.laid_on)
    if not charge.accused.stages.standing().exists():
        add(
            StageEvent, prosecution, by=by, accused=charge.accused, path=path.code, stage=path.first.code,
            happened_on=charge.laid_on, precision=charge.laid_precision,
        )  # fmt: skip
    moved_on(prosecution)


@transaction.atomic
def replace_charge(*, charge: Charge, facts: ChargeFacts, by: User, tied: Tied | None = None) -> Charge:
    """Record that a charge was amended in court. Raises TransitionRefused for an old version and
    for a charge that was decided.

    Without `tied` it names whom it named.

    What was typed wrongly is corrected instead (`corrections.py`), with a reason.
    """
    prosecution = begin(charge.prosecution, "prosecutions.lay_charge", by=by)
    charge = _standing(charge, prosecution)
    facts.check()
    before, tied = named(charge), tied or tied_of(charge)
    tied.check(prosecution, charge.accused, charge)
    newer = follow_up(charge, by=by, **facts.columns(), **tied.columns())
    tied.name_victims(newer, by, before)
    moved(prosecution)
    return newer


@transaction.atomic
def withdraw_charge(*, charge: Charge, withdrawn_on: date, by: User, precision: str = Precision.DAY) -> Charge:
    """Record that a charge was withdrawn. It stays on the page, as withdrawn."""
    prosecution = begin(charge.prosecution, "prosecutions.lay_charge", by=by)
    charge = _standing(charge, prosecution)
    limits.check(limits.HAPPENED, withdrawn_on=withdrawn_on)
    if KnownDay(withdrawn_on, precision).is_before(charge.laid):
        raise ValidationError({"withdrawn_on": _("This date is before the charge was laid.")})
    newer = follow_up(charge, by=by, is_withdrawn=True, happened_on=withdrawn_on, precision=precision)
    tied_of(charge).name_victims(newer, by, named(charge))
    moved(prosecution)
    return newer


def _standing(charge: Charge, prosecution: Prosecution) -> Charge:
    charge = locked(charge, prosecution)
    if Charge.objects.filter(replaces=charge).exists():
        raise TransitionRefused(_("There is a later version of this charge. Open that one."))
    if charge.is_retracted:
        raise TransitionRefused(_("This charge was struck out."))
    if charge.is_withdrawn:
        raise TransitionRefused(_("This charge has been withdrawn."))
    if charge.outcomes_of_entry().exists():
        raise TransitionRefused(_("This charge already has an outcome."))
    return charge
