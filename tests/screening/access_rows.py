"""Who may ask the addresses of this room: a role that is not named is refused where it sees the object, else 404."""

from __future__ import annotations

from carisecure.accounts.roles import Role
from tests.access.table import Row

UNIT: set[str] = {Role.INVESTIGATOR, Role.SUPERVISOR}
CARE: set[str] = {Role.CASEWORKER}
FORM = ("GET", "POST")

ROWS = [
    Row("screening:first_screen", {Role.FRONTLINE}, methods=FORM),
    Row("screening:receipt_list", {Role.FRONTLINE}),
    Row("screening:receipt", {Role.FRONTLINE}, target="receipt"),
    Row("screening:my_clients", {Role.CASEWORKER}),
    Row("screening:referral_list", {Role.CASEWORKER}),
    Row("screening:refer_to_unit", {Role.CASEWORKER, Role.FRONTLINE}, methods=FORM),
    Row("screening:inbound_list", UNIT),
    Row("screening:person", UNIT, target="involvement"),
    Row("screening:start_screening", {*UNIT, *CARE}, target="involvement", methods=FORM),
    Row("screening:choose_assessment", UNIT, target="involvement"),
    Row("screening:assess", UNIT, target="involvement", methods=FORM, extra={"used": "delphi_adult_labour"}),
    Row("screening:decide_status", UNIT, target="involvement", methods=FORM),
    Row("screening:record_consent", {*UNIT, Role.CASEWORKER, Role.FRONTLINE}, target="involvement", methods=FORM),
    Row("screening:refer_out", UNIT, target="involvement", methods=FORM),
    Row("screening:withdraw_consent", {*UNIT, Role.CASEWORKER}, target="consent", methods=FORM),
    Row("screening:before", {*UNIT, *CARE, Role.FRONTLINE}, target="screening"),
    Row("screening:question", {*UNIT, *CARE, Role.FRONTLINE}, target="screening", methods=FORM, extra={"number": 1}),
    Row("screening:finish", {*UNIT, *CARE, Role.FRONTLINE}, target="screening", methods=FORM),
    Row("screening:result", {*UNIT, *CARE, Role.FRONTLINE}, target="screening"),
    Row("screening:send_to_unit", {Role.FRONTLINE}, target="screening", methods=FORM),
    Row("screening:referral", {*UNIT, Role.CASEWORKER}, target="referral"),
    Row("screening:packet", {*UNIT, Role.CASEWORKER}, target="referral"),
    # The referral of this world shares no name: the caseworker may open it, and is refused the names.
    Row("screening:referral_names", UNIT, target="referral", methods=("POST",)),
    Row("screening:accept", {Role.CASEWORKER}, target="referral", methods=FORM),
    Row("screening:decline", {Role.CASEWORKER}, target="referral", methods=FORM),
    Row("screening:take_up", UNIT, target="referral", methods=FORM),
    Row("screening:not_taken_up", UNIT, target="referral", methods=FORM),
    Row("screening:outcome", {*UNIT, Role.CASEWORKER}, target="referral", methods=FORM),
    Row("screening:our_clients", CARE),
    Row("screening:new_client", CARE, methods=FORM),
    Row("screening:client_of", CARE, target="own_person"),
    Row("screening:keep_contact", CARE, target="own_person", methods=FORM),
    Row("screening:client", CARE, target="client"),
    Row("screening:edit_client", CARE, target="client", methods=FORM),
    Row("screening:add_client_note", CARE, target="client", methods=FORM),
    Row("screening:correct_client_note", CARE, target="client_note", methods=FORM),
    Row("screening:client_left", CARE, target="client", methods=FORM),
    Row("screening:client_returned", CARE, target="client", methods=FORM),
    Row("screening:correct_client_event", CARE, target="client_event", methods=FORM),
    Row("screening:client_names", CARE, target="client", methods=("POST",)),
    Row("screening:add_client_name", CARE, target="client", methods=FORM),
    Row("screening:client_mistake", CARE, target="client_fact", methods=FORM),
    Row("screening:erase_client", CARE, target="client", methods=FORM),
    Row("screening:client_copy", CARE, target="client"),
    Row("screening:hold_client", CARE, target="client", methods=FORM),
    Row("screening:dispose_client", CARE, target="client", methods=FORM),
    Row("screening:lift_hold_client", CARE, target="client_hold", methods=FORM),
    Row("screening:approval_client", CARE, target="client_approval", methods=FORM),
    Row("screening:refer_client", CARE, target="client", methods=FORM),
]
