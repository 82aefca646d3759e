"""Everything that changes the case file. Each operation sets the clock of the case (`last_moved_at`)."""

from cases.course.operations import (
    assign_lead,
    change_stage,
    close_case,
    reopen_case,
    take_case,
    update_elements,
    update_summary,
)
from cases.danger.operations import danger_came_up, end_danger, raise_danger
from cases.dossier.operations import ask_for_copy, make_copy
from cases.insiders.operations.compartments import exclude_person, let_in, put_out, seal_case
from cases.insiders.operations.emergency import end_emergency, open_in_emergency, review_emergency
from cases.insiders.operations.leaving import delegate, end_delegation, leave
from cases.insiders.operations.new_lead import ask_for_new_lead, decide_new_lead
from cases.insiders.operations.sharing import ask_to_share, restrict_case
from cases.intake.operations import log_report, take_up_involvement
from cases.keeping.operations.disposing import ask_for_disposal, dispose_case
from cases.keeping.operations.erasing import also_erase, erase_identity
from cases.keeping.operations.holding import ask_to_lift, place_hold
from cases.material.operations import add_exhibit, add_note, add_statement
from cases.people.names_shown import show_names
from cases.people.operations import (
    PersonEntry,
    add_involvement_to_case,
    add_name,
    add_person,
    mark_mistaken,
    update_person,
)
from cases.record.operations import case_moved

__all__ = [
    "PersonEntry",
    "add_exhibit",
    "add_involvement_to_case",
    "add_name",
    "add_note",
    "add_person",
    "add_statement",
    "also_erase",
    "ask_for_copy",
    "ask_for_disposal",
    "ask_for_new_lead",
    "ask_to_lift",
    "ask_to_share",
    "assign_lead",
    "case_moved",
    "change_stage",
    "close_case",
    "danger_came_up",
    "decide_new_lead",
    "delegate",
    "dispose_case",
    "end_danger",
    "end_delegation",
    "end_emergency",
    "erase_identity",
    "exclude_person",
    "leave",
    "let_in",
    "log_report",
    "make_copy",
    "mark_mistaken",
    "open_in_emergency",
    "place_hold",
    "put_out",
    "raise_danger",
    "reopen_case",
    "restrict_case",
    "review_emergency",
    "seal_case",
    "show_names",
    "take_case",
    "take_up_involvement",
    "update_elements",
    "update_person",
    "update_summary",
]
