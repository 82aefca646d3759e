"""A case as one document: gathered once for one viewer, and rendered by whoever needs it.

Renderers: the summary (`templates/cases/dossier/summary.html`, on screen and paper), the copy with names
(`copy_content.py`, `files.py`), and the sheets of the file that goes to the prosecution service
(`prosecutions/file/sheets.py`). Where a new section goes: `sections.py`. A new rendering is a file of its own that
takes a `Document`; it reads no rows.
"""

from __future__ import annotations

from collections.abc import Collection

from carisecure.accounts.models import User
from cases.dossier.rows import Rows
from cases.dossier.sections import SECTIONS
from cases.dossier.tree import BY_LABEL, Document
from cases.record.models import Case

CODES = tuple(kind.code for kind in SECTIONS)


def document_of(viewer: User, case: Case, *, sections: Collection[str], names: Collection[str] = BY_LABEL) -> Document:
    """The sections that are asked for, with what this viewer may read of them: at most ten queries, however large
    the case, and the keys of its texts. Nothing that was not asked for is read.

    `names`: the kinds of identity (`people.IdentityKind`) that go with the people; without any, all are called by
    their labels. The caller has fetched the case for an action of the viewer's, and writes the ledger's line. Raises
    ValueError for a section that does not exist.
    """
    if unknown := set(sections) - set(CODES):
        raise ValueError(f"no such section: {sorted(unknown)}")
    rows = Rows(viewer, case, names)
    return Document(case, {kind.code: kind.read(rows) for kind in SECTIONS if kind.code in sections})
