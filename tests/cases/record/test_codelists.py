"""The code lists: complete, with words in both languages, and true to the standards they are exported to."""

import ast
from pathlib import Path

import pytest
from django.utils.translation import override

from carisecure.datafiles import DataFileError
from cases.record.codelists import FILE, UnknownCode, codelist, read_codelists
from cases.record.models import VictimStatus
from prosecutions.court_path.paths import read_court_paths

ROOT = Path(__file__).parents[3]
APPS = ("cases", "screening", "prosecutions", "reports")
NEEDED = {
    "act", "means_palermo", "method_of_control", "exploitation", "isic_section", "trafficking_status",
    "status_decided_by", "gender", "referral_source", "report_channel", "closure_reason", "service_type", "risk_level",
    "migration_status", "age_band_ctdc", "age_band_unodc", "urgent_ground", "defendant_stage",
}  # fmt: skip
# Lists that nothing offers yet, and what will.
DONE_TO_THEM = "what was done, to whom, by whom: the exploitation of a person, recorded in a case"
AWAITED = {
    "exploitation_sexual": DONE_TO_THEM,
    "exploitation_servitude": DONE_TO_THEM,
    "exploitation_criminality": DONE_TO_THEM,
    "perpetrator_role": DONE_TO_THEM,
    "migration_status": "a person's facts, and the sheet of HTCDS 2.0 coming in",
    "trafficking_status": "the values of HTCDS 2.0 of a decision on status; its words are those of VictimStatus",
    "risk_level": "the assessment of a person's risk, with its next date",
}
HTCDS_CONTROL = (
    "PhysicalThreats;ThreatsLawEnforcement;ThreatensChildrenFamily;DebtBondage;FalsePromises;PhysicalAbuse;SexualAbuse;"
    "TakesEarnings;RestrictsFinancialAccess;RestrictsMedicalCare;WithholdsNecessities;PsychologicalAbuse;"
    "PsychoactiveSubstance;ExcessiveWorkingHours;WithholdsDocuments;Other"
)
HTCDS_EXPLOITATION = (
    "ForcedLabour;SexualExploitation;ChildLabour;ForcedMarriage;Servitude;ForcedMilitaryByNonStateActors;OrganRemoval;"
    "ForcedBegging;ForcedAdoption;Surrogacy;Other"
)


def test_the_lists_are_there() -> None:
    assert set(read_codelists()) >= NEEDED


def _texts_of(path: Path) -> set[str]:
    return {
        node.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_list_is_named_by_the_code_or_awaited_and_no_awaited_one_is_named() -> None:
    files = [path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
    said = set().union(*map(_texts_of, files))
    named = {name for name in read_codelists() if name in said or name.startswith("age_band_")}
    assert "age_band_" in said, "the bands are asked for by their scheme"
    assert sorted(set(read_codelists()) - named) == sorted(AWAITED)


def test_the_words_of_a_status_are_those_of_its_list() -> None:
    words = {code.code: code.en for code in codelist("trafficking_status").codes}
    with override("en"):
        assert words == {str(code): str(label) for code, label in VictimStatus.choices}


def test_every_code_has_words_in_both_languages_and_no_invented_ictip_code() -> None:
    for name, listed in read_codelists().items():
        for code in listed.codes:
            assert code.en, (name, code.code)
            assert code.es, (name, code.code)
            assert code.ictip_code is None
            assert len(code.code) <= 45
            assert code.words.in_language("es") == code.es


def test_the_act_and_the_means_are_those_of_the_protocol() -> None:
    assert [code.code for code in codelist("act").codes] == [
        "recruitment", "transportation", "transfer", "harbouring", "receipt",
    ]  # fmt: skip
    assert len(codelist("means_palermo").codes) == 8


@pytest.mark.parametrize(
    ("name", "values"), [("method_of_control", HTCDS_CONTROL), ("exploitation", HTCDS_EXPLOITATION)]
)
def test_exports_hit_every_value_of_the_standard_and_no_other(name: str, values: str) -> None:
    assert {code.htcds for code in codelist(name).codes} - {None} == set(values.split(";"))


def test_a_misspelling_of_the_standard_stays_on_export() -> None:
    assert codelist("relationship_to_trafficker").get("stranger").htcds == "Unaquainted"


def test_every_form_of_exploitation_rolls_up_to_a_form_of_the_tip_report() -> None:
    forms = {code.code: code.tip_form for code in codelist("exploitation").codes}
    assert None not in forms.values()
    assert forms["sexual_exploitation"] == "sex_trafficking"
    assert forms["forced_criminality"] == forms["forced_labour"] == "labor_trafficking"
    assert forms["unknown"] == "unspecified"
    assert forms["organ_removal"] == "not_tip_under_us_law"


def test_means_of_the_ctdc_are_grouped_as_in_its_codebook() -> None:
    columns = {code.code: code.ctdc for code in codelist("method_of_control").codes}
    assert columns["debt_bondage"] == columns["takes_earnings"] == "meansDebtBondageEarnings"
    assert columns["restricts_movement"] == "meansDenyBasicNeeds"
    assert columns["other"] is None


def test_unknown_is_not_other() -> None:
    unknown = codelist("exploitation").get("unknown")
    assert (unknown.htcds, unknown.ctdc) == (None, None)


def test_a_value_outside_its_list_is_refused_by_name() -> None:
    with pytest.raises(UnknownCode, match="'magic' is not a value of the list act") as caught:
        codelist("act").get("magic")
    assert (caught.value.code, caught.value.list_name) == ("magic", "act")
    with pytest.raises(UnknownCode):
        codelist("act").check(["receipt", ""])
    assert codelist("act").check(["receipt", "recruitment", "receipt"]) == ("recruitment", "receipt")
    assert "receipt" in codelist("act")
    assert [code for code, _ in codelist("risk_level").choices()] == ["low", "medium", "high", "imminent"]


def test_the_attribution_stands_in_the_file() -> None:
    head = FILE.read_text(encoding="utf-8")[:600]
    assert "International Organization for Migration" in head
    assert "CC BY 4.0" in head


def test_the_states_of_the_court_paths_are_in_the_list() -> None:
    file = Path(__file__).parents[3] / "carisecure" / "countries" / "packs" / "TT" / "court_path.yaml"
    states = {stage.state for path in read_court_paths(file) for stage in path.stages}
    assert all(state in codelist("defendant_stage") for state in states)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("code: transfer,", "code: receipt,", "codes of act standing twice: receipt"),
        ("code: receipt,", "code: no,", r"lists\[1\].codes\[5\].code: must be a text"),
        ("details: isic_section", "details: isic_sections", "there is no list isic_sections"),
        ("from_age: 9,", "from_age: 10,", "leaves a gap or overlaps"),
        ("from_age: 48}", "from_age: 48, to_age: 99}", "must be open above"),
        ("htcds: DebtBondage", "htdcs: DebtBondage", "unknown key"),
        ("tip_form: sex_trafficking", "tip_form: sex", "'sex' is not one of"),
    ],
)
def test_a_mistake_in_the_file_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "codelists.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataFileError, match=words):
        read_codelists(path)
