"""A field of a form hides what the browser calls by the same name: `form.elements` would be the boxes of that field."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.conf import settings
from django.urls import get_resolver

from carisecure.interface.forms import WorkForm

# What `htmx` reads of a form, besides what our own scripts do.
OF_HTMX = {"elements", "action", "method", "matches", "closest", "getAttribute", "reportValidity", "checkValidity"}


def _kinds(kind: type[WorkForm]) -> Iterator[type[WorkForm]]:
    for sub in kind.__subclasses__():
        yield sub
        yield from _kinds(sub)


def test_no_field_hides_what_a_script_reads_of_its_form() -> None:
    scripts = "".join(file.read_text() for file in (settings.BASE_DIR / "static" / "js").glob("*.js"))
    read = OF_HTMX | set(re.findall(r"\bform\.(\w+)", scripts))
    assert read >= {"elements", "dataset", "querySelector"}
    assert get_resolver().url_patterns  # and with them every form is loaded
    fields = {name: kind.__name__ for kind in _kinds(WorkForm) for name in kind.base_fields}
    assert len(fields) > 100
    assert {name: kind for name, kind in fields.items() if name in read} == {}
