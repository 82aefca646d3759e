"""What is asked of the rows of an import before a page shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from carisecure.access.fields import load_keys
from carisecure.importing.layout import Layout
from carisecure.importing.targets import Target

if TYPE_CHECKING:
    from carisecure.accounts.models import User


def layouts_for(target: Target, viewer: User) -> dict[str, Layout]:
    """The mappings this person may choose: those that ship ("ready:...") and their agency's ("saved:<id>").

    2 queries.
    """
    saved = list(target.mappings.objects.visible_to(viewer, target.action))
    load_keys(saved)
    return {f"ready:{key}": layout for key, layout in target.ready().items()} | {
        f"saved:{row.pk}": target.layout.from_json(row.content) for row in saved
    }
