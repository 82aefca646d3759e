"""The suspects of the file who can be charged."""

from __future__ import annotations

from carisecure.accounts.models import User
from cases.record.models import InvolvementRole
from prosecutions.accused.models import Accused
from prosecutions.file.models import FileItem, ItemKind
from prosecutions.record.models import Prosecution


def suspects_filed(viewer: User, prosecution: Prosecution, *, action: str) -> list[FileItem]:
    """The suspects of the file who are not accused yet, each as they were sent last. Two queries, no name is opened."""
    rows = FileItem.objects.visible_to(viewer, action).filter(prosecution=prosecution, kind=ItemKind.PERSON)
    rows = rows.select_related("submission").defer("content").order_by("submission__number", "position")
    latest = {item.object_id: item for item in rows}
    accused = Accused.objects.visible_to(viewer, action).filter(prosecution=prosecution)
    tied = set(accused.values_list("filed_as__object_id", flat=True))
    return [item for key, item in latest.items() if InvolvementRole.SUSPECT in item.roles and key not in tied]
