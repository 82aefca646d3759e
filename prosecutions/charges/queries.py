"""What a charge can name: suspects and victims of the file, other charges."""

from __future__ import annotations

from carisecure.accounts.models import User
from cases.record.models import InvolvementRole
from prosecutions.accused.models import Accused
from prosecutions.charges.models import Charge
from prosecutions.file.models import FileItem, ItemKind
from prosecutions.record.models import Prosecution


def suspects_filed(viewer: User, prosecution: Prosecution, *, action: str) -> list[FileItem]:
    """The suspects of the file who are not accused yet, each as they were sent last. Two queries, no name is opened."""
    accused = Accused.objects.visible_to(viewer, action).filter(prosecution=prosecution)
    tied = set(accused.values_list("filed_as__object_id", flat=True))
    found = _filed(viewer, prosecution, action)
    return [item for item in found if InvolvementRole.SUSPECT in item.roles and item.object_id not in tied]


def victims_filed(viewer: User, prosecution: Prosecution, *, action: str) -> list[FileItem]:
    """The possible victims of the file, each as they were sent last, by their labels. One query, no name is opened."""
    found = _filed(viewer, prosecution, action)
    return [item for item in found if InvolvementRole.POSSIBLE_VICTIM in item.roles]


def _filed(viewer: User, prosecution: Prosecution, action: str) -> list[FileItem]:
    rows = FileItem.objects.visible_to(viewer, action).filter(prosecution=prosecution, kind=ItemKind.PERSON)
    rows = rows.select_related("submission").defer("content").order_by("submission__number", "position")
    return list({item.object_id: item for item in rows}.values())


def charges_before_the_court(viewer: User, prosecution: Prosecution, *, action: str) -> list[Charge]:
    """What another charge can be an alternative to. One query."""
    rows = Charge.objects.visible_to(viewer, action).filter(prosecution=prosecution, is_withdrawn=False)
    return list(rows.standing().select_related("accused").order_by("accused__label", "laid_on", "recorded_at"))
