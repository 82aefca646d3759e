"""Words out of data files, in the language of whoever reads the page."""

import os
import subprocess
import sys
from pathlib import Path

from django.utils.translation import override

from carisecure.words import Words
from cases.record.codelists import codelist

ROOT = Path(__file__).parents[2]


def test_a_label_chooses_its_language_when_it_is_shown() -> None:
    label = codelist("act").get("recruitment").label
    with override("es"):
        assert str(label) == "Captación"
    with override("en"):
        assert str(label) == "Recruitment"


def test_a_language_without_words_of_its_own_gets_the_english() -> None:
    with override("fr"):
        assert str(Words(en="Zz no such message", es="nada").lazy) == "Zz no such message"


def test_no_active_language_is_english() -> None:
    with override(None):
        assert str(Words(en="Hurt", es="Herida")) == "Hurt"


def test_kinds_of_agency_are_known_before_there_are_settings() -> None:
    """Settings read the packs before any app is loaded: the one class of kinds asks for no setting."""
    asked = "import carisecure.accounts.roles; from django.conf import settings; print(settings.configured)"
    without = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    said = subprocess.check_output([sys.executable, "-c", asked], env=without, cwd=ROOT, text=True)
    assert said.strip() == "False"
