"""Everything that changes a prosecution. Each operation locks the matter first, so two people write one by one."""

from prosecutions.accused.operations import add_accused
from prosecutions.advice.operations import answer_query, ask_query, record_advice, settle_query
from prosecutions.charges.operations import ChargeFacts, lay_charge, replace_charge, withdraw_charge
from prosecutions.court.operations import adjourn_hearing, record_hearing, record_stage, schedule_hearing
from prosecutions.file.operations import submit_file
from prosecutions.matter.operations import assign_matter
from prosecutions.outcomes.operations import record_outcome, record_sentence

__all__ = [
    "ChargeFacts",
    "add_accused",
    "adjourn_hearing",
    "answer_query",
    "ask_query",
    "assign_matter",
    "lay_charge",
    "record_advice",
    "record_hearing",
    "record_outcome",
    "record_sentence",
    "record_stage",
    "replace_charge",
    "schedule_hearing",
    "settle_query",
    "submit_file",
    "withdraw_charge",
]
