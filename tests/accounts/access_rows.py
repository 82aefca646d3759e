"""The access table of signing in and of the administrator's pages."""

from __future__ import annotations

from carisecure.accounts.roles import Role
from tests.access.table import EVERYBODY, Row

ADMINISTRATOR: set[str] = {Role.ADMINISTRATOR}
FORM = ("GET", "POST")
PRESS = ("POST",)
SUPERVISORS: set[str] = {Role.SUPERVISOR, Role.ADMINISTRATOR}

ROWS = [
    Row("accounts:person_list", roles=ADMINISTRATOR),
    Row("accounts:add_person", roles=ADMINISTRATOR, methods=FORM),
    Row("accounts:switch_person", roles=ADMINISTRATOR, target="person", methods=FORM),
    Row("accounts:agency_list", roles=ADMINISTRATOR),
    Row("accounts:add_agency", roles=ADMINISTRATOR, methods=FORM),
    Row("accounts:agency_phone", roles=ADMINISTRATOR, target="agency", methods=FORM),
    Row("accounts:switch_agency", roles=ADMINISTRATOR, target="agency", methods=FORM),
    Row("accounts:keys", roles=ADMINISTRATOR),
    Row("accounts:ask_key_work", roles=ADMINISTRATOR, methods=FORM, extra={"kind": "reindex"}),
    Row("accounts:key_work", roles=ADMINISTRATOR, target="key_request", methods=FORM),
    # The way in and out, and what stands in its place while a session is locked: these say nothing about anybody.
    Row("sign_in_factor", methods=FORM, public=True),
    Row("sign_in_enrol", methods=FORM, public=True),
    Row("sign_in_with_code", methods=FORM, public=True),
    Row("locked", public=True),
    Row("unlock", methods=FORM, public=True, extra={"pk": "00000000-0000-4000-8000-000000000000"}),
    # One's own session.
    Row("lock_now", roles=EVERYBODY, methods=FORM),
    Row("confirm", roles=EVERYBODY, methods=FORM),
    Row("kept", roles=EVERYBODY, methods=FORM),
    Row("desk_state", roles=EVERYBODY),
    Row("accounts:own_factors", roles=EVERYBODY),
    Row("accounts:add_factor", roles=EVERYBODY, methods=FORM),
    Row("accounts:remove_factor", roles=EVERYBODY, methods=PRESS, extra={"pk": 1}),
    Row("accounts:recovery_codes", roles=EVERYBODY, methods=FORM),
    Row("accounts:change_password", roles=EVERYBODY, methods=FORM),
    Row("accounts:session_list", roles=EVERYBODY),
    Row("accounts:end_session", roles=EVERYBODY, target="desk", methods=PRESS),
    # For colleagues.
    Row("accounts:locked_names", roles=SUPERVISORS),
    Row("accounts:release_name", roles=SUPERVISORS, target="locked_name", methods=FORM),
    Row("accounts:let_in", roles=SUPERVISORS, target="newcomer", methods=FORM),
    Row("accounts:lost_factor", roles=SUPERVISORS, methods=FORM),
    Row("accounts:confirm_enrolment", roles=EVERYBODY, target="enrolment", methods=FORM),
]
