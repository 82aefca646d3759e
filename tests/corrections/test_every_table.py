"""No table of entries that can be corrected may be edited: found by their base, so that none is forgotten."""

from __future__ import annotations

import pytest
from django.apps import apps

from carisecure.access.index_fields import BlindIndex
from carisecure.corrections.models import Corrected
from tests.access.test_append_only import KEPT, is_kept, triggers

CORRECTED = [model for model in apps.get_models() if issubclass(model, Corrected)]


@pytest.mark.django_db
@pytest.mark.parametrize("model", CORRECTED, ids=lambda model: str(model._meta.label))
def test_only_the_columns_by_which_it_is_found_may_change(model: type[Corrected]) -> None:
    found_by = {field.column for field in model._meta.concrete_fields if isinstance(field, BlindIndex)}
    may_change, once = KEPT[model._meta.label]
    assert set(filter(None, may_change.split(","))) <= found_by
    assert once == ""
    assert "kept" in triggers(model)
    assert is_kept(model) or found_by


@pytest.mark.parametrize("model", CORRECTED, ids=lambda model: str(model._meta.label))
def test_a_row_is_replaced_once(model: type[Corrected]) -> None:
    field = model._meta.get_field("replaces")
    assert (field.unique, field.related_model) == (True, model)


def test_the_search_finds_them() -> None:
    assert {"prosecutions.Charge", "prosecutions.Outcome"} <= {model._meta.label for model in CORRECTED}
