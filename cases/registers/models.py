"""A register on its way in (a book of sheets, years of paper), how such books are read, and what of one is in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from carisecure.access.fields import FreeTextField, Sealed
from carisecure.access.owned import Owned, OwnedQuerySet
from carisecure.importing.models import NEXT_STATES, Batch, BatchQuerySet, BatchState, SavedMapping

if TYPE_CHECKING:
    from carisecure.accounts.models import User


class RegisterState(models.TextChoices):
    """As `BatchState` until the rows are in. committed: they are in, provisional: marked on every page and uncounted.
    confirmed: a second person has confirmed them; that is the end. undone: they were in, provisional, and are gone.
    """

    SENT = BatchState.SENT.value, _("Just sent")
    ASKING = BatchState.ASKING.value, _("A question to answer")
    RECEIVED = BatchState.RECEIVED.value, _("To be checked")
    FAULTY = BatchState.FAULTY.value, _("Has errors")
    CHECKED = BatchState.CHECKED.value, _("Checked, no errors")
    COMMITTED = BatchState.COMMITTED.value, _("Brought in, not confirmed")
    CONFIRMED = "confirmed", _("Confirmed")
    UNDONE = BatchState.UNDONE.value, _("Undone")


NEXT: dict[str, frozenset[str]] = {
    **NEXT_STATES,
    RegisterState.ASKING: frozenset({RegisterState.SENT, RegisterState.RECEIVED}),
    RegisterState.RECEIVED: NEXT_STATES[BatchState.RECEIVED] | {RegisterState.RECEIVED},
    RegisterState.COMMITTED: frozenset({RegisterState.CONFIRMED, RegisterState.UNDONE}),
    RegisterState.CONFIRMED: frozenset(),
}
IS_IN = frozenset({RegisterState.COMMITTED, RegisterState.CONFIRMED})
TONES = {
    "sent": "new", "asking": "waiting", "received": "new", "faulty": "refused", "checked": "active",
    "committed": "waiting", "confirmed": "done", "undone": "closed",
}  # fmt: skip


class RegisterMapping(SavedMapping):
    """How a unit's registers are read, saved under a name (`carisecure.importing.register.mapping`)."""

    no_wall = "Names of columns and what stands in them, sealed; its own policy lets the unit that saved it read it."
    reading: ClassVar[str] = "cases.import_register"

    class Meta(SavedMapping.Meta):
        constraints = [models.UniqueConstraint(fields=["agency_group", "name"], name="register_mapping_name_once")]


class RegisterQuerySet(BatchQuerySet):
    def brought_in(self) -> RegisterQuerySet:
        """Those whose rows are in, confirmed or not, the oldest first."""
        return self.filter(state__in=IS_IN).order_by("committed_at")


class RegisterBatch(Batch):
    """A register of one unit. Everything it holds of people is sealed under a key of its own, and so is its file, which
    is kept as long as its rows are in: a later book is compared with it, and a doubted row is looked up in it.

    `survey_text`: what the sheets look like (JSON of `tables.Surveyed`). `mapping_text`: how they are read (JSON of
    `mapping.RegisterMapping`). `result_text`: what the dry run found (`plan.Result`); `faults_text` its faults, with
    sheet, row, column, value, code and arguments. `rows_digest`: of everything that would be made, in its order: the
    commit makes that, or nothing. `alike_text`: people of the book who may be one human, and what was said of them
    (JSON, see `alike`). `row_count`: how many things that is. `committed_by` is never `confirmed_by`.
    The database alone confirms and undoes (sql/undo_register.sql). `undone_at` in a batch that is still committed: an
    undo left those cases on which somebody had worked.
    """

    no_wall = "A register of one unit, sealed; its own policy lets the unit that sent it read it."
    reading: ClassVar[str] = "cases.import_register"
    key_of: ClassVar[str] = "id"
    tells_a_story: ClassVar[bool] = True

    state = models.CharField(_("state"), max_length=20, choices=RegisterState.choices, default=RegisterState.SENT)
    survey_text = FreeTextField(default="[]")
    result_text = FreeTextField(default="{}")
    alike_text = FreeTextField(default=Sealed)
    committed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undo_reason = FreeTextField(_("why"), default=Sealed)

    objects: ClassVar[Any] = RegisterQuerySet.as_manager()

    class Meta(Batch.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["agency_group", "sha256"],
                name="register_file_once",
                condition=Q(state__in=["committed", "confirmed"]),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=models.F("committed_by")),
                name="register_takes_two_people",
            ),
        ]
        indexes = [models.Index(fields=["agency_group", "-created_at"], name="register_newest")]

    def may_become(self, state: str) -> bool:
        return state in NEXT[self.state]

    @property
    def made_by(self) -> User:
        """Who brings it in, and is named on every row; before that, who sent it."""
        found: User = self.committed_by or self.asked_by
        return found

    @property
    def is_provisional(self) -> bool:
        return self.state == RegisterState.COMMITTED

    @property
    def survey(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.survey_text)
        return found

    @property
    def result(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.result_text)
        return found

    @property
    def alike(self) -> dict[str, Any]:
        """`pairs` (`carisecure.importing.register.alike.AlikePair`), the first some hundred of `total`; `crowded`: how
        many values too many rows share; `said`: by the key of a pair, `same` or `not_same`.
        """
        found: dict[str, Any] = json.loads(self.alike_text or "{}")
        return {"pairs": [], "total": 0, "crowded": 0, "said": {}} | found

    def put_alike(self, **changed: Any) -> None:
        self.alike_text = json.dumps({**self.alike, **changed})


class RegisterPart(Owned):
    """What came in with a batch, some hundreds of things a row, so that a later book offers only what is new.

    `things_text` is base64 of `carisecure.importing.register.known`: ids and digests, no values. Sealed under the
    batch's key: whoever guesses a name cannot try the guess on a digest that cannot be read.
    """

    no_wall = "Ids and digests of what came in, sealed; its own policy lets the unit that sent it read it."
    reading: ClassVar[str] = "cases.import_register"
    key_of: ClassVar[str] = "batch_id"

    batch = models.ForeignKey(RegisterBatch, on_delete=models.PROTECT, related_name="parts")
    number = models.PositiveIntegerField()
    things_text = FreeTextField()

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["batch", "number"]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="register_part_once")]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.number}"
