"""The access table of the prosecution's pages."""

from __future__ import annotations

from carisecure.accounts.roles import Role
from tests.access.table import Row

UNIT: set[str] = {Role.INVESTIGATOR, Role.SUPERVISOR}
DPP: set[str] = {Role.PROSECUTOR}
FORM = ("GET", "POST")

ROWS = [
    Row("prosecutions:my_matters", roles=DPP),
    Row("prosecutions:submit_file", roles=UNIT, target="case", methods=FORM),
    Row("prosecutions:matter", roles=UNIT | DPP, target="prosecution"),
    Row("prosecutions:matter_names", roles=UNIT | DPP, target="prosecution", methods=("POST",)),
    Row("prosecutions:submission_names", roles=UNIT | DPP, target="file_submission", methods=("POST",)),
    Row("prosecutions:submission", roles=UNIT | DPP, target="file_submission"),
    Row("prosecutions:submission_pdf", roles=UNIT | DPP, target="file_submission"),
    Row("prosecutions:answer_query", roles=UNIT, target="dpp_query", methods=FORM),
    Row("prosecutions:settle_query", roles=DPP, target="dpp_query", methods=("POST",)),
    Row("prosecutions:ask_query", roles=DPP, target="prosecution", methods=FORM),
    Row("prosecutions:record_advice", roles=DPP, target="prosecution", methods=FORM),
    Row("prosecutions:assign_matter", roles=DPP, target="prosecution", methods=FORM),
    Row("prosecutions:lay_charge", roles=DPP, target="prosecution", methods=FORM),
    Row("prosecutions:record_stage", roles=DPP, target="prosecution", methods=FORM),
    Row("prosecutions:schedule_hearing", roles=DPP, target="prosecution", methods=FORM),
    Row("prosecutions:hearing_result", roles=DPP, target="hearing", methods=FORM),
    Row("prosecutions:change_charge", roles=DPP, target="charge", methods=FORM),
    Row("prosecutions:withdraw_charge", roles=DPP, target="charge", methods=FORM),
    Row("prosecutions:record_outcome", roles=DPP, target="charge", methods=FORM),
    Row("prosecutions:record_sentence", roles=DPP, target="outcome", methods=FORM),
    Row("prosecutions:vary_sentence", roles=DPP, target="sentence", methods=FORM),
    Row("prosecutions:correct_sentence", roles=DPP, target="sentence", methods=FORM),
    Row("prosecutions:correct_outcome", roles=DPP, target="outcome", methods=FORM),
    Row("prosecutions:correct_charge", roles=DPP, target="charge", methods=FORM),
    Row("prosecutions:correct_step", roles=DPP, target="court_step", methods=FORM),
    Row("prosecutions:correct_hearing", roles=DPP, target="hearing", methods=FORM),
    Row("prosecutions:correct_advice", roles=DPP, target="dpp_advice", methods=FORM),
]
