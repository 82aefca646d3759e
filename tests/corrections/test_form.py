"""The form of a correction: a reason always, the fields of the entry only where it is not struck out."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django import forms

from carisecure.corrections.forms import CorrectionForm
from carisecure.interface.forms import WorkForm


class NumberForm(WorkForm):
    number = forms.IntegerField()

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("number", 1) < 0:
            raise forms.ValidationError("below nothing")
        return self.cleaned_data


class NumberCorrection(CorrectionForm, NumberForm):
    pass


def sent(**typed: str) -> NumberCorrection:
    return NumberCorrection({"submission_key": str(uuid.uuid4()), "version": "1", **typed}, version=1)


def test_the_fields_of_the_entry_come_first() -> None:
    visible = [field.name for field in NumberCorrection().visible_fields()]
    assert visible == ["number", "correction", "correction_reason"]


def test_a_correction_says_why() -> None:
    form = sent(number="3", correction="change")
    assert not form.is_valid()
    assert list(form.errors) == ["correction_reason"]


def test_the_fields_and_what_is_asked_are_apart() -> None:
    form = sent(number="3", correction="change", correction_reason="Wrong.")
    assert form.is_valid()
    assert form.values() == {"number": 3}
    assert form.asked() == {"version": 1, "reason": "Wrong.", "is_retracted": False}


@pytest.mark.parametrize("number", ["", "many", "-3"])
def test_what_is_struck_out_need_not_be_right(number: str) -> None:
    form = sent(number=number, correction="retract", correction_reason="Another case.")
    assert form.is_valid()
    assert form.asked()["is_retracted"]
    assert not sent(number=number, correction="change", correction_reason="Another case.").is_valid()
    assert not sent(number=number, correction="retract").is_valid()


def test_a_lost_version_is_the_oldest() -> None:
    form = sent(number="3", correction="change", correction_reason="Wrong.", version="")
    assert form.is_valid()
    assert form.asked()["version"] == 0
