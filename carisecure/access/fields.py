"""The two doors to text that names people. How the text is stored is decided here and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:  # Django's fields take type parameters for mypy only
    _Text = models.TextField[str, str]
else:
    _Text = models.TextField


class FreeTextField(_Text):
    """A sentence somebody wrote: report, narrative, note, statement, draft. It may carry names."""


class IdentityField(_Text):
    """A field that identifies a person: name, alias, document, telephone, address, exact birth date."""


PROTECTED = (FreeTextField, IdentityField)
