"""Words out of data files, in the language of whoever reads the page."""

from django.utils.translation import override

from carisecure.accounts.roles import AgencyKind as AccountsKind
from carisecure.countries.packs import AgencyKind
from carisecure.words import Words
from cases.record.codelists import codelist


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


def test_packs_and_accounts_mean_the_same_kinds_of_agency() -> None:
    """Settings read the packs before any app is loaded, so the two cannot share one class; they must share values."""
    assert {kind.value for kind in AgencyKind} == set(AccountsKind.values)
