"""Everything that changes a prosecution. Each operation locks the matter first, so two people write one by one."""

from prosecutions.operations.assign_matter import assign_matter
from prosecutions.operations.charges import ChargeFacts, add_accused, lay_charge, replace_charge, withdraw_charge
from prosecutions.operations.court import adjourn_hearing, record_hearing, record_stage, schedule_hearing
from prosecutions.operations.outcomes import record_outcome, record_sentence
from prosecutions.operations.queries import answer_query, ask_query, record_advice, settle_query
from prosecutions.operations.submit_file import submit_file

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
